//! Prepares a new server before the first migration.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::movement::within;
use super::script::{forget, run};
use super::{Error, Limits, replay, with_help};
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::migrations::{HistoryRow, Migrations, TransactionStatus, Version};
use crate::postgres::Server;
use crate::sql::identifier;

/// Makes what the migrations take for granted, and lets the role in that runs them. Then, as that role, their tool's history
/// table.
pub async fn set_up(
    server: &mut Server,
    migrations: &Migrations,
    limits: &Limits,
) -> Result<(), Error> {
    run_scripts(server.url(), migrations, limits).await?;
    if let Some(role) = migrations.as_role() {
        check(server.url(), role).await?;
        let admitted = server.admit(role).await;
        admitted.map_err(|why| refused(role, &format!("cannot connect: {why}"), ""))?;
    }
    make_history(&server.migrator_url(), migrations).await
}

/// Makes a database on a new server: what its migrations take for granted, then all of them up to `to`. Returned is the
/// session of whoever runs them.
pub async fn build(
    server: &mut Server,
    migrations: &Migrations,
    to: Option<Version>,
    limits: Limits,
) -> Result<Client, Error> {
    set_up(server, migrations, &limits).await?;
    let urls = (&server.migrator_url(), &server.command_url());
    let built = apply(urls, migrations, to, limits).await;
    built.map_err(|error| with_help(error, migrations))
}

/// The same as the superuser, on a server that only its URL is known of.
pub async fn build_at(
    url: &DatabaseUrl,
    migrations: &Migrations,
    to: Option<Version>,
    limits: Limits,
) -> Result<Client, Error> {
    run_scripts(url, migrations, &limits).await?;
    make_history(url, migrations).await?;
    apply((url, url), migrations, to, limits).await
}

async fn apply(
    (url, of_commands): (&DatabaseUrl, &DatabaseUrl),
    migrations: &Migrations,
    to: Option<Version>,
    limits: Limits,
) -> Result<Client, Error> {
    let mut client = connect(url, RetryFor::default()).await?;
    replay(&mut client, of_commands, migrations, (None, to), limits).await?;
    Ok(client)
}

/// In a session of its own: what it sets for others is there when they come.
async fn run_scripts(
    url: &DatabaseUrl,
    migrations: &Migrations,
    limits: &Limits,
) -> Result<(), Error> {
    if migrations.setup().is_empty() {
        return Ok(());
    }
    let client = connect(url, RetryFor::default()).await?;
    for script in migrations.setup() {
        let none = (&HistoryRow::default(), TransactionStatus::Unchecked);
        let no_limits = Limits::default();
        let running = run(&client, script, none, &no_limits);
        within(
            client.cancel_token(),
            limits.of_movement(),
            || script,
            running,
        )
        .await?;
        forget(&client).await?;
    }
    Ok(())
}

async fn make_history(url: &DatabaseUrl, migrations: &Migrations) -> Result<(), Error> {
    let create = &migrations.history().create;
    if create.is_empty() {
        return Ok(());
    }
    let client = connect(url, RetryFor::default()).await?;
    let doing = Error::database("making the history table of the migrations' tool");
    client.batch_execute(create).await.map_err(doing)
}

/// Refuses a role that shows nothing, and one that cannot log in.
async fn check(url: &DatabaseUrl, role: &str) -> Result<(), Error> {
    let client = connect(url, RetryFor::default()).await?;
    let ask = "SELECT rolsuper, rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = $1";
    let rows = client.query_typed(ask, &[(&role, Type::TEXT)]).await;
    let rows = rows.map_err(Error::database("reading the role that runs the migrations"))?;
    let Some(row) = rows.first() else {
        return Err(refused(role, "does not exist after the set-up", ""));
    };
    let doing = Error::database("reading the role that runs the migrations");
    let (is_superuser, can_log_in): (bool, bool) = row
        .try_get(0)
        .and_then(|is_superuser| Ok((is_superuser, row.try_get(1)?)))
        .map_err(doing)?;
    if is_superuser {
        let help = "name the role that owns your database on its host; without --as, a superuser runs the migrations";
        return Err(refused(
            role,
            "is a superuser, so that nothing would be refused",
            help,
        ));
    }
    if !can_log_in {
        let help = format!(
            "write ALTER ROLE {} LOGIN; into the set-up",
            identifier(role)
        );
        return Err(refused(
            role,
            "may not log in, as the set-up creates it",
            &help,
        ));
    }
    Ok(())
}

fn refused(role: &str, why: &str, help: &str) -> Error {
    Error::Role {
        role: role.to_owned(),
        why: why.to_owned(),
        help: help.to_owned(),
    }
}
