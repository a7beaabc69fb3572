//! Servers that are started before a test asks for them.
//!
//! Who asked twice for the same is likely to ask again, so from then on others like it wait on a
//! shelf. A process that runs a single test, as cargo-nextest starts them, makes none in vain.

use std::env;
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::recipe::Recipe;
use super::shelf::Shelf;
use crate::connection::{RetryFor, connect};
use crate::postgres::{Error, Server};

/// One thread makes them, so the tests keep all cores but one; more than this would only wait longer.
const WAITING: usize = 2;
/// Who just got a server sends it a first statement now, and is not to share a core in that moment.
const PAUSE: Duration = Duration::from_millis(10);

static SHELF: LazyLock<Mutex<Shelf<Server>>> = LazyLock::new(Mutex::default);

/// Sets how many servers may wait to be asked for, in this process: 2 unless `PGCONFORM_AHEAD` says
/// otherwise, and 0 for none. Those that wait are ended.
pub fn prepare_ahead(servers: usize) {
    // In a statement of its own, so that nobody waits for their end.
    let ended = shelf().set_room(servers);
    drop(ended);
}

/// A server of that recipe, one that waits or else a new one; and whether another is to be made, for
/// which the caller calls [`order`] once it has connected: the two would share the cores.
pub(super) async fn server(recipe: &Recipe) -> Result<(Server, bool), Error> {
    let (ready, wants_another) = {
        let mut shelf = shelf();
        if !shelf.has_room_set() {
            shelf.set_room(wish()?);
        }
        shelf.take(recipe.key())
    };
    let server = match ready {
        Some(server) => server,
        None => recipe.make().await?,
    };
    Ok((server, wants_another))
}

fn wish() -> Result<usize, Error> {
    let Ok(wish) = env::var("PGCONFORM_AHEAD") else {
        return Ok(WAITING);
    };
    wish.parse().map_err(|_| Error::Setting {
        name: "PGCONFORM_AHEAD",
        value: wish,
        allowed: "it is how many servers are prepared ahead, 0 for none",
    })
}

fn shelf() -> MutexGuard<'static, Shelf<Server>> {
    // Nothing is left half done in it, whoever panics.
    SHELF.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has another made in the background.
pub(super) fn order(recipe: Recipe) {
    static ORDERS: LazyLock<Sender<Recipe>> = LazyLock::new(|| {
        let (sender, receiver) = channel::<Recipe>();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let Ok(runtime) = runtime else {
                return;
            };
            for recipe in receiver {
                thread::sleep(PAUSE);
                // Whoever asks next meets the same error, and can say so.
                let made = runtime.block_on(warm(&recipe)).ok();
                let surplus = shelf().put(recipe.key().to_owned(), made);
                drop(surplus);
            }
        });
        sender
    });
    // Without the thread there is no server ahead, and nothing else is lost.
    let _ = ORDERS.send(recipe);
}

/// A server that has let somebody in already: the first session of all builds caches that later
/// ones only read, which takes two thirds of a first query's time.
async fn warm(recipe: &Recipe) -> Result<Server, Error> {
    let server = recipe.make().await?;
    // Whoever gets it meets the same error, and can say so.
    if let Ok(client) = connect(server.url(), RetryFor::default()).await {
        let _ = client.query_typed("SELECT 1", &[]).await;
    }
    Ok(server)
}
