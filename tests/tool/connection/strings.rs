//! Every form of a connection string, and what is refused of it.

use pgconform::connection::{DatabaseUrl, MalformedUrl};
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::config::{ChannelBinding, Host, LoadBalanceHosts, TargetSessionAttrs};

use crate::support::secret::{PASSWORD, encoded};

pub fn url(text: &str) -> DatabaseUrl {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn refusal(text: &str) -> MalformedUrl {
    text.parse::<DatabaseUrl>().expect_err(text)
}

#[rstest]
#[case::url("postgresql://app@db.example:6432/shop")]
#[case::short_scheme("postgres://app@db.example:6432/shop")]
#[case::parameters("postgresql:///shop?host=db.example&port=6432&user=app")]
#[case::encoded("postgresql://%61pp@db.example:6432/%73hop")]
#[case::keywords("host=db.example port=6432 user=app dbname=shop")]
#[case::spaces("  host = db.example  port=6432\n user = app dbname= shop ")]
#[case::quotes("host='db.example' port='6432' user=app dbname='shop'")]
#[case::backslash(r"host=db.example port=6432 user=a\pp dbname='sh\op'")]
#[case::the_last_counts("host=other host=db.example port=6432 user=app dbname=shop")]
fn the_same_place_can_be_written_in_many_ways(#[case] text: &str) {
    assert_eq!(
        url(text).to_string(),
        "postgresql://app@db.example:6432/shop"
    );
}

#[rstest]
#[case::url(format!("postgresql://app:{}@localhost/shop", encoded()))]
#[case::parameter(format!("postgresql://app@localhost/shop?password={}", encoded()))]
#[case::keywords(format!(
    "host=localhost user=app password='{}'",
    PASSWORD.replace('\\', r"\\").replace('\'', r"\'")
))]
fn a_password_of_odd_characters_arrives_as_it_is(#[case] text: String) {
    assert_eq!(
        url(&text).config().get_password(),
        Some(PASSWORD.as_bytes())
    );
}

#[test]
fn a_password_may_look_like_a_url() {
    let url = url("host=localhost password=postgresql://x");
    assert_eq!(
        url.config().get_password(),
        Some(b"postgresql://x".as_slice())
    );
}

#[rstest]
#[case::one_port_for_all("postgresql://app@a,b:7/shop", &[5432, 7])]
#[case::a_port_each("postgresql://app@a:6,b:7/shop", &[6, 7])]
#[case::keywords("host=a,b port=6,7", &[6, 7])]
#[case::one_given("host=a,b port=6", &[6])]
fn there_may_be_several_hosts(#[case] text: &str, #[case] ports: &[u16]) {
    let hosts = ["a", "b"].map(|name| Host::Tcp(name.to_owned()));
    assert_eq!(url(text).config().get_hosts(), hosts);
    assert_eq!(url(text).config().get_ports(), ports);
}

#[rstest]
#[case::in_brackets("postgresql://app@[::1]:6432/shop", "::1")]
#[case::without_a_port("postgresql://app@[fe80::1]/shop", "fe80::1")]
fn an_address_of_ipv6_stands_in_brackets(#[case] text: &str, #[case] host: &str) {
    assert_eq!(url(text).config().get_hosts(), [Host::Tcp(host.to_owned())]);
}

#[test]
fn an_at_after_the_slash_belongs_to_the_database() {
    assert_eq!(
        url("postgresql://localhost/shop@home").database(),
        "shop@home"
    );
}

#[rstest]
#[case::encoded("postgresql://app@%2Frun%2Fpostgresql/shop")]
#[case::parameter("postgresql:///shop?host=/run/postgresql")]
#[case::keyword("host=/run/postgresql")]
fn a_host_with_a_slash_is_the_directory_of_a_socket(#[case] text: &str) {
    assert_eq!(
        url(text).config().get_hosts(),
        [Host::Unix("/run/postgresql".into())]
    );
}

