//! What a hosted database has from the start is shipped: migrations that take it for granted run, and what the platform
//! changes there is no drift.

use pgconform::testing::TestDb;
use rstest::rstest;

use super::goose;
use crate::support::command::Pgconform;
use crate::support::folder::Folder;

const SUPABASE: &str = "CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT extensions.uuid_generate_v4(), of uuid NOT NULL DEFAULT auth.uid() \
        REFERENCES auth.users ON DELETE CASCADE);
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON notes TO authenticated USING (auth.uid() = of);
    CREATE POLICY read ON storage.objects FOR SELECT TO anon USING (bucket_id = 'public' AND (storage.foldername(name))[1] = 'x');
    ALTER PUBLICATION supabase_realtime ADD TABLE notes;
    GRANT ALL ON notes TO service_role;";
const NEON: &str =
    "CREATE TABLE notes (id int PRIMARY KEY); ALTER TABLE notes OWNER TO neondb_owner;
    GRANT SELECT ON notes TO authenticated, anonymous; GRANT ALL ON notes TO neon_superuser;";
const RDS: &str = "CREATE ROLE app IN ROLE rds_superuser; CREATE TABLE notes (id int PRIMARY KEY); GRANT rds_iam TO app;
    GRANT SELECT ON notes TO app;";

#[rstest]
#[case::supabase("preset:supabase", SUPABASE)]
#[case::neon("preset:neon", NEON)]
#[case::rds("preset:rds", RDS)]
#[test]
fn migrations_of_a_hosted_database_run_with_its_preset_only(
    #[case] preset: &str,
    #[case] up: &str,
) {
    let folder = goose(&[up]);
    let snapshot = |words: &[&str]| Pgconform::new(folder.project(), words).run();
    snapshot(&["snapshot"]).ends_with(2);
    snapshot(&["snapshot", "--setup", preset]).ends_with(0);
    std::fs::write(
        folder.project().join("pgconform.toml"),
        format!("setup = [\"{preset}\"]\n"),
    )
    .expect("it is a test's own");
    snapshot(&["snapshot"]).ends_with(0);
}

#[tokio::test]
async fn what_the_platform_changes_is_no_drift() {
    let folder = goose(&["CREATE TABLE notes (id int PRIMARY KEY);"]);
    std::fs::write(
        folder.project().join("pgconform.toml"),
        "setup = [\"preset:supabase\"]\n",
    )
    .expect("it is a test's own");
    let reading = pgconform::migrations::Reading {
        setup: vec![set_up("preset:supabase")],
        ..pgconform::migrations::Reading::default()
    };
    let migrations = reading.read(&folder.path()).expect("a sound project");
    let db = TestDb::head_of(&migrations).await;
    db.run("ALTER TABLE auth.users ADD COLUMN added text; CREATE TABLE storage.more (); CREATE SCHEMA vault_2; DROP SCHEMA vault_2")
        .await;
    let verify = |folder: &Folder| {
        Pgconform::new(folder.project(), &["verify"])
            .env("DATABASE_URL", db.url().reveal())
            .run()
    };
    verify(&folder).ends_with(0);
    db.run("CREATE TABLE by_hand ()").await;
    let ended = verify(&folder).ends_with(1);
    assert!(ended.stdout.contains("public.by_hand"), "{}", ended.stdout);
}

fn set_up(text: &str) -> pgconform::settings::SetUp {
    use pgconform::settings::SettingType;
    SettingType::from_text(text.as_ref()).expect("there is such a preset")
}

#[test]
fn a_search_path_goes_before_that_of_a_preset() {
    let folder = goose(&["CREATE TABLE notes (id int PRIMARY KEY);"]);
    let words = [
        "snapshot",
        "--setup",
        "preset:supabase",
        "--search-path",
        "app,public",
    ];
    let made = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert!(made.stdout.contains("table app.notes"), "{}", made.stdout);
}

#[test]
fn a_preset_that_there_is_not_is_named_with_those_there_are() {
    let folder = goose(&["CREATE TABLE notes ();"]);
    let words = ["snapshot", "--setup", "preset:heroku"];
    let ended = Pgconform::new(folder.project(), &words).run();
    ended.fails_with(&[
        "preset:heroku",
        "--setup",
        "preset:supabase, preset:neon, preset:rds",
    ]);
    std::fs::write(
        folder.project().join("pgconform.toml"),
        "setup = [\"preset:supabas\"]\n",
    )
    .expect("it is a test's own");
    let ended = Pgconform::new(folder.project(), &["snapshot"]).run();
    ended.fails_with(&["pgconform.toml", "did you mean 'preset:supabase'"]);
}
