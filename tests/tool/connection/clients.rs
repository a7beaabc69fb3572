//! A connection string that another client takes is taken as far as it means the same; what only tunes that client is
//! passed and told; what would leave the connection less safe is refused, and each refusal names its piece and no secret.

use pgconform::connection::DatabaseUrl;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::strings::{refusal, url};
use crate::support::command::Pgconform;
use crate::support::folder::Folder;

#[rstest]
#[case::psycopg2("postgresql+psycopg2://app:pw@db.example:6432/shop")]
#[case::asyncpg("postgresql+asyncpg://app:pw@db.example:6432/shop")]
#[case::psycopg("postgres+psycopg://app:pw@db.example:6432/shop")]
#[case::postgis("postgis://app:pw@db.example:6432/shop")]
#[case::pgx("pgx5://app:pw@db.example:6432/shop")]
#[case::upper_case("POSTGRES://app:pw@db.example:6432/shop")]
#[case::jdbc("jdbc:postgresql://db.example:6432/shop?user=app&password=pw")]
#[case::quoted("\"postgres://app:pw@db.example:6432/shop\"")]
#[case::npgsql("Host=db.example;Port=6432;Username=app;Password=pw;Database=shop")]
#[case::dot_net("Server=db.example; Port=6432; User Id=app; Password='pw'; Database=shop;")]
fn the_same_place_can_be_written_as_other_clients_do(#[case] text: &str) {
    let url = url(text);
    assert_eq!(url.to_string(), "postgresql://app@db.example:6432/shop");
    assert_eq!(url.config().get_password(), Some(b"pw".as_slice()));
    assert_eq!(url.passed().count(), 0);
}

#[rstest]
#[case::prisma("schema=app", "-c search_path=app")]
#[case::quoted("schema=My%20App", "-c search_path=\"My\\ App\"")]
#[case::pgx("search_path=app,public", "-c search_path=app,public")]
#[case::jdbc("currentSchema=app", "-c search_path=app")]
#[case::rails("schema_search_path=app", "-c search_path=app")]
#[case::beside_options(
    "options=-c%20work_mem%3D5MB&statement_timeout=7000",
    "-c work_mem=5MB -c statement_timeout=7000"
)]
#[case::neon("options=endpoint%3Dep-x", "endpoint=ep-x")]
fn a_schema_and_a_setting_are_settings_of_the_session(#[case] parameter: &str, #[case] set: &str) {
    let url = url(&format!("postgres://app@localhost/shop?{parameter}"));
    assert_eq!(url.config().get_options(), Some(set));
}

#[rstest]
#[case::name("ApplicationName=deploy", "host=a application_name=deploy")]
#[case::time("connectTimeout=7", "host=a connect_timeout=7")]
#[case::alive("tcpKeepAlive=false", "host=a keepalives=0")]
#[case::primary("targetServerType=primary", "host=a target_session_attrs=primary")]
#[case::balance("loadBalanceHosts=true", "host=a load_balance_hosts=random")]
#[case::encoding("encoding=unicode", "host=a")]
#[case::ssl("ssl=true", "host=a sslmode=require")]
#[case::no_ssl("ssl=false", "host=a sslmode=disable")]
#[case::ssl_mode("ssl-mode=require", "host=a sslmode=require")]
fn another_name_means_the_same(#[case] parameter: &str, #[case] same: &str) {
    let other = url(&format!("postgres://a/?{parameter}"));
    let same = url(same);
    assert_eq!(other.config(), same.config());
    assert_eq!(other.passed().count(), 0);
}

#[rstest]
#[case::prisma(
    "pgbouncer=true&connection_limit=1&pool_timeout=20&statement_cache_size=0",
    &["connection_limit", "pgbouncer", "pool_timeout", "statement_cache_size"]
)]
#[case::golang_migrate(
    "x-migrations-table=m&x-multi-statement=true",
    &["x-migrations-table", "x-multi-statement"]
)]
#[case::rails("pool=5&prepared_statements=false", &["pool", "prepared_statements"])]
#[case::jdbc("prepareThreshold=0", &["prepareThreshold"])]
#[case::node("sslmode=require&uselibpqcompat=true", &["uselibpqcompat"])]
#[case::public_through_a_pooler("schema=public&pgbouncer=true", &["pgbouncer"])]
fn what_only_tunes_another_client_is_passed_and_told(
    #[case] parameters: &str,
    #[case] passed: &[&str],
) {
    let url = url(&format!("postgres://app@localhost/shop?{parameters}"));
    assert_eq!(url.passed().collect::<Vec<_>>(), passed);
    assert_eq!(url.config().get_options(), None);
}

