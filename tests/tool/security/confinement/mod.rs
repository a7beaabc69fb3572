//! The SQL of a migration reaches nothing of the user's: a confined server has its own directory and PostgreSQL's files, and
//! no TCP.
//!
//! Each attack succeeds on a server that is not confined, which shows that it would otherwise. On a machine that can't
//! confine, these tests do nothing, unless `PGCONFORM_CONFINE=required` makes that a failure.

mod options;
mod scene;

use pgconform::settings::Confine;
use pgconform::testing::SqlState;
use rstest::rstest;
use scene::{Scene, kernel_is_at_least, session, source};

use crate::support::settings::with_confinement;

/// SQL that reaches for something outside; see [`Scene::complete`] for what stands in braces.
#[rstest]
#[case::a_file_is_read("SELECT pg_read_file('{seed}')")]
#[case::a_folder_is_listed("SELECT pg_ls_dir('{folder}')")]
#[case::rows_are_copied_from_a_file("CREATE TABLE t (line text); COPY t FROM '{seed}'")]
#[case::rows_are_copied_to_a_file("COPY (SELECT 1) TO '{open}/copied'")]
#[case::a_program_writes("COPY (SELECT 1) TO PROGRAM 'cat > {open}/written'")]
#[case::a_program_reads("CREATE TABLE t (line text); COPY t FROM PROGRAM 'cat {seed}'")]
#[case::a_program_is_made_and_run(
    "COPY (SELECT '#!/bin/sh') TO '{own}/program'; COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; chmod +x {own}/program && {own}/program'"
)]
#[case::a_large_object_is_exported(
    "SELECT lo_from_bytea(4711, 'x'); SELECT lo_export(4711, '{open}/exported')"
)]
#[case::a_large_object_is_imported("SELECT lo_import('{seed}')")]
#[case::a_foreign_table_is_a_file(
    "CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw; \
     CREATE FOREIGN TABLE f (line text) SERVER files OPTIONS (filename '{seed}'); SELECT * FROM f"
)]
#[case::a_link_of_its_own_leads_out(
    "COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; ln -s {seed} {own}/link'; SELECT pg_read_file('{own}/link')"
)]
#[case::another_server_is_read("SELECT pg_read_file('{other}/postgresql.conf')")]
#[case::another_server_is_written("COPY (SELECT 1) TO '{other}/postgresql.auto.conf'")]
#[case::its_environment_is_read("SELECT pg_read_binary_file('/proc/self/environ')")]
#[case::the_environment_of_another_process_is_read(
    "SELECT pg_read_binary_file('/proc/{pid}/environ')"
)]
#[case::memory_of_all_is_listed("SELECT pg_ls_dir('/dev/shm')")]
#[tokio::test]
async fn a_confined_server_refuses_what_another_allows(#[case] attack: &str) {
    let Some(confined) = source(&with_confinement(Confine::Required, &[])).await else {
        return;
    };
    let unconfined = source(&with_confinement(Confine::Off, &[])).await;
    let unconfined = unconfined.expect("nothing is asked of the kernel");
    let scene = Scene::new(&unconfined).await;

    let (_server, client) = session(&unconfined).await;
    let sql = scene.complete(attack, &client).await;
    let allowed = client.batch_execute(&sql).await;
    allowed.expect("it succeeds where nothing is confined");

    let (_server, client) = session(&confined).await;
    let sql = scene.complete(attack, &client).await;
    let refused = client.batch_execute(&sql).await;
    let state = refused.expect_err("it is refused").code().cloned();
    // A program only says that it failed.
    let expected = [
        SqlState::INSUFFICIENT_PRIVILEGE,
        SqlState::EXTERNAL_ROUTINE_EXCEPTION,
    ];
    assert!(state.is_some_and(|state| expected.contains(&state)));
}

#[tokio::test]
async fn a_confined_server_does_not_see_what_is_kept_for_other_projects() {
    let Some(confined) = source(&with_confinement(Confine::Required, &[])).await else {
        return;
    };
    let scene = Scene::new(&confined).await;
    let (_server, client) = session(&confined).await;
    let sql = scene.complete("SELECT pg_ls_dir('{cache}')", &client).await;
    let refused = client.batch_execute(&sql).await;
    let code = refused.expect_err("it is refused").code().cloned();
    assert_eq!(code, Some(SqlState::INSUFFICIENT_PRIVILEGE));
}

