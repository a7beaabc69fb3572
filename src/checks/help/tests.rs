//! The suggested statements can be pasted, and restore the earlier state.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::*;
use crate::catalog::Identity;

fn of(kind: &str, name: &str, change: Change) -> Difference {
    Difference {
        object: Identity {
            kind: kind.to_owned(),
            name: name.to_owned(),
        },
        change,
        fact: None,
        was: None,
        is: None,
        holder: Holder::default(),
    }
}

fn changed(kind: &str, name: &str, fact: &str, was: Value, is: Value) -> String {
    let difference = Difference {
        fact: Some(fact.to_owned()),
        was: Some(was).filter(|it| !it.is_null()),
        is: Some(is).filter(|it| !it.is_null()),
        ..of(kind, name, Change::Changed)
    };
    help(&difference).unwrap_or_default()
}

#[test]
fn what_is_suggested_puts_back_what_was() {
    for (fact, was, is, statement) in [
        ("not_null", json!(true), json!(false), "SET NOT NULL"),
        ("not_null", json!(false), json!(true), "DROP NOT NULL"),
        ("default", json!("0"), json!(null), "SET DEFAULT 0"),
        ("default", json!(null), json!("0"), "DROP DEFAULT"),
        (
            "type",
            json!("numeric(9,2)"),
            json!("integer"),
            "TYPE numeric(9,2)",
        ),
    ] {
        let name = "public.\"Order Items\".\"Qty.Total\"";
        let table = "put it back with ALTER TABLE public.\"Order Items\"";
        let help = format!("{table} ALTER COLUMN \"Qty.Total\" {statement}");
        let suggested = changed("column", name, fact, was, is);
        assert!(suggested.ends_with(&help), "{suggested}");
    }
}

#[test]
fn a_narrower_type_comes_back_once_nothing_is_too_large_for_it() {
    for (was, is, is_narrower) in [
        ("character varying(255)", "character varying(768)", true),
        ("character varying(255)", "text", true),
        ("character varying(255)", "character varying(20)", false),
        ("character varying", "text", false),
        ("text", "jsonb", true),
        ("integer", "bigint", true),
        ("bigint", "integer", false),
        ("numeric(10,2)", "numeric(14,4)", true),
        ("numeric(10,2)", "numeric(9,3)", true),
        ("numeric(14,4)", "numeric(10,2)", false),
    ] {
        let suggested = changed("column", "public.a.b", "type", json!(was), json!(is));
        let first = format!("first change or delete the values that {was} cannot hold, ");
        assert_eq!(suggested.starts_with(&first), is_narrower, "{suggested}");
    }
}

#[test]
fn comments_and_owners_are_put_back_as_they_were() {
    assert_eq!(
        changed(
            "column",
            "public.a.b",
            "comment",
            json!("it's"),
            json!(null)
        ),
        "put it back with COMMENT ON COLUMN public.a.b IS 'it''s'"
    );
    assert_eq!(
        changed("trigger", "public.a.t", "comment", json!(null), json!("x")),
        "put it back with COMMENT ON TRIGGER t ON public.a IS NULL"
    );
    assert_eq!(
        changed("view", "public.v", "owner", json!("app"), json!("me")),
        "put it back with ALTER VIEW public.v OWNER TO app"
    );
}

#[test]
fn a_part_of_a_type_or_a_domain_is_changed_by_its_own_statement() {
    let part = |kind, name: &str, change, holder| Difference {
        holder,
        ..of(kind, name, change)
    };
    let attribute = |name: &str, change| part("column", name, change, Holder::CompositeType);
    let check = |name: &str, change| part("constraint", name, change, Holder::Domain);
    let leftover = attribute("public.co.h", Change::Leftover);
    let said = help(&leftover).expect("it can be dropped");
    assert!(
        said.ends_with("ALTER TYPE public.co DROP ATTRIBUTE h"),
        "{said}"
    );
    let said = renamed(&attribute("public.co.g", Change::Missing), &leftover);
    let said = said.expect("they are of one type");
    assert!(
        said.contains("ALTER TYPE public.co RENAME ATTRIBUTE h TO g;"),
        "{said}"
    );
    let said = help(&check("public.dm.k", Change::Leftover)).expect("it can be dropped");
    assert!(
        said.ends_with("ALTER DOMAIN public.dm DROP CONSTRAINT k"),
        "{said}"
    );
    let said = |fact: &str, was: &str, of: Difference| {
        let (fact, was) = (Some(fact.to_owned()), Some(was.into()));
        let change = Change::Changed;
        help(&Difference {
            change,
            fact,
            was,
            ..of
        })
        .expect("it can be put back")
    };
    let of_domain = || check("public.dm.k", Change::Changed);
    assert_eq!(
        said("comment", "x", of_domain()),
        "put it back with COMMENT ON CONSTRAINT k ON DOMAIN public.dm IS 'x'"
    );
    assert_eq!(
        said("definition", "CHECK ((VALUE > 0))", of_domain()),
        "change or delete the rows that it refuses, if any, and declare what that loses; then put it back with \
         ALTER DOMAIN public.dm DROP CONSTRAINT k; ALTER DOMAIN public.dm ADD CONSTRAINT k CHECK ((VALUE > 0))"
    );
    assert_eq!(
        said("type", "integer", attribute("public.co.h", Change::Changed)),
        "put it back with ALTER TYPE public.co ALTER ATTRIBUTE h TYPE integer"
    );
}

#[test]
fn a_column_of_another_name_is_renamed_and_not_dropped() {
    let missing = of("column", "public.a.old", Change::Missing);
    let leftover = of("column", "public.a.new", Change::Leftover);
    let help = renamed(&missing, &leftover).expect("they are of one table");
    assert!(
        help.contains("ALTER TABLE public.a RENAME COLUMN new TO old"),
        "{help}"
    );
    let other = of("column", "public.b.new", Change::Leftover);
    assert_eq!(renamed(&missing, &other), None);
    assert_eq!(renamed(&leftover, &missing), None);
}

#[test]
fn privileges_are_granted_and_revoked_one_by_one() {
    let owner = "app=arwd/app";
    assert_eq!(
        changed(
            "table",
            "public.a",
            "privileges",
            json!([owner, "reader=r/app"]),
            json!([owner, "=r/app", "reader=rw*/app"])
        ),
        "put them back with REVOKE SELECT ON TABLE public.a FROM PUBLIC; \
         REVOKE UPDATE ON TABLE public.a FROM reader"
    );
    assert_eq!(
        changed(
            "function",
            "public.f()",
            "privileges",
            json!(["=X/app", "b=X*/app"]),
            json!(["b=X/app"])
        ),
        "put them back with GRANT EXECUTE ON FUNCTION public.f() TO PUBLIC; \
         GRANT EXECUTE ON FUNCTION public.f() TO b WITH GRANT OPTION"
    );
}
