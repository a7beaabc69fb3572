//! Databases cloned on one shared server, as other tools hand them out.

use std::time::{Duration, Instant};

use pgconform::connection::{DatabaseUrl, RetryFor, connect};
use pgconform::migrations::Target;
use pgconform::runner;
use pgconform::testing::{TestDb, migrations};
use tokio::runtime::Runtime;

use super::first_query;

/// A warm server with the same settings as a test's own, and a database `template` at head.
pub struct Clones {
    shared: TestDb,
    made: usize,
}

impl Clones {
    pub fn new(runtime: &Runtime) -> Self {
        let shared = runtime.block_on(async {
            let shared = TestDb::empty().await;
            shared
                .run("CREATE DATABASE template TEMPLATE postgres IS_TEMPLATE true")
                .await;
            shared
        });
        let clones = Self { shared, made: 0 };
        runtime.block_on(async {
            let template = clones.url("template");
            let mut client = connect(&template, RetryFor::default())
                .await
                .expect("a session");
            let migrations = migrations();
            let head = migrations.resolve(Target::Head).expect("there is a head");
            runner::up(&mut client, &migrations, head, Duration::ZERO, |_| {})
                .await
                .expect("our own migrations run");
        });
        clones
    }

    /// So many clones, one after the other, each from the statement to its first answered query.
    pub fn rounds(&mut self, runtime: &Runtime, strategy: &str, count: u64) -> Duration {
        (0..count)
            .map(|_| {
                self.made += 1;
                let name = format!("clone_{}", self.made);
                runtime.block_on(async {
                    let began = Instant::now();
                    let create =
                        format!("CREATE DATABASE {name} TEMPLATE template STRATEGY {strategy}");
                    self.shared.run(&create).await;
                    first_query(&self.url(&name)).await;
                    let took = began.elapsed();
                    self.shared
                        .run(&format!("DROP DATABASE {name} WITH (FORCE)"))
                        .await;
                    took
                })
            })
            .sum()
    }

    fn url(&self, database: &str) -> DatabaseUrl {
        let url = self.shared.url().reveal();
        let (server, _) = url.rsplit_once('/').expect("a URL names a database");
        format!("{server}/{database}")
            .parse()
            .expect("it is still a URL")
    }
}