#[test]
fn each_parameter_reaches_the_connection() {
    let url = url(
        "host=a hostaddr=127.0.0.7 connect_timeout=7 tcp_user_timeout=250 keepalives=0 keepalives_idle=8 \
         keepalives_interval=9 keepalives_count=3 application_name=deploy options='-c search_path=app' \
         channel_binding=require target_session_attrs=read-write load_balance_hosts=random",
    );
    let config = url.config();
    let seconds = |it: Option<&std::time::Duration>| it.map(std::time::Duration::as_secs_f32);
    assert_eq!(
        config.get_hostaddrs(),
        ["127.0.0.7".parse::<std::net::IpAddr>().expect("it is one")]
    );
    assert_eq!(seconds(config.get_connect_timeout()), Some(7.0));
    assert_eq!(seconds(config.get_tcp_user_timeout()), Some(0.25));
    assert!(!config.get_keepalives());
    assert_eq!(config.get_keepalives_idle().as_secs(), 8);
    assert_eq!(
        seconds(config.get_keepalives_interval().as_ref()),
        Some(9.0)
    );
    assert_eq!(config.get_keepalives_retries(), Some(3));
    assert_eq!(config.get_application_name(), Some("deploy"));
    assert_eq!(config.get_options(), Some("-c search_path=app"));
    assert_eq!(config.get_channel_binding(), ChannelBinding::Require);
    assert_eq!(
        config.get_target_session_attrs(),
        TargetSessionAttrs::ReadWrite
    );
    assert_eq!(config.get_load_balance_hosts(), LoadBalanceHosts::Random);
}

#[rstest]
#[case::primary("primary", TargetSessionAttrs::ReadWrite)]
#[case::standby("standby", TargetSessionAttrs::ReadOnly)]
#[case::read_only("read-only", TargetSessionAttrs::ReadOnly)]
#[case::whichever("prefer-standby", TargetSessionAttrs::Any)]
fn a_primary_is_what_can_be_written_to(#[case] value: &str, #[case] wanted: TargetSessionAttrs) {
    let url = url(&format!("host=a target_session_attrs={value}"));
    assert_eq!(url.config().get_target_session_attrs(), wanted);
}

#[test]
fn the_application_has_a_name_where_none_is_given() {
    assert_eq!(
        url("host=a").config().get_application_name(),
        Some("pgconform")
    );
    let other = url("host=a fallback_application_name=deploy");
    assert_eq!(other.config().get_application_name(), Some("deploy"));
}

#[rstest]
#[case::neon(
    "postgresql://app:hunter2@ep-cool-name-123456.eu-central-1.aws.neon.example/todo?sslmode=require&channel_binding=require"
)]
#[case::supabase(
    "postgresql://postgres.abcdefgh:hunter2@aws-0-eu-central-1.pooler.supabase.example:6543/postgres"
)]
#[case::rds(
    "postgresql://app:hunter2@db.abc.eu-central-1.rds.example:5432/shop?sslmode=verify-full&sslrootcert=system"
)]
#[case::heroku("postgres://u4f:hunter2@ec2-1-2-3-4.eu-west-1.compute.example:5432/d2r")]
#[case::aiven(
    "postgres://avnadmin:hunter2@pg-1.aivencloud.example:12345/defaultdb?sslmode=require"
)]
#[case::cockroach_style_options(
    "postgresql://app:hunter2@free.example:26257/defaultdb?sslmode=require&options=--cluster%3Dname-1"
)]
#[case::ssl_of_jdbc("postgresql://app:hunter2@db.example/shop?ssl=true")]
fn a_url_as_a_console_shows_it_is_taken_unchanged(#[case] text: &str) {
    assert_eq!(
        url(text).config().get_password(),
        Some(b"hunter2".as_slice())
    );
}

#[rstest]
#[case::misspelt("postgresql://app@localhost/shop?sslmod=require", "sslmod")]
#[case::keyword("host=localhost database=shop", "database")]
fn an_unknown_parameter_is_named_with_those_that_there_are(#[case] text: &str, #[case] name: &str) {
    let error = refusal(text);
    assert_eq!(
        error,
        MalformedUrl::Unknown {
            name: name.to_owned()
        }
    );
    let said = error.to_string();
    assert!(
        said.contains("sslmode, ") && said.contains("connect_timeout"),
        "{said}"
    );
}

