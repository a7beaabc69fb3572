//! The owner of a database on a host that has a preset is given what owners have there, whatever its name.

use rstest::rstest;

use crate::layouts::project::project;
use crate::support::command::Pgconform;

/// Extensions are on its path, the API's roles are its own to grant, the platform's tables take its policies and keys, and what
/// it makes is granted to the API's roles.
const SUPABASE: &str = "CREATE TABLE notes (id bytea PRIMARY KEY DEFAULT gen_random_bytes(3), of uuid REFERENCES auth.users);
    CREATE POLICY own ON storage.objects TO authenticated USING (owner = auth.uid());
    CREATE POLICY own ON realtime.messages TO authenticated USING (realtime.topic() = topic);
    ALTER PUBLICATION supabase_realtime ADD TABLE notes;
    CREATE ROLE staff; GRANT authenticated TO staff;
    SET LOCAL ROLE anon;
    INSERT INTO notes DEFAULT VALUES;";
const NEON: &str = "CREATE ROLE staff; GRANT pg_monitor TO staff WITH ADMIN OPTION;
    SET LOCAL ROLE neon_superuser; CREATE TABLE notes (id int PRIMARY KEY);";
const RDS: &str = "CREATE ROLE staff; GRANT rds_superuser, rds_replication, rds_password TO staff;
    CREATE TABLE notes (id int PRIMARY KEY);";

#[rstest]
#[case::supabase("preset:supabase", SUPABASE)]
#[case::neon("preset:neon", NEON)]
#[case::rds("preset:rds", RDS)]
#[test]
fn an_owner_has_what_owners_have_on_its_host(#[case] preset: &str, #[case] up: &str) {
    let folder = project(&[("1_notes", up, "DROP TABLE notes;")]);
    for role in ["app", "My App"] {
        let words = ["snapshot", "--as", role, "--setup", preset];
        let made = Pgconform::new(folder.project(), &words).run().ends_with(0);
        assert!(
            made.stdout.contains("table public.notes\n"),
            "{}",
            made.stdout
        );
    }
}

#[rstest]
#[case::supabase("preset:supabase", "ALTER ROLE supabase_admin NOLOGIN;")]
#[case::neon("preset:neon", "CREATE EXTENSION dblink;")]
#[case::rds("preset:rds", "GRANT pg_read_server_files TO rds_ad;")]
#[test]
fn an_owner_has_no_more_than_that(#[case] preset: &str, #[case] up: &str) {
    let folder = project(&[("1_more", up, "SELECT 1;")]);
    let words = ["snapshot", "--as", "app", "--setup", preset];
    Pgconform::new(folder.project(), &words)
        .run()
        .fails_with(&["42501"]);
}