#[rstest]
#[case::no_verify("sslmode=no-verify", "sslmode=no-verify is not supported")]
#[case::ssl("ssl=no-verify", "ssl=no-verify is not supported")]
#[case::odd_ssl("ssl=maybe", "ssl may be true or false")]
#[case::factory("sslfactory=org.x.NonValidatingFactory", "sslfactory is not supported")]
#[case::node("rejectUnauthorized=false", "rejectUnauthorized is not supported")]
#[case::strict(
    "sslaccept=strict",
    "sslaccept=strict is not supported: write sslmode=verify-full"
)]
#[case::identity("sslidentity=c.p12", "sslidentity is not supported")]
#[case::socket("socketFactory=x", "socketFactory is not supported")]
#[case::encoding("encoding=latin1", "encoding may be unicode or utf8")]
#[case::schema_through_a_pooler(
    "schema=app&pgbouncer=true",
    "give the direct address in DIRECT_URL"
)]
#[case::unknown("colour=red", "'colour' is not a parameter")]
fn what_would_be_less_safe_or_another_is_refused(#[case] parameter: &str, #[case] said: &str) {
    let error = refusal(&format!(
        "postgres://app:Kestrel@localhost/shop?{parameter}"
    ));
    let error = error.to_string();
    assert!(error.contains(said), "{error}");
    assert!(!error.contains("Kestrel"), "{error}");
}

/// JDBC checks the server's name where others only encrypt.
#[test]
fn ssl_of_jdbc_asks_for_the_servers_name() {
    let error = refusal("jdbc:postgresql://db.example/shop?ssl=true").to_string();
    assert!(error.contains("sslrootcert"), "{error}");
    let taken = url("jdbc:postgresql://db.example/shop?ssl=true&sslrootcert=system");
    assert_eq!(
        taken,
        url("postgres://db.example/shop?sslmode=verify-full&sslrootcert=system")
    );
}

#[rstest]
#[case::trust(
    "Host=a;Trust Server Certificate=true",
    "Trust Server Certificate is not supported"
)]
#[case::mode("Host=a;SSL Mode=Sometimes", "SSL Mode may be Disable")]
#[case::roots("Host=a;SSL Mode=VerifyFull", "sslrootcert")]
fn what_npgsql_says_of_certificates_is_kept(#[case] text: &str, #[case] said: &str) {
    let error = refusal(text).to_string();
    assert!(error.contains(said), "{error}");
}

#[test]
fn keywords_with_a_semicolon_in_a_password_are_keywords() {
    let url = url("host=localhost password=x;port=5");
    assert_eq!(url.config().get_password(), Some(b"x;port=5".as_slice()));
}

#[rstest]
#[case::scheme("tcp://app:Kestrel@localhost/shop", "its scheme is 'tcp'")]
#[case::another_database("mysql://app:Kestrel@localhost/shop", "its scheme is 'mysql'")]
#[case::at("postgres://app:Kes@trel@localhost/shop", "a second @")]
#[case::percent("postgres://app:Kes%trel@localhost/shop", "in a password, % is %25")]
#[case::port("postgres://app:Kestrel/x@localhost/shop", "its port is not a number")]
#[case::brackets("postgres://app:Kestrel@[::1/shop", "an IPv6 address must be in [ ]")]
#[case::value("postgres://app:Kestrel@localhost/shop?pool", "a parameter lacks '='")]
#[case::odd_name(
    "postgres://app@localhost/shop?Kestrel9=1",
    "a parameter that libpq does not know"
)]
#[case::no_host("postgres://app:Kestrel@/shop", "it names no host")]
#[case::variable(
    "DATABASE_URL=postgres://app:Kestrel@localhost/shop",
    "the name of a variable"
)]
#[case::export(
    "export PG_URL='postgres://app:Kestrel@localhost/shop'",
    "the name of a variable"
)]
#[case::psql("psql 'postgresql://app:Kestrel@localhost/shop'", "the command psql")]
#[case::placeholder("postgres://app:[YOUR-PASSWORD]@localhost/shop", "the placeholder")]
fn a_refusal_names_the_piece_that_is_wrong_and_no_secret(#[case] text: &str, #[case] said: &str) {
    let error = refusal(text).to_string();
    assert!(error.starts_with("not a PostgreSQL URL: "), "{error}");
    assert!(error.contains(said), "{error}");
    for secret in ["Kes", "trel"] {
        assert!(!error.contains(secret), "{error}");
    }
}

#[test]
fn a_command_tells_once_what_it_does_not_use() {
    let folder = Folder::ours();
    let url = "postgresql://app@127.0.0.1:1/shop?pool=5&x-migrations-table=m";
    let words = ["status", "--wait", "0", "--database-url", url];
    let ended = Pgconform::new(folder.project(), &words)
        .run()
        .fails_with(&["cannot reach"]);
    let note = "pool, x-migrations-table only tune another client";
    assert_eq!(ended.stderr.matches(note).count(), 1, "{}", ended.stderr);
}

/// psql gets it, too.
#[test]
fn a_program_that_is_started_gets_the_schema() {
    let url: DatabaseUrl = url("postgres://localhost/shop?schema=app");
    let options = url
        .for_libpq()
        .into_iter()
        .find(|(name, _)| *name == "PGOPTIONS");
    assert_eq!(
        options,
        Some(("PGOPTIONS", "-c search_path=app".to_owned()))
    );
}