#[tokio::test]
async fn a_confined_server_connects_to_nobody_by_tcp() {
    let Some(confined) = source(&with_confinement(Confine::Required, &[])).await else {
        return;
    };
    let unconfined = source(&with_confinement(Confine::Off, &[])).await;
    let unconfined = unconfined.expect("nothing is asked of the kernel");
    let connect = "CREATE EXTENSION dblink; SELECT dblink_connect('host=127.0.0.1 port={port}')";
    for (source, connections) in [(&unconfined, 1), (&confined, 1)] {
        let scene = Scene::new(source).await;
        let (_server, client) = session(source).await;
        let sql = scene.complete(connect, &client).await;
        let failed = client.batch_execute(&sql).await;
        let failed = failed.expect_err("nobody answers as a server would");
        let detail = failed.as_db_error().and_then(|error| error.detail());
        let is_refused = detail.is_some_and(|detail| detail.contains("Permission denied"));
        assert_eq!(is_refused, source.is_confined(), "{detail:?}");
        assert_eq!(scene.connections(), connections - usize::from(is_refused));
    }
}

#[tokio::test]
async fn a_confined_server_ends_no_process_but_its_own() {
    let Some(confined) = source(&with_confinement(Confine::Required, &[])).await else {
        return;
    };
    if !kernel_is_at_least(6, 12) {
        return;
    }
    let unconfined = source(&with_confinement(Confine::Off, &[])).await;
    let unconfined = unconfined.expect("nothing is asked of the kernel");
    let scene = Scene::new(&unconfined).await;
    // Signal 0 only asks whether another might be sent. The program reads its input first: one that ends without
    // fails the COPY with a broken pipe, and no signal was refused.
    let attack = "COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; kill -0 {pid}'";
    for source in [&unconfined, &confined] {
        let (_server, client) = session(source).await;
        let sql = scene.complete(attack, &client).await;
        let sent = client.batch_execute(&sql).await;
        assert_eq!(sent.is_ok(), !source.is_confined(), "{sent:?}");
    }
}

#[tokio::test]
async fn a_confined_server_reads_what_is_allowed_and_does_not_write_there() {
    let Some(unconfined) = source(&with_confinement(Confine::Off, &[])).await else {
        return;
    };
    let scene = Scene::new(&unconfined).await;
    let allowed = [scene.folder()];
    let Some(confined) = source(&with_confinement(Confine::Required, &allowed)).await else {
        return;
    };
    let (_server, client) = session(&confined).await;
    let sql = scene
        .complete("SELECT pg_read_file('{seed}')", &client)
        .await;
    let read: String = client.query_one(&sql, &[]).await.expect("allowed").get(0);
    assert_eq!(read, "seed\n");
    let sql = scene
        .complete("COPY (SELECT 1) TO '{open}/copied'", &client)
        .await;
    let written = client.batch_execute(&sql).await;
    let code = written.expect_err("it is refused").code().cloned();
    assert_eq!(code, Some(SqlState::INSUFFICIENT_PRIVILEGE));
}

#[tokio::test]
async fn a_confined_server_does_what_every_schema_needs() {
    let Some(confined) = source(&with_confinement(Confine::Required, &[])).await else {
        return;
    };
    let (mut server, client) = session(&confined).await;
    let statements = include_str!("what_every_schema_needs.sql").split(";\n");
    for statement in statements {
        let ran = client.batch_execute(statement).await;
        ran.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
    drop(client);
    server.restart().await.expect("it starts again");
    server.crash().await.expect("it recovers");
    let client = scene::connect(&server).await;
    let count = client.query_one("SELECT count(*) FROM kept", &[]).await;
    let count: i64 = count.expect("the rows are there").get(0);
    assert_eq!(count, 1);
    let copy = server.copy(&client).await.expect("it is copied");
    let client = scene::connect(&copy).await;
    let count = client.query_one("SELECT count(*) FROM kept", &[]).await;
    let count: i64 = count.expect("the rows are there too").get(0);
    assert_eq!(count, 1);
}
