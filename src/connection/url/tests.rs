use super::*;

#[test]
fn no_way_of_printing_a_url_shows_its_password() {
    let url: DatabaseUrl = "postgresql://app:s3cr%40t@db.example:6432/shop?sslmode=require"
        .parse()
        .expect("a sound URL");
    assert_eq!(url.to_string(), "postgresql://app@db.example:6432/shop");
    assert!(!format!("{url:?}").contains("s3cr"), "{url:?}");
    assert!(url.reveal().contains("s3cr%40t"));
}

#[test]
fn what_was_revealed_reads_back_as_the_same_url() {
    for text in [
        "postgresql://app:p%25%2F%3A%40%23@db.example:6432/shop",
        "postgresql://postgres@%2Ftmp%2Fa%20b:5433/postgres",
        "postgresql://a@h1:1,h2:2/d",
        "postgresql://a@[::1]:5432/d",
    ] {
        let url: DatabaseUrl = text.parse().expect(text);
        assert_eq!(url.reveal(), text);
    }
}

#[test]
fn text_that_is_no_url_is_refused_without_being_repeated() {
    for text in [
        "",
        "hunter2",
        "mysql://root:hunter2@localhost/db",
        "postgresql://",
        "postgresql://app:hunter2@host:port/db",
        "postgresql://app:hunter2@host/db?hunter2=1",
        "postgresql://app:p@hunter2/x@host/db",
        "dbname=x password=hunter2",
    ] {
        let error = text.parse::<DatabaseUrl>().expect_err(text);
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[test]
fn only_this_machine_is_local() {
    for (text, local) in [
        ("postgresql://a@localhost/d", true),
        ("postgresql://a@127.0.0.1/d", true),
        ("postgresql://a@[::1]/d", true),
        ("postgresql://a@%2Frun%2Fpostgresql/d", true),
        ("postgresql://a@db.example/d", false),
        ("postgresql://a@localhost,db.example/d", false),
        ("hostaddr=127.0.0.1", true),
        ("hostaddr=192.0.2.1", false),
        ("host=localhost hostaddr=192.0.2.1", false),
    ] {
        let url: DatabaseUrl = text.parse().expect(text);
        assert_eq!(url.is_local(), local, "{text}");
    }
}
