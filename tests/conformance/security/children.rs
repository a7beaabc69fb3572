//! The commands that a proof runs reach its own server, wherever else the environment, a file of the project
//! or the home folder points.
//!
//! Each attack points at a second server, the real database, and is played twice: by a tool that reads what
//! libpq reads, which pgconform itself is, and by psql.

use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, PROGRAM, Pgconform};
use crate::support::folder::Folder;
use crate::support::own_server::{OwnServer, postgres_16};

/// The database that nobody means to move.
struct Real {
    server: OwnServer,
    /// An address of this machine that is this test's alone, as commands are given port 5432 with it.
    address: String,
    before: String,
}

impl Real {
    async fn start() -> Self {
        let [high, low] = [std::process::id() >> 8, std::process::id()].map(|it| it & 0xff);
        let address = format!("127.{}.{high}.{low}", 2 + rand_of(&thread_name()) % 200);
        let settings = [
            format!("listen_addresses={address}"),
            "autovacuum=off".to_owned(),
        ];
        let hba = "host all all 127.0.0.0/8 trust\nlocal all all trust\n".to_owned();
        let files = [("pg_hba.conf", hba)];
        let server = OwnServer::start_with(&postgres_16().await, &settings, 5432, &files).await;
        let mut real = Self {
            server,
            address,
            before: String::new(),
        };
        real.before = real.state().await;
        real
    }

    /// Which transaction comes next, and what its relations are.
    async fn state(&self) -> String {
        let client = self.server.client().await;
        let row = client
            .query_typed(include_str!("real_state.sql"), &[])
            .await;
        row.expect("it can be asked")[0].get(0)
    }

    async fn is_unchanged(&self) {
        assert_eq!(
            self.state().await,
            self.before,
            "the real database was changed"
        );
    }

    fn url(&self) -> String {
        format!("postgresql://postgres@{}:5432/postgres", self.address)
    }

    fn service(&self) -> String {
        format!(
            "[real]\nhost={}\nport=5432\nuser=postgres\ndbname=postgres\n",
            self.address
        )
    }
}

fn thread_name() -> String {
    format!("{:?}", std::thread::current().name())
}

/// A number that depends on a text.
fn rand_of(text: &str) -> u32 {
    text.bytes().fold(7, |sum: u32, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    })
}

/// How a command is led astray.
#[derive(Debug, Clone, Copy)]
enum Lure {
    ServiceFile,
    SystemsServices,
    /// `~/.pg_service.conf`, with PGSERVICE in the environment.
    HomesServices,
    HostAddress,
    Host,
    /// Variables of the environment that hold a whole address.
    Urls,
    /// The same variables in the project's `.env`, which the tool reads for itself.
    DotEnv,
    /// libpq's own variables there.
    DotEnvOfLibpq,
    DotEnvWithService,
}

/// What a tool does first, as python-dotenv and its like do: each variable of `.env` that is not set is set.
const READ_DOT_ENV: &str = r#"
while IFS='=' read -r name value; do
    eval "test -n \"\${$name+is_set}\"" || export "$name=$value"
done < .env
"#;

impl Lure {
    /// The variables of pgconform's environment; files are written into the project's folder.
    fn set(self, real: &Real, project: &Path) -> Vec<(&'static str, String)> {
        let path = |name: &str| project.join(name).display().to_string();
        let write = |name: &str, text: &str| {
            let file = project.join(name);
            fs::create_dir_all(file.parent().expect("it stands in a folder"))
                .and_then(|()| fs::write(file, text))
                .expect("the folder is ours");
        };
        let urls = ["POSTGRES_URL", "SHOP_DSN"];
        let text = |variables: &[(&str, String)]| -> String {
            let lines = variables.iter();
            lines
                .map(|(name, value)| format!("{name}={value}\n"))
                .collect()
        };
        write(".env", "");
        match self {
            Self::ServiceFile => {
                write("services", &real.service());
                vec![
                    ("PGSERVICE", "real".to_owned()),
                    ("PGSERVICEFILE", path("services")),
                ]
            }
            Self::SystemsServices => {
                write("system/pg_service.conf", &real.service());
                vec![
                    ("PGSERVICE", "real".to_owned()),
                    ("PGSYSCONFDIR", path("system")),
                ]
            }
            Self::HomesServices => {
                write("home/.pg_service.conf", &real.service());
                vec![("PGSERVICE", "real".to_owned())]
            }
            Self::HostAddress => vec![("PGHOSTADDR", real.address.clone())],
            Self::Host => vec![
                ("PGHOST", real.address.clone()),
                ("PGUSER", "postgres".to_owned()),
            ],
            Self::Urls => urls.map(|name| (name, real.url())).to_vec(),
            Self::DotEnv => {
                write(".env", &text(&urls.map(|name| (name, real.url()))));
                Vec::new()
            }
            Self::DotEnvOfLibpq => {
                write(".env", &text(&[("PGHOSTADDR", real.address.clone())]));
                Vec::new()
            }
            Self::DotEnvWithService => {
                write("services", &real.service());
                let variables = [
                    ("PGSERVICE", "real".to_owned()),
                    ("PGSERVICEFILE", path("services")),
                ];
                write(".env", &text(&variables));
                Vec::new()
            }
        }
    }

