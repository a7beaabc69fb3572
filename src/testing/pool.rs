//! The servers of one configuration. Some are warm: started, and entered once, before a test asks for them.
//!
//! Who asked twice for the same is likely to ask again, so from then on others like it wait. A process that runs a
//! single test, as cargo-nextest starts them, makes none in vain.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use tokio::sync::OnceCell;

use super::background;
use super::folder::Upgrade;
use super::migrator::{Migrator, MigratorError};
use super::template::{Content, Template};
use super::test_db::TestDb;
use super::waiting::Waiting;
use crate::connection::{RetryFor, connect};
use crate::migrations::{Gaps, Migrations, Reading, Target, Version};
use crate::postgres::{self, Error, Server, Source};
use crate::settings::{Major, Origin, Settings};

/// Who just got a server sends it a first statement now, and is not to share a core in that moment.
const PAUSE: Duration = Duration::from_millis(10);

/// What tests get their servers from; [`TestDb::head`] and its like ask that of the process.
///
/// So many servers are warm as the setting `ahead` says. One thread makes them, so the tests keep all cores but one;
/// more than two would only wait longer. They end with the pool.
#[doc(hidden)]
#[derive(Debug)]
pub struct Pool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    settings: Settings,
    wants: Wants,
    source: OnceCell<Source>,
    waiting: Mutex<Waiting<Server>>,
    orders: OnceLock<Sender<Template>>,
}

/// What the servers of a pool are to be, where that is not what the settings say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Wants {
    pub major: Option<u32>,
    pub locale: Option<String>,
    /// Values of the server's parameters, by their names.
    pub parameters: BTreeMap<String, String>,
}

