//! What to do about a difference, where its cause is typical: statements that can be pasted, with names as SQL quotes
//! them.

mod changed;
mod create;
mod leftover;
mod names;
mod privileges;

use crate::catalog::{Catalog, Change, Difference, Holder, Identity};
use names::split;

/// One line for the author of the down; `None` where only the author can know.
pub(in crate::checks) fn help(difference: &Difference) -> Option<String> {
    let name = &difference.object.name;
    let kind = difference.object.kind.as_str();
    match difference.change {
        Change::Leftover => leftover::help(kind, name, difference.holder),
        Change::Missing => {
            Some("it was there before: leave it there in the down, or make it again".to_owned())
        }
        Change::Changed => changed::help(difference, difference.fact.as_deref()?),
    }
}

/// The same where a second up does not come to what the first one made.
pub(in crate::checks) fn again(difference: &Difference) -> String {
    let help = match difference.change {
        Change::Missing => {
            "the first up makes it and the second does not: let the down take away what keeps it from that"
        }
        Change::Leftover => {
            "the second up makes it and the first does not: let the down leave what the first one starts from"
        }
        Change::Changed => {
            "let the down put back all that the up starts from, so that it comes to the same"
        }
    };
    help.to_owned()
}

/// Something that an up dropped or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    object: Identity,
    /// What makes it again as it was, where that is a line.
    statement: Option<String>,
    /// Whether it is still there, and another.
    is_changed: bool,
}

/// What is in one catalog and not in another, or is another there.
pub(in crate::checks) fn touched(before: &Catalog, after: &Catalog) -> Vec<Touched> {
    let objects = before.objects.iter();
    let touched = objects.filter(|(object, facts)| after.objects.get(*object) != Some(*facts));
    touched
        .map(|(object, facts)| Touched {
            object: Identity::clone(object),
            statement: create::create(object, facts, Holder::of(object, [before, after])),
            is_changed: after.objects.contains_key(object),
        })
        .collect()
}

/// What to do about something that is missing after a down, by what the up did to it.
pub(in crate::checks) fn missing(difference: &Difference, touched: &[Touched]) -> Option<String> {
    if difference.change != Change::Missing {
        return None;
    }
    let mut by_up = touched.iter().filter(|it| it.object == difference.object);
    let Some(Touched {
        statement,
        is_changed,
        ..
    }) = by_up.next()
    else {
        return Some("the up leaves it and the down removes it: leave it there".to_owned());
    };
    Some(match (statement, is_changed) {
        (Some(statement), false) => format!("the up drops it: in the down, add {statement}"),
        (None, false) => "the up drops it: make it again in the down, as it was".to_owned(),
        (Some(statement), true) => {
            format!("the up changes it and the down removes it: after that, add {statement}")
        }
        (None, true) => {
            "the up changes it and the down removes it: let the down change it back instead"
                .to_owned()
        }
    })
}

/// The same of two objects, of which one is missing and the other left over, where the one looks like the other with
/// another name: two columns of one table, of which whoever drops the one and adds the other destroys what it holds, or
/// what PostgreSQL has numbered because the first name was taken.
pub(in crate::checks) fn renamed(missing: &Difference, leftover: &Difference) -> Option<String> {
    let kind = missing.object.kind.as_str();
    let are_meant = (missing.change, leftover.change) == (Change::Missing, Change::Leftover)
        && kind == leftover.object.kind;
    let (table, old) = split(&missing.object.name)?;
    let (of, new) = split(&leftover.object.name)?;
    if !are_meant || table != of {
        return None;
    }
    if kind == "column" {
        return Some(format!(
            "if the up renamed it, add {} RENAME {} {new} TO {old}; to drop and add it would lose what it holds",
            names::alter(missing.holder, table),
            names::column(missing.holder)
        ));
    }
    let bare = |name: &str| {
        name.trim_matches('"')
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    if bare(old) != bare(new) {
        return None;
    }
    let statement = match kind {
        "constraint" => {
            let alter = names::alter(missing.holder, table);
            format!("{alter} RENAME CONSTRAINT {new} TO {old}")
        }
        "index" | "sequence" | "table" | "view" | "materialized_view" => {
            let word = names::statement_word(kind)?;
            format!("ALTER {word} {} RENAME TO {old}", leftover.object.name)
        }
        _ => return None,
    };
    Some(format!(
        "it is back under another name: give it the earlier one where the down makes it, or add {statement}"
    ))
}

#[cfg(test)]
mod tests {
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
}
