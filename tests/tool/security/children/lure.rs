//! Ways to lead a command to another server than the proof's own.

use std::fs;
use std::path::Path;

use super::real::Real;
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// How a command is led astray.
#[derive(Debug, Clone, Copy)]
pub enum Lure {
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

    /// A project whose commands run a tool, and how pgconform is run in it.
    pub fn project(self, tool: &str) -> Folder {
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

    pub fn play(self, folder: &Folder, real: &Real, words: &[&str]) -> Ended {
        let mut command = Pgconform::new(folder.project(), words);
        for (name, value) in self.set(real, folder.project()) {
            command = command.env(name, value);
        }
        command.run()
    }
}