    /// What the tool makes of it before it connects.
    fn read(self) -> &'static str {
        match self {
            Self::Urls => "DATABASE_URL=$SHOP_DSN",
            Self::DotEnv => "DATABASE_URL=$SHOP_DSN; test \"$POSTGRES_URL\" = \"$SHOP_DSN\"",
            _ => "unset DATABASE_URL",
        }
    }

    /// A project whose commands run a tool, and what pgconform is told of it.
    fn project(self, tool: &str) -> Folder {
        let folder = Folder::empty();
        folder
            .write("V1__a.sql", "CREATE TABLE a (id int);")
            .write("V1__a.down.sql", "DROP TABLE a;");
        let script = format!(
            "set -e\nHOME=$PWD/home\n{READ_DOT_ENV}\n{}\n{tool}",
            self.read()
        );
        fs::write(folder.project().join("tool"), script).expect("the folder is ours");
        folder
    }

    fn play(self, folder: &Folder, real: &Real, words: &[&str]) -> Ended {
        let mut command = Pgconform::new(folder.project(), words);
        for (name, value) in self.set(real, folder.project()) {
            command = command.env(name, value);
        }
        command.run()
    }
}

/// pgconform as somebody else's tool.
fn pgconform() -> String {
    format!(
        "case $1 in list) {PROGRAM} status --format json >/dev/null || test $? = 1; echo 1 a ;; \
         up|scratch) {PROGRAM} up --to 1 ;; down) {PROGRAM} down --to base ;; esac\n"
    )
}

/// psql as one.
fn psql() -> String {
    let psql = |sql: &str| {
        format!("psql -qX -v ON_ERROR_STOP=1 ${{DATABASE_URL:+\"$DATABASE_URL\"}} -c '{sql}'")
    };
    format!(
        "case $1 in list) {}; echo 1 a ;; up) {} ;; down) {} ;; scratch) {} ;; esac\n",
        psql("SELECT 1") + " >/dev/null",
        psql("CREATE TABLE a (id int)"),
        psql("DROP TABLE a"),
        psql("CREATE TABLE b (id int)")
    )
}

const COMMANDS: [&str; 7] = [
    "verify-rollback",
    "--list-command",
    "sh tool list",
    "--up-command",
    "sh tool up",
    "--down-command",
    "sh tool down",
];

async fn proof_reaches_its_own_server(lure: Lure, tool: &str) {
    let real = Real::start().await;
    let folder = lure.project(tool);
    let words = [&COMMANDS[..], &["--format", "json", "--allow", "loss"]].concat();
    let ended = lure.play(&folder, &real, &words);
    real.is_unchanged().await;
    let proof = ended.ends_with(0).json();
    assert_eq!(proof["steps"][0]["verdict"], "reversible");
}

async fn scratch_reaches_its_own_server(lure: Lure, tool: &str) {
    let real = Real::start().await;
    let folder = lure.project(tool);
    let ended = lure.play(&folder, &real, &["scratch", "--", "sh", "tool", "scratch"]);
    real.is_unchanged().await;
    ended.ends_with(0);
}

#[rstest]
#[case::service_file(Lure::ServiceFile)]
#[case::systems_services(Lure::SystemsServices)]
#[case::homes_services(Lure::HomesServices)]
#[case::host_address(Lure::HostAddress)]
#[case::host(Lure::Host)]
#[case::urls(Lure::Urls)]
#[case::dot_env(Lure::DotEnv)]
#[case::dot_env_of_libpq(Lure::DotEnvOfLibpq)]
#[case::dot_env_with_service(Lure::DotEnvWithService)]
#[tokio::test]
async fn no_variable_and_no_file_leads_a_tool_to_the_real_database(#[case] lure: Lure) {
    proof_reaches_its_own_server(lure, &pgconform()).await;
    scratch_reaches_its_own_server(lure, &pgconform()).await;
}

#[rstest]
#[case::service_file(Lure::ServiceFile)]
#[case::systems_services(Lure::SystemsServices)]
#[case::homes_services(Lure::HomesServices)]
#[case::host_address(Lure::HostAddress)]
#[case::host(Lure::Host)]
#[case::urls(Lure::Urls)]
#[case::dot_env(Lure::DotEnv)]
#[case::dot_env_of_libpq(Lure::DotEnvOfLibpq)]
#[case::dot_env_with_service(Lure::DotEnvWithService)]
#[tokio::test]
#[ignore = "needs psql: apt-get install postgresql-client"]
async fn no_variable_and_no_file_leads_psql_to_the_real_database(#[case] lure: Lure) {
    proof_reaches_its_own_server(lure, &psql()).await;
    scratch_reaches_its_own_server(lure, &psql()).await;
}

/// A tool with its address in a configuration file, which no variable changes.
#[tokio::test]
async fn a_command_connects_to_no_other_server_by_tcp() {
    let real = Real::start().await;
    let url = real.url();
    let folder = Folder::empty();
    folder.write("V1__a.sql", "CREATE TABLE a (id int);");
    let up = format!("{PROGRAM} up --wait 0 --database-url {url}");
    let words = [
        "verify-rollback",
        "--list-command",
        "echo 1 a",
        "--up-command",
        &up,
    ];
    let ended = Pgconform::new(folder.project(), &words).run();
    real.is_unchanged().await;
    // Where the kernel does not keep it from there, this has failed by now.
    let ended = ended.ends_with(1);
    for words in ["Permission denied", "--confine off"] {
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
    let words = [
        "scratch",
        "--",
        PROGRAM,
        "up",
        "--wait",
        "0",
        "--database-url",
        &url,
    ];
    Pgconform::new(folder.project(), &words).run().ends_with(1);
    real.is_unchanged().await;
}
