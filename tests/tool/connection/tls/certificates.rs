//! Who a certificate says a server or a client is, and the files in which certificates stand.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rstest::rstest;

use super::{ENCRYPTED, Scene};

#[rstest]
#[case::its_root("sslmode=verify-full sslrootcert=FILES/root.crt", true, false)]
#[case::its_root_and_any_name("sslmode=verify-ca sslrootcert=FILES/root.crt", true, true)]
#[case::required_with_its_root("sslmode=require sslrootcert=FILES/root.crt", true, true)]
#[case::another_root("sslmode=verify-full sslrootcert=FILES/other.crt", false, false)]
#[case::another_root_and_any_name("sslmode=verify-ca sslrootcert=FILES/other.crt", false, false)]
#[case::required_with_another_root("sslmode=require sslrootcert=FILES/other.crt", false, false)]
#[case::this_machines_roots("sslrootcert=system", false, false)]
#[case::required_without_roots("sslmode=require", true, true)]
#[tokio::test]
async fn a_server_is_who_it_has_to_be(
    #[case] parameters: &str,
    #[case] by_its_name: bool,
    #[case] by_another: bool,
) {
    let scene = Scene::with(ENCRYPTED).await;
    for (host, is_let_in) in [("localhost", by_its_name), ("other.example", by_another)] {
        let found = scene.ann(host, parameters).await;
        assert_eq!(found.is_ok(), is_let_in, "{host}: {found:?}");
        if let Err(error) = found {
            assert!(error.contains("certificate"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_servers_own_certificate_may_be_given_as_the_root() {
    let scene = Scene::with(ENCRYPTED).await;
    let certificate = fs::read(scene.server.data().join("server.crt")).expect("it is there");
    fs::write(scene.files.path().join("server.crt"), certificate).expect("the folder is ours");
    let parameters = "sslmode=verify-full sslrootcert=FILES/server.crt";
    assert_eq!(scene.ann("localhost", parameters).await, Ok(true));
    assert!(scene.ann("other.example", parameters).await.is_err());
}

#[tokio::test]
async fn a_client_shows_its_certificate() {
    let scene = Scene::with("hostssl all all 127.0.0.1/32 cert").await;
    let shown = "sslmode=require sslcert=FILES/ann.crt sslkey=FILES/ann.key";
    assert_eq!(scene.ann("localhost", shown).await, Ok(true));
    for parameters in [
        "sslmode=require".to_owned(),
        format!("{shown} sslcertmode=disable"),
    ] {
        let found = scene.ann("localhost", &parameters).await;
        assert!(found.is_err(), "{parameters}: {found:?}");
    }
}

#[rstest]
#[case::no_root("sslmode=verify-ca sslrootcert=FILES/none.crt", "none.crt: ")]
#[case::no_certificates(
    "sslmode=verify-ca sslrootcert=FILES/ann.key",
    "it holds no certificate"
)]
#[case::no_key("sslcert=FILES/ann.crt sslkey=FILES/none.key", "none.key: ")]
#[case::no_key_in_it(
    "sslcert=FILES/ann.crt sslkey=FILES/root.crt",
    "it holds no unencrypted key"
)]
#[tokio::test]
async fn a_file_that_cannot_be_used_is_named(#[case] parameters: &str, #[case] said: &str) {
    let scene = Scene::with(ENCRYPTED).await;
    let error = scene
        .ann("localhost", parameters)
        .await
        .expect_err(parameters);
    assert!(error.contains(said), "{error}");
}

#[tokio::test]
async fn a_key_that_others_can_read_is_refused() {
    let scene = Scene::with(ENCRYPTED).await;
    let key = scene.files.path().join("ann.key");
    fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).expect("it is ours");
    let parameters = "sslcert=FILES/ann.crt sslkey=FILES/ann.key";
    let error = scene
        .ann("localhost", parameters)
        .await
        .expect_err("others can read it");
    assert!(error.contains("chmod 600"), "{error}");
}
