//! Programs that cannot use a Unix socket are given a port of the loopback interface and a password, which stands
//! nowhere but in their URL.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};

use pgconform::connection::{DatabaseUrl, RetryFor, connect};
use pgconform::postgres::{Server, Source};
use pgconform::settings::Confine;
use pretty_assertions::{assert_eq, assert_ne};
use tokio_postgres::config::Host;
use walkdir::WalkDir;

use crate::support::settings::with_confinement;

async fn server() -> Server {
    let source = Source::local(&with_confinement(Confine::Auto, &[]))
        .await
        .expect("PostgreSQL is installed");
    Server::blank(&source.with_tcp()).await.expect("it starts")
}

fn port(url: &DatabaseUrl) -> u16 {
    url.config().get_ports()[0]
}

fn password(url: &DatabaseUrl) -> Vec<u8> {
    let password = url.config().get_password();
    password.expect("it has one").to_vec()
}

async fn lets_in(url: &DatabaseUrl) -> bool {
    connect(url, RetryFor::default()).await.is_ok()
}

#[tokio::test]
async fn the_url_of_other_programs_has_nothing_that_a_parser_could_stumble_over() {
    let server = server().await;
    let url = server.client_url();
    let password = String::from_utf8(password(url)).expect("it is text");
    assert_eq!(
        url.reveal(),
        format!(
            "postgresql://postgres:{password}@127.0.0.1:{}/postgres",
            port(url)
        )
    );
    assert!(password.len() >= 32, "128 bits are 32 hexadecimal digits");
    assert!(password.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[tokio::test]
async fn a_server_that_no_other_program_needs_has_no_port() {
    let source = Source::local(&with_confinement(Confine::Auto, &[]))
        .await
        .expect("PostgreSQL is installed");
    let server = Server::blank(&source).await.expect("it starts");
    assert_eq!(server.client_url(), server.url());
    let session = connect(server.url(), RetryFor::default()).await;
    let listens = session
        .expect("we are let in")
        .query_one("SHOW listen_addresses", &[])
        .await;
    assert_eq!(listens.expect("it can be asked").get::<_, &str>(0), "");
}

#[tokio::test]
async fn each_server_and_each_copy_has_a_password_of_its_own() {
    let mut one = server().await;
    let session = connect(one.url(), RetryFor::default())
        .await
        .expect("we are let in");
    let copy = one.copy(&session).await.expect("it can be copied");
    let other = server().await;
    for (here, there) in [(&one, &copy), (&one, &other), (&copy, &other)] {
        let (here, there) = (here.client_url(), there.client_url());
        assert!(lets_in(here).await && lets_in(there).await);
        let password = String::from_utf8(password(here)).expect("it is text");
        assert!(!lets_in(&there.clone().with_password(&password)).await);
    }
}

#[tokio::test]
async fn a_server_has_the_same_port_and_password_after_a_crash_and_a_restart() {
    let mut server = server().await;
    let before = server.client_url().clone();
    server.crash().await.expect("it comes back");
    assert!(lets_in(&before).await);
    server.restart().await.expect("it comes back");
    assert!(lets_in(&before).await);
    assert_eq!(server.client_url(), &before);
}

/// Who took the port may have asked clients for the password meanwhile.
#[tokio::test]
async fn a_server_whose_port_is_taken_gets_another_port_and_another_password() {
    let mut server = server().await;
    let before = server.client_url().clone();
    server.stop().await.expect("it ends");
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port(&before)));
    let taken = taken.expect("the port is free again");
    server.start_again().await.expect("it starts");
    let after = server.client_url();
    assert_ne!(port(after), port(&before));
    assert_ne!(password(after), password(&before));
    assert!(lets_in(after).await && lets_in(server.url()).await);
    drop(taken);
}

#[tokio::test]
async fn the_password_stands_in_no_file_of_the_server_and_in_no_list_of_processes() {
    let mut first = server().await;
    let session = connect(first.url(), RetryFor::default()).await;
    let session = session.expect("we are let in");
    // As talkative as a migration can make it, when the copy gets its password.
    for setting in ["log_statement = 'all'", "log_min_messages = 'debug1'"] {
        let sql = format!("ALTER SYSTEM SET {setting}");
        session.batch_execute(&sql).await.expect(&sql);
    }
    let mut server = first.copy(&session).await.expect("it can be copied");
    assert!(lets_in(server.client_url()).await);
    let Host::Unix(sockets) = &server.url().config().get_hosts()[0] else {
        panic!("it has a socket");
    };
    let folder = sockets.parent().expect("it stands in the server's");
    let folder = folder.to_owned();
    let log = fs::read_to_string(folder.join("log")).expect("it has a log");
    assert!(log.contains("ALTER ROLE postgres PASSWORD"), "{log}");
    // What it holds in memory is written.
    server.stop().await.expect("it ends");

    let password = password(server.client_url());
    let shows = |bytes: &[u8]| bytes.windows(password.len()).any(|it| it == password);
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files: Vec<_> = files.filter(|file| file.file_type().is_file()).collect();
    assert!(files.len() > 100, "it has its files: {}", files.len());
    for file in files {
        // A file that is gone shows nothing.
        let content = fs::read(file.path()).unwrap_or_default();
        assert!(!shows(&content), "{}", file.path().display());
    }
    server.start_again().await.expect("it starts");
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    for process in processes {
        for name in ["cmdline", "environ"] {
            let content = fs::read(process.path().join(name)).unwrap_or_default();
            assert!(!shows(&content), "{}", process.path().display());
        }
    }
}
