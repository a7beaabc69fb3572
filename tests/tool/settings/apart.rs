//! Two configurations in one process have nothing in common: each has its own cache, place and source.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use pgconform::postgres::{self, Source};
use pgconform::settings::{Environment, Settings};
use pgconform::testing::{Pool, TestDb, migrations};
use pretty_assertions::assert_eq;
use tempfile::TempDir;

use crate::support::own_server::postgres;

/// A configuration with a cache and a place for servers of its own.
struct Apart {
    folder: TempDir,
    settings: Settings,
}

impl Apart {
    async fn new(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("there is room");
        // As root servers are another user's.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("it is ours");
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::create_dir(folder.path().join("tmp")).expect("it is new");
        fs::set_permissions(folder.path().join("tmp"), Permissions::from_mode(0o755))
            .expect("it is ours");
        let binaries = postgres().await.display().to_string();
        let (cache, tmp) = (path("cache"), path("tmp"));
        let own = [
            ("PGCONFORM_SERVER", "local"),
            ("PGCONFORM_CACHE", &cache),
            ("PGCONFORM_TMP", &tmp),
            ("PGCONFORM_PG_BIN", &binaries),
            ("PATH", "/usr/bin:/bin"),
        ];
        let variables = own.iter().chain(variables).copied();
        let settings = Settings::from_environment(variables.collect::<Environment>());
        Self {
            settings: settings.expect("they are sound"),
            folder,
        }
    }

    fn templates(&self) -> usize {
        let folder = self.folder.path().join("cache/templates");
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let names = entries.map(|it| it.file_name().to_string_lossy().into_owned());
        names
            .filter(|name| name.starts_with("prepared-") && !name.contains('.'))
            .count()
    }

    fn is_home_of(&self, db: &TestDb) -> bool {
        let socket: PathBuf = match &db.url().config().get_hosts()[0] {
            tokio_postgres::config::Host::Unix(path) => path.clone(),
            tokio_postgres::config::Host::Tcp(name) => Path::new(name).to_owned(),
        };
        socket.starts_with(self.folder.path().join("tmp"))
    }
}

#[tokio::test]
async fn each_has_a_cache_and_a_place_of_its_own() {
    let [one, other] = [Apart::new(&[]).await, Apart::new(&[]).await];
    let migrations = migrations();
    let pool = Pool::new(one.settings.clone());
    let db = pool.head_of(&migrations).await;
    assert_eq!([one.templates(), other.templates()], [1, 0]);
    assert_eq!([one.is_home_of(&db), other.is_home_of(&db)], [true, false]);

    let pool = Pool::new(other.settings.clone());
    let db = pool.head_of(&migrations).await;
    assert_eq!([one.templates(), other.templates()], [1, 1]);
    assert_eq!([one.is_home_of(&db), other.is_home_of(&db)], [false, true]);
}

#[tokio::test]
async fn each_has_a_source_of_its_own() {
    let free = Apart::new(&[("PGCONFORM_CONFINE", "off")]).await;
    let nowhere = Apart::new(&[("PGCONFORM_PG_BIN", "/nowhere")]).await;
    let source = postgres::choose(&free.settings).await;
    let error = postgres::choose(&nowhere.settings).await;
    assert!(source.is_ok_and(|source| matches!(source, Source::Local(_)) && !source.is_confined()));
    let error = error.expect_err("there are no binaries").to_string();
    assert!(
        error.contains("/nowhere") && error.contains("PGCONFORM_PG_BIN"),
        "{error}"
    );
}