impl Pool {
    /// One of these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self::of(settings, Wants::default())
    }

    fn of(settings: Settings, wants: Wants) -> Self {
        let shared = Shared {
            waiting: Mutex::new(Waiting::new(settings.ahead.value)),
            settings,
            wants,
            source: OnceCell::new(),
            orders: OnceLock::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The one of this process, with the settings of its variables and of its `pgconform.toml`.
    ///
    /// # Panics
    ///
    /// When they are unsound.
    #[must_use]
    pub fn of_process() -> &'static Self {
        static POOL: OnceLock<Pool> = OnceLock::new();
        if let Some(pool) = POOL.get() {
            return pool;
        }
        let settings = or_panic(Settings::of_process());
        POOL.get_or_init(|| Self::new(settings))
    }

    /// The one of this process whose servers are like that.
    pub(super) fn that_wants(wants: &Wants) -> Result<&'static Self, MigratorError> {
        static POOLS: Mutex<Option<HashMap<Wants, &'static Pool>>> = Mutex::new(None);
        let usual = Self::of_process();
        if *wants == Wants::default() {
            return Ok(usual);
        }
        let mut settings = usual.settings().clone();
        if let Some(number) = wants.major {
            let major = Major::new(i64::from(number));
            let major = major.ok_or_else(|| {
                let all = Major::ALL.map(|it| it.number().to_string()).join(", ");
                format!("PostgreSQL {number} is not supported; the supported versions are {all}")
            })?;
            settings.postgres.value = major.into();
        }
        let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
        let pools = pools.get_or_insert_default();
        let make = || &*Box::leak(Box::new(Self::of(settings, wants.clone())));
        Ok(pools.entry(wants.clone()).or_insert_with(make))
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// The migrations that the settings name, else those in the folder `migrations` of the crate under test.
    ///
    /// # Panics
    ///
    /// When they cannot be loaded.
    #[must_use]
    pub fn migrations(&self) -> Migrations {
        or_panic(self.shared.migrations())
    }

    /// The same, and nobody's runtime waits for the files.
    pub(super) async fn read_migrations(&self) -> Migrations {
        let shared = Arc::clone(&self.shared);
        or_panic(background::run(async move || shared.migrations()).await)
    }

    /// A database in which nothing was ever made.
    pub async fn empty(&self) -> TestDb {
        self.with(Content::default()).await
    }

    /// A database at one version of [`Pool::migrations`].
    pub async fn at(&self, version: i64) -> TestDb {
        let target = Target::Version(Version(version));
        self.at_of(&self.read_migrations().await, target).await
    }

    /// A database to which all of [`Pool::migrations`] are applied.
    pub async fn head(&self) -> TestDb {
        self.at_of(&self.read_migrations().await, Target::Head)
            .await
    }

    /// A database whose schema this migrator has made.
    pub async fn head_of(&self, migrator: &(impl Migrator + Clone + 'static)) -> TestDb {
        self.with(Content::of(migrator.clone())).await
    }

    /// A database at one place among these migrations.
    pub async fn at_of(&self, migrations: &Migrations, target: Target) -> TestDb {
        match or_panic(Upgrade::of(migrations, target)) {
            upgrade if upgrade.is_nothing() => self.empty().await,
            upgrade => self.with(Content::of(upgrade)).await,
        }
    }

    /// A database with that content.
    pub(super) async fn with(&self, content: Content) -> TestDb {
        let source = self.source().await;
        let parameters = self.shared.wants.parameters.clone();
        let read = async move || Template::of(source, content, &parameters);
        self.server(or_panic(background::run(read).await)).await
    }

    /// Sets how many servers are kept warm, 0 for none. Those that wait are ended.
    pub fn keep_warm(&self, servers: usize) {
        // In a statement of its own, so that nobody waits for their end.
        let ended = self.shared.waiting().set_room(servers);
        drop(ended);
    }

    /// What its servers are made of; chosen once, so that it is said once.
    ///
    /// # Panics
    ///
    /// When there is nothing to make them of.
    pub async fn source(&self) -> Source {
        let choose = || {
            let shared = Arc::clone(&self.shared);
            background::run(async move || shared.choose().await)
        };
        or_panic(self.shared.source.get_or_try_init(choose).await).clone()
    }

    /// One of that template that waits, or else a new one.
    async fn server(&self, template: Template) -> TestDb {
        let (ready, wants_another) = self.shared.waiting().take(template.key());
        let server = if let Some(server) = ready {
            server
        } else {
            let template = template.clone();
            or_panic(background::run(async move || template.make().await).await)
        };
        let db = TestDb::on(server).await;
        if wants_another {
            // Only now, as the two would share the cores.
            self.order(template);
        }
        db
    }

    /// Has another made in the background.
    fn order(&self, template: Template) {
        let orders = self.shared.orders.get_or_init(|| {
            let (sender, receiver) = channel();
            let shared = Arc::downgrade(&self.shared);
            thread::spawn(move || make_ordered(&receiver, &shared));
            sender
        });
        // Without the thread there is no warm server, and nothing else is lost.
        let _ = orders.send(template);
    }
}

impl Shared {
    fn migrations(&self) -> Result<Migrations, MigratorError> {
        let settings = &self.settings;
        let reading = Reading::of(settings, Gaps::Refuse)?;
        let folder = if settings.migrations.origin == Origin::Default {
            let project = settings.environment().path("CARGO_MANIFEST_DIR");
            project.unwrap_or_default().join(&settings.migrations.value)
        } else {
            settings.migrations.folder()?.to_owned()
        };
        Ok(reading.read(Path::new(&folder))?)
    }

    async fn choose(&self) -> Result<Source, Error> {
        let Wants {
            locale, parameters, ..
        } = &self.wants;
        let source = postgres::choose(&self.settings).await?;
        let source = match locale {
            Some(locale) => source.with_locale(locale),
            None => source,
        };
        Ok(source.with_parameters(parameters))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<Server>> {
        // Nothing is left half done in it, whoever panics.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_ordered(orders: &Receiver<Template>, shared: &Weak<Shared>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return;
    };
    for template in orders {
        thread::sleep(PAUSE);
        // Whoever asks next meets the same error, and can say so.
        let made = runtime.block_on(warm(&template)).ok();
        if let Some(shared) = shared.upgrade() {
            let surplus = shared.waiting().put(template.key().to_owned(), made);
            drop(surplus);
        }
    }
}

/// A server that has let somebody in already: the first session of all builds caches that later
/// ones only read, which takes two thirds of a first query's time.
async fn warm(template: &Template) -> Result<Server, Error> {
    let server = template.make().await?;
    // Whoever gets it meets the same error, and can say so.
    if let Ok(client) = connect(server.url(), RetryFor::default()).await {
        let _ = client.query_typed("SELECT 1", &[]).await;
    }
    Ok(server)
}

pub(super) fn or_panic<T, E: Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}
