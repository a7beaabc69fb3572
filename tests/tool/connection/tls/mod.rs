//! Encryption is what `sslmode` asks for, neither less nor more, with a server that speaks TLS.

mod certificates;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use pgconform::connection::{Canceller, DatabaseUrl, Event, RetryFor, connect, connect_watched};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair,
};
use rstest::rstest;
use tempfile::TempDir;
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;

use crate::support::own_server::{OwnServer, postgres};
use crate::support::process::eventually;

type Root = CertifiedIssuer<'static, KeyPair>;

fn root(name: &str) -> Root {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().expect("a key can be made");
    CertifiedIssuer::self_signed(params, key).expect("a root can be made")
}

/// A certificate and its key, in PEM.
fn signed(root: &Root, name: &str, purpose: ExtendedKeyUsagePurpose) -> [String; 2] {
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("it is a name");
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages.push(purpose);
    let key = KeyPair::generate().expect("a key can be made");
    let certificate = params.signed_by(&key, root).expect("it can be signed");
    [certificate.pem(), key.serialize_pem()]
}

/// A server with a certificate for `localhost`, and files of the client's side:
/// `root.crt`, which signed it, `other.crt`, which did not, and a client's `ann.crt`, `ann.key`.
struct Scene {
    server: OwnServer,
    port: u16,
    files: TempDir,
}

impl Scene {
    /// `rules` are the lines of pg_hba.conf for what comes by TCP.
    async fn with(rules: &str) -> Self {
        let (ours, other) = (root("ours"), root("other"));
        let [certificate, key] = signed(&ours, "localhost", ExtendedKeyUsagePurpose::ServerAuth);
        let [ann, ann_key] = signed(&ours, "ann", ExtendedKeyUsagePurpose::ClientAuth);
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = port.expect("a port is free").port();
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            "ssl=on".to_owned(),
            "ssl_ca_file=root.crt".to_owned(),
        ];
        let server = OwnServer::start_with(
            &postgres().await,
            &settings,
            port,
            &[
                ("server.crt", certificate),
                ("server.key", key),
                ("root.crt", ours.pem()),
                ("pg_hba.conf", format!("local all all trust\n{rules}\n")),
            ],
        )
        .await;
        let client = server.client().await;
        let sql = "CREATE ROLE ann LOGIN PASSWORD 'hunter2'";
        client.batch_execute(sql).await.expect("the role is new");
        let files = TempDir::new().expect("a temporary folder");
        for (name, content) in [
            ("root.crt", ours.pem()),
            ("other.crt", other.pem()),
            ("ann.crt", ann),
            ("ann.key", ann_key),
        ] {
            let path = files.path().join(name);
            fs::write(&path, content).expect("the folder is ours");
            fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).expect("it is ours");
        }
        Self {
            server,
            port,
            files,
        }
    }

    /// How ann connects.
    fn url(&self, host: &str, parameters: &str) -> Result<DatabaseUrl, String> {
        let parameters = parameters.replace("FILES/", &format!("{}/", self.files.path().display()));
        let text = format!(
            "host={host} hostaddr=127.0.0.1 port={} user=ann password=hunter2 dbname=postgres {parameters}",
            self.port
        );
        text.parse().map_err(|error| format!("{error}"))
    }

    /// Connects as ann; whether that is encrypted, or why she is not let in. `FILES/` stands for the
    /// folder of the client's files.
    async fn ann(&self, host: &str, parameters: &str) -> Result<bool, String> {
        let url = self.url(host, parameters)?;
        let mut reported = None;
        let watch = |event: &Event<'_>| {
            if let Event::Connected { tls, .. } = event {
                reported = Some(*tls);
            }
        };
        let client = connect_watched(&url, RetryFor::default(), watch).await;
        let client = client.map_err(|error| error.to_string())?;
        let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        let row = client.query_one(sql, &[]).await;
        let encrypted = row.expect("it answers").get(0);
        assert_eq!(
            reported,
            Some(encrypted),
            "{host} {parameters} was reported to be otherwise"
        );
        Ok(encrypted)
    }
}

const BOTH: &str = "host all all 127.0.0.1/32 scram-sha-256";
const ENCRYPTED: &str = "hostssl all all 127.0.0.1/32 scram-sha-256";
const PLAIN: &str = "hostnossl all all 127.0.0.1/32 scram-sha-256";

#[rstest]
#[case::both(BOTH, [("disable", Some(false)), ("allow", Some(false)), ("prefer", Some(true)), ("require", Some(true))])]
#[case::encrypted(ENCRYPTED, [("disable", None), ("allow", Some(true)), ("prefer", Some(true)), ("require", Some(true))])]
#[case::plain(PLAIN, [("disable", Some(false)), ("allow", Some(false)), ("prefer", Some(false)), ("require", None)])]
#[tokio::test]
async fn a_mode_is_as_encrypted_as_it_says(
    #[case] rules: &str,
    #[case] modes: [(&str, Option<bool>); 4],
) {
    let scene = Scene::with(rules).await;
    for (mode, encrypted) in modes {
        let found = scene.ann("localhost", &format!("sslmode={mode}")).await;
        assert_eq!(found.clone().ok(), encrypted, "{mode}: {found:?}");
    }
    assert_eq!(
        scene.ann("localhost", "").await.ok(),
        modes[2].1,
        "prefer is the default"
    );
}

