//! Statements that are prepared once they are needed.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio_postgres::{Client, Error, Statement};

/// The statements of one session, by their texts.
#[derive(Debug, Default)]
pub struct Prepared(Mutex<HashMap<String, Statement>>);

impl Prepared {
    /// The statement of that text in the session, which has to be the same one each time.
    pub async fn get(&self, client: &Client, text: &str) -> Result<Statement, Error> {
        let known = self.known().get(text).cloned();
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = client.prepare(text).await?;
        self.known().insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Statement>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
