use std::collections::BTreeMap;
use std::process::Command;

use super::*;

fn url() -> DatabaseUrl {
    let url = "postgresql://app:s3%20cr@127.0.0.1:6000/shop";
    url.parse().expect("it is sound")
}

/// What a command is given.
fn given(inherited: &[(&str, &str)], files: &[(&str, &str)]) -> BTreeMap<String, Option<String>> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let inherited = inherited.iter().copied().collect();
    let files: Vec<(String, String)> = files.iter().map(own).collect();
    let mut command = Command::new("true");
    ChildEnvironment::among(&url(), &inherited, &files).apply(&mut command);
    let text = |text: &OsStr| text.to_string_lossy().into_owned();
    command
        .get_envs()
        .map(|(name, value)| (text(name), value.map(text)))
        .collect()
}

#[test]
fn each_form_says_where_the_server_is() {
    let given = given(&[], &[]);
    for (name, value) in [
        ("PGHOST", "127.0.0.1"),
        ("PGPORT", "6000"),
        ("PGPASSWORD", "s3 cr"),
        ("PGSSLMODE", "disable"),
        (
            "DATABASE_URL",
            "postgresql://app:s3%20cr@127.0.0.1:6000/shop",
        ),
        (
            "FLYWAY_URL",
            "jdbc:postgresql://127.0.0.1:6000/shop?user=app&password=s3%20cr",
        ),
        ("SQITCH_TARGET", "db:pg://app:s3%20cr@127.0.0.1:6000/shop"),
        (
            "ConnectionStrings__DefaultConnection",
            "Host=\"127.0.0.1\";Port=6000;Username=\"app\";Password=\"s3 cr\";Database=\"shop\"",
        ),
    ] {
        assert_eq!(given[name].as_deref(), Some(value), "{name}");
    }
}

#[test]
fn an_address_of_any_name_is_replaced_by_one_of_its_own_form() {
    for (old, new) in [
        (
            "postgres://a@live/d?sslmode=require",
            "postgresql://app:s3%20cr@127.0.0.1:6000/shop",
        ),
        (
            "postgresql+asyncpg://a@live/d",
            "postgresql+asyncpg://app:s3%20cr@127.0.0.1:6000/shop",
        ),
        ("ecto://a@live/d", "ecto://app:s3%20cr@127.0.0.1:6000/shop"),
        (
            "prisma+postgres://live/?api_key=x",
            "postgresql://app:s3%20cr@127.0.0.1:6000/shop",
        ),
        (
            "jdbc:postgresql://live/d",
            "jdbc:postgresql://127.0.0.1:6000/shop?user=app&password=s3%20cr",
        ),
        ("db:pg:live", "db:pg://app:s3%20cr@127.0.0.1:6000/shop"),
        (
            "host=live dbname=d",
            "host='127.0.0.1' port=6000 user='app' password='s3 cr' dbname='shop' sslmode=disable",
        ),
        (
            "Host=live;Database=d",
            "Host=\"127.0.0.1\";Port=6000;Username=\"app\";Password=\"s3 cr\";Database=\"shop\"",
        ),
    ] {
        for given in [given(&[("SHOP", old)], &[]), given(&[], &[("SHOP", old)])] {
            assert_eq!(given["SHOP"].as_deref(), Some(new), "{old}");
        }
    }
    let others = [
        ("PATH", "/bin"),
        ("CACHE", "redis://live"),
        ("GREETING", "host of hosts"),
        ("OPTIONS", "-Dhost=live -Ddbname=d"),
    ];
    let given = given(&others, &others);
    let kept = |(name, value): &(&str, &str)| given[*name].as_deref() == Some(*value);
    assert!(others.iter().all(kept), "{given:?}");
}

#[test]
fn variables_of_libpq_are_removed_and_set_where_a_file_would_set_them_again() {
    let names = [
        "PGHOSTADDR",
        "PGSERVICE",
        "PGSERVICEFILE",
        "PGOPTIONS",
        "PGPASSFILE",
        "PGNEW",
    ];
    let variables = names.map(|name| (name, "live"));
    let removed = given(&variables, &[]);
    assert!(
        names.iter().all(|name| !removed.contains_key(*name)),
        "{removed:?}"
    );
    let set = given(&variables, &variables);
    assert_eq!(set["PGHOSTADDR"].as_deref(), Some("127.0.0.1"));
    assert_eq!(set["PGSERVICE"].as_deref(), Some("pgconform"));
    assert_eq!(set["PGOPTIONS"].as_deref(), Some(""));
    assert!(
        set.values().flatten().all(|value| value != "live"),
        "{set:?}"
    );
}

#[test]
fn variables_that_change_their_tool_are_given_where_they_are_named() {
    assert!(!given(&[], &[]).contains_key("GOOSE_DRIVER"));
    let given = given(
        &[("GOOSE_DRIVER", "postgres")],
        &[("GOOSE_DBSTRING", "live")],
    );
    let url = given["DATABASE_URL"].clone();
    assert_eq!(given["GOOSE_DRIVER"].as_deref(), Some("postgres"));
    assert_eq!(given["GOOSE_DBSTRING"], url);
}

#[test]
fn no_form_of_the_password_is_shown() {
    let environment = ChildEnvironment::among(&url(), &Environment::default(), &[]);
    let mut command = Command::new("true");
    environment.apply(&mut command);
    let mut shown = 0;
    for (name, value) in command.get_envs() {
        let value = value.expect("nothing is removed").to_string_lossy();
        let hidden = environment.hide(&format!("cannot reach {value}!"));
        assert!(!hidden.contains("s3"), "{name:?}: {hidden}");
        shown += usize::from(value.contains("s3"));
    }
    assert!(shown > 50, "{shown}");
    assert_eq!(
        environment.hide("postgresql://app:s3%20cr@127.0.0.1:6000/shop s3 cr"),
        "$DATABASE_URL $PGPASSWORD"
    );
}