/// A rule that no connection of ann's meets, encrypted or not.
const NOT_ANN: &str = "host all bob 127.0.0.1/32 scram-sha-256";

#[rstest]
#[case::plain_where_encryption_is_asked_for(
    ENCRYPTED,
    "disable",
    "no encryption",
    "set sslmode=require"
)]
#[case::rejected(
    "hostnossl all all 127.0.0.1/32 reject",
    "disable",
    "no encryption",
    "set sslmode=require"
)]
#[case::encrypted_where_that_is_refused(
    PLAIN,
    "require",
    "SSL encryption",
    "the server refuses the encrypted connection"
)]
// Both were tried, so that a word about encryption would mislead.
#[case::neither(NOT_ANN, "prefer", "no encryption", "add a line to pg_hba.conf")]
#[case::neither_the_other_way_round(
    NOT_ANN,
    "allow",
    "SSL encryption",
    "add a line to pg_hba.conf"
)]
#[tokio::test]
async fn a_refusal_says_what_the_server_said_and_what_to_do(
    #[case] rules: &str,
    #[case] mode: &str,
    #[case] said: &str,
    #[case] help: &str,
) {
    let scene = Scene::with(rules).await;
    let parameters = format!("sslmode={mode}");
    let error = scene.ann("localhost", &parameters).await;
    let error = error.expect_err("ann is not let in");
    let host = r#"host "127.0.0.1", user "ann", database "postgres""#;
    for part in ["refuses user 'ann' (28000)", host, said, help] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert!(!error.contains("hunter2"), "{error}");
}

/// PostgreSQL says "no encryption" there too.
#[tokio::test]
async fn a_refusal_on_a_socket_does_not_ask_for_encryption() {
    let rules = "local all ann reject\nlocal all all trust\n".to_owned();
    let binaries = postgres().await;
    let server = OwnServer::start_with(&binaries, &[], 5432, &[("pg_hba.conf", rules)]).await;
    let [Host::Unix(socket)] = server.url().config().get_hosts() else {
        panic!("{} is no socket", server.url());
    };
    let text = format!(
        "host={} user=ann dbname=postgres sslmode=disable",
        socket.display()
    );
    let url: DatabaseUrl = text.parse().expect("it is sound");
    let error = connect(&url, RetryFor::default()).await;
    let error = error.expect_err("ann is not let in").to_string();
    assert!(
        error.contains("no encryption; add a line to pg_hba.conf"),
        "{error}"
    );
}

#[tokio::test]
async fn a_password_is_bound_to_the_channel_where_that_is_required() {
    let scene = Scene::with(BOTH).await;
    let bound = "channel_binding=require sslmode";
    assert_eq!(
        scene.ann("localhost", &format!("{bound}=require")).await,
        Ok(true)
    );
    let plain = scene.ann("localhost", &format!("{bound}=disable")).await;
    assert!(plain.is_err(), "{plain:?}");
}

/// The server itself lets everybody ask for that, so it is for the client to insist.
#[tokio::test]
async fn a_statement_is_cancelled_over_a_connection_as_encrypted_as_its_own() {
    let scene = Scene::with(ENCRYPTED).await;
    let url = |root: &str| {
        scene.url(
            "localhost",
            &format!("sslmode=verify-full sslrootcert=FILES/{root}"),
        )
    };
    let (right, wrong) = (
        url("root.crt").expect("it is sound"),
        url("other.crt").expect("it is sound"),
    );
    let client = connect(&right, RetryFor::default())
        .await
        .expect("it is let in");
    let canceller = Canceller::new(&client, &wrong).expect("the file is there");
    let error = canceller.cancel().await.expect_err("the root is another");
    assert!(error.to_string().contains("TLS"), "{error}");

    let canceller = Canceller::new(&client, &right).expect("the file is there");
    let watcher = scene.server.client().await;
    let cancelling = async {
        eventually("it sleeps", async || {
            let sleeps = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
            let row = watcher.query_one(sleeps, &[]).await;
            row.expect("it answers").get::<_, i64>(0) == 1
        })
        .await;
        canceller.cancel().await
    };
    let (slept, asked) = tokio::join!(client.batch_execute("SELECT pg_sleep(600)"), cancelling);
    asked.expect("the root has signed for the server");
    let error = slept.expect_err("it was cancelled");
    assert_eq!(error.code(), Some(&SqlState::QUERY_CANCELED));
}