#[rstest]
#[case::mode(
    "host=a sslmode=verify",
    "sslmode may be disable, allow, prefer, require, verify-ca or verify-full"
)]
#[case::port("host=a port=99999", "port may be a number from 1 to 65535")]
#[case::ports(
    "host=a,b,c port=1,2",
    "port may be one for all hosts, or one for each"
)]
#[case::address("hostaddr=localhost", "hostaddr may be an address of IPv4 or IPv6")]
#[case::addresses(
    "host=a,b hostaddr=127.0.0.1",
    "hostaddr may be one address for each host"
)]
#[case::time("host=a connect_timeout=soon", "connect_timeout may be a whole number")]
#[case::attrs(
    "host=a target_session_attrs=master",
    "target_session_attrs may be any, read-write"
)]
#[case::encoding("host=a client_encoding=LATIN1", "client_encoding may be UTF8")]
#[case::gss("host=a gssencmode=require", "gssencmode may be disable or prefer")]
#[case::protocols(
    "host=a ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2",
    "at most what ssl_max_protocol_version is"
)]
#[case::no_roots("host=a sslmode=verify-full", "add sslrootcert=system")]
#[case::all_roots(
    "host=a sslmode=require sslrootcert=system",
    "only verify-full or disable"
)]
#[case::no_certificate("host=a sslcertmode=require", "sslcert may be")]
#[case::no_key("host=a sslcert=c.pem", "sslkey may be")]
#[case::key_password(
    "host=a sslpassword=x",
    "sslpassword is not supported: decrypt the key"
)]
#[case::revoked("host=a sslcrl=x", "sslcrl is not supported")]
#[case::peer("host=a requirepeer=x", "requirepeer is not supported")]
#[case::ways("host=a require_auth=x", "require_auth is not supported")]
#[case::copies("host=a replication=database", "replication is not supported")]
fn what_a_parameter_may_be_is_said(#[case] text: &str, #[case] said: &str) {
    let error = refusal(text).to_string();
    assert!(error.contains(said), "{error}");
}

#[rstest]
#[case::nothing("")]
#[case::one_word("Kestrel")]
#[case::another_scheme("mysql://app:Kestrel@localhost/shop")]
#[case::no_host("postgresql://app:Kestrel@/shop")]
#[case::port_of_letters("postgresql://app:x@localhost:Kestrel/shop")]
#[case::second_at("postgresql://app:x@Kestrel@localhost/shop")]
#[case::question_mark_in_the_password("postgresql://app:x?kestrel=y@localhost/shop")]
#[case::slash_in_the_password("postgresql://app:x/kestrel@localhost/shop")]
#[case::odd_parameter("postgresql://app@localhost/shop?Kestrel9=1")]
#[case::no_value("postgresql://app@localhost/shop?kestrel")]
#[case::half_an_escape("postgresql://app:Kestrel%4@localhost/shop")]
#[case::no_hexadecimal("postgresql://app:Kestrel%zz@localhost/shop")]
#[case::no_text("postgresql://app:Kestrel%ff@localhost/shop")]
#[case::null_byte("postgresql://app:Kestrel%00@localhost/shop")]
#[case::null_byte_as_it_is("host=localhost password=Kestrel\0")]
#[case::open_bracket("postgresql://app:Kestrel@[::1/shop")]
#[case::after_the_bracket("postgresql://app:x@[::1]Kestrel/shop")]
#[case::open_quote("host=localhost password='Kestrel")]
#[case::no_equals_sign("host=localhost Kestrel")]
fn what_is_no_connection_string_is_not_repeated(#[case] text: &str) {
    let said = refusal(text).to_string();
    assert!(said.starts_with("not a PostgreSQL URL"), "{said}");
    assert!(!said.to_lowercase().contains("kestrel"), "{said}");
}
