//! Into a server in a container comes the user who runs pgconform, and nobody else who has no access to the
//! Docker daemon; who has, is root.

use std::env;
use std::fs;
use std::net::{IpAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use pgconform::connection::DatabaseUrl;
use pgconform::postgres::{Server, Source};
use pgconform::testing::Pool;
use tokio_postgres::config::Host;

use super::attack::Attack;
use super::other_user::OtherUser;

async fn containers() -> Source {
    Source::container(Pool::of_process().settings())
        .await
        .expect("a Docker daemon answers")
}

fn others() -> [OtherUser; 3] {
    [
        OtherUser::alice(),
        OtherUser::mallory(),
        OtherUser::nobody(),
    ]
}

fn password(url: &DatabaseUrl) -> String {
    let password = url.config().get_password().expect("it has one");
    String::from_utf8_lossy(password).into_owned()
}

/// What the cache holds of images, as root has it.
fn images() -> PathBuf {
    let cache = env::var_os("PGCONFORM_CACHE").filter(|cache| !cache.is_empty());
    Path::new(&cache.unwrap_or_else(|| "/var/cache/pgconform".into())).join("images")
}

#[tokio::test]
#[ignore = "needs root, two other users and Docker: just test-users"]
async fn a_port_lets_in_only_who_has_the_password_of_that_very_server() {
    let source = containers().await.with_tcp();
    let mut server = Server::blank(&source).await.expect("it starts");
    let other = Server::blank(&source).await.expect("it starts");
    let of_image = fs::read_to_string(images().join("password")).expect("an image was derived");
    let attack = Attack::new();
    for round in ["started", "crashed"] {
        if round == "crashed" {
            server.crash().await.expect("it comes back");
        }
        let url = server.client_url().clone();
        let guesses = [
            "postgres".to_owned(),
            password(other.client_url()),
            of_image.clone(),
        ];
        for user in others() {
            attack
                .by(user, &url.to_string())
                .fails_with("password missing", round);
            for guess in &guesses {
                let url = url.clone().with_password(guess).reveal();
                attack.by(user, &url).fails_with("28P01", round);
            }
        }
        // Nothing else kept them out.
        attack.by(OtherUser::mallory(), &url.reveal()).gets_in();
    }
}

#[tokio::test]
#[ignore = "needs root, two other users and Docker: just test-users"]
async fn a_port_is_published_on_the_loopback_interface_alone() {
    let source = containers().await.with_tcp();
    let server = Server::blank(&source).await.expect("it starts");
    let url = server.client_url();
    let port = url.config().get_ports()[0];
    assert_eq!(
        url.config().get_hosts(),
        [Host::Tcp("127.0.0.1".to_owned())]
    );
    assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
    let addresses = Command::new("hostname")
        .arg("-I")
        .output()
        .expect("a Linux has it");
    let addresses = String::from_utf8_lossy(&addresses.stdout).into_owned();
    let addresses: Vec<IpAddr> = addresses
        .split_whitespace()
        .filter_map(|it| it.parse().ok())
        .collect();
    assert!(
        !addresses.is_empty(),
        "the machine has an address beside the loopback's"
    );
    for address in addresses {
        assert!(
            TcpStream::connect((address, port)).is_err(),
            "{address} is open"
        );
    }
}

#[tokio::test]
#[ignore = "needs root, two other users and Docker: just test-users"]
async fn the_folder_of_a_socket_is_closed_to_others_and_asks_for_a_password() {
    let server = Server::blank(&containers().await).await.expect("it starts");
    let Host::Unix(folder) = &server.url().config().get_hosts()[0] else {
        panic!(
            "the daemon is on this machine, and {} is no socket",
            server.url()
        );
    };
    let attack = Attack::new();
    for user in others() {
        attack
            .by(user, &server.url().reveal())
            .fails_with("ermission denied", "by its path");
        let listed = user.shell(&format!("ls {}", folder.display()));
        assert!(!listed.status.success(), "{listed:?}");
    }
    // Whoever gets past the folder needs the password, too.
    let url = server.url().clone();
    for user in others() {
        let attempt = attack.past_folders(user, &url.to_string());
        attempt.fails_with("password missing", "past the folder");
        let guess = url.clone().with_password("postgres").reveal();
        attack
            .past_folders(user, &guess)
            .fails_with("28P01", "past the folder");
    }
    attack.by_ourselves(&url.reveal()).gets_in();
}

#[tokio::test]
#[ignore = "needs root, two other users and Docker: just test-users"]
async fn others_cannot_read_the_password_of_the_image() {
    drop(Server::blank(&containers().await).await.expect("it starts"));
    let file = images().join("password");
    assert!(file.is_file(), "an image was derived");
    for user in others() {
        let read = user.shell(&format!("cat {}", file.display()));
        assert!(!read.status.success(), "{read:?}");
        assert!(read.stdout.is_empty());
    }
}
