//! A real PgBouncer before a test's server.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgconform::testing::TestDb;
use tempfile::TempDir;
use tokio_postgres::config::Host;

use super::own_server::{as_nobody, give_to_nobody};

const PORT: u16 = 6432;

/// A pooler with one backend for everybody, ended when it is dropped.
pub struct PgBouncer {
    process: Child,
    directory: TempDir,
    database: String,
    user: String,
}

/// Where the program is, which the tests that need it are ignored without.
fn program() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders = env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders
        .find_map(|folder| Some(folder.join("pgbouncer")).filter(|it| it.is_file()))
        .expect("PgBouncer is on PATH or in /usr/sbin")
}

impl PgBouncer {
    /// One in this pool mode before the server of `db`.
    ///
    /// It is another user than the one who is let in without a password, hence the role of its own.
    pub async fn before(db: &TestDb, mode: &str) -> Self {
        Self::with_settings(db, mode, "").await
    }

    /// The same with these lines at the end of its configuration, where they override earlier ones.
    pub async fn with_settings(db: &TestDb, mode: &str, settings: &str) -> Self {
        let program = program();
        let role = include_str!("../tool/cli/ask_for_a_password.sql").replace("app", "pooled");
        db.run(&role).await;
        db.run("ALTER ROLE pooled SUPERUSER; SELECT pg_reload_conf()")
            .await;
        let url = db.url().clone().with_user("pooled").with_password("right");
        let config = url.config();
        let host = match &config.get_hosts()[0] {
            Host::Tcp(name) => name.clone(),
            Host::Unix(folder) => {
                // PgBouncer is another user, from whom a container's socket is kept.
                let above = folder.parent().expect("it stands in the server's");
                let open = fs::Permissions::from_mode(0o711);
                fs::set_permissions(above, open).expect("it is ours");
                folder.display().to_string()
            }
        };
        let port = config.get_ports()[0];
        let password = config.get_password().map_or_else(String::new, |password| {
            let password = String::from_utf8_lossy(password).replace('\'', "''");
            format!("password='{password}'")
        });
        let directory = tempfile::tempdir().expect("a temporary folder can be made");
        let path = directory.path();
        let ini = path.join("pgbouncer.ini");
        let text = format!(
            "[databases]\n{database} = host={host} port={port} user={user} {password}\n\
             [pgbouncer]\nlisten_port = {PORT}\nunix_socket_dir = {folder}\nauth_type = any\npool_mode = {mode}\n\
             default_pool_size = {size}\nserver_reset_query_always = 0\n{settings}\n",
            database = url.database(),
            user = url.user(),
            folder = path.display(),
            // What one client leaves, the next one finds.
            size = if mode == "session" { 5 } else { 1 },
        );
        fs::write(&ini, text).expect("the folder is new");
        give_to_nobody(path, 0o755);
        give_to_nobody(&ini, 0o600);
        let process = as_nobody(&program, path)
            .arg(&ini)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("PgBouncer can be run");
        Self {
            process,
            directory,
            database: url.database().to_owned(),
            user: url.user().to_owned(),
        }
    }

    /// Where the database is behind it.
    pub fn url(&self) -> String {
        let (folder, database, user) =
            (self.directory.path().display(), &self.database, &self.user);
        format!("host={folder} port={PORT} dbname={database} user={user}")
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let pid = Pid::from_raw(self.process.id().cast_signed());
        // What could not be ended is not there any more.
        let _ = kill(pid, Signal::SIGKILL);
        let _ = self.process.wait();
    }
}
