//! What a comparison leaves out: other people's schemas and tables, extensions, owners, privileges.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use globset::{Glob, GlobMatcher};
use serde_json::Value;

use super::portable::{is_of_owner, is_of_privileges, rename_in_privileges};
use crate::catalog::names::{bare, first_quoted, last};
use crate::catalog::{Catalog, Facts, Identity};
use crate::sql::identifier;

/// What is left out of both sides of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Ignored(Vec<Rule>);

#[derive(Debug, Clone)]
enum Rule {
    /// A schema and all that is in it.
    Schema(GlobMatcher),
    /// A table or view with all that belongs to it, by its name or by `schema.name`.
    Table(GlobMatcher),
    Extension(GlobMatcher),
    Owners,
    Privileges,
    /// A setting of the database: `search_path`.
    Setting(GlobMatcher),
}

/// What a rule may be, for an error.
const FORMS: &str = "expected schema:NAME, table:NAME, table:SCHEMA.NAME, extension:NAME, setting:NAME, owners or privileges, \
    where * in a name is any text";

impl FromStr for Rule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let glob = |pattern: &str| {
            let glob =
                Glob::new(pattern).map_err(|error| format!("not a pattern: {}", error.kind()));
            glob.map(|glob| glob.compile_matcher())
        };
        match text.split_once(':') {
            Some((_, "")) => Err(FORMS.to_owned()),
            Some(("schema", name)) => Ok(Self::Schema(glob(name)?)),
            Some(("table", name)) => Ok(Self::Table(glob(name)?)),
            Some(("extension", name)) => Ok(Self::Extension(glob(name)?)),
            Some(("setting", name)) => Ok(Self::Setting(glob(name)?)),
            None if text == "owners" => Ok(Self::Owners),
            None if text == "privileges" => Ok(Self::Privileges),
            _ => Err(FORMS.to_owned()),
        }
    }
}

impl Ignored {
    /// Reads the rules; an error is the first that is none, and why.
    pub fn parse<T: AsRef<str>>(rules: &[T]) -> Result<Self, (String, String)> {
        let read = |rule: &T| {
            let rule = rule.as_ref().trim();
            rule.parse().map_err(|why| (rule.to_owned(), why))
        };
        Ok(Self(rules.iter().map(read).collect::<Result<_, _>>()?))
    }

    /// Both catalogs without it.
    pub(super) fn leave_out(&self, catalogs: [Catalog; 2]) -> [Catalog; 2] {
        if self.0.is_empty() {
            return catalogs;
        }
        let relations: BTreeSet<String> =
            catalogs.iter().flat_map(|it| self.relations(it)).collect();
        catalogs.map(|catalog| {
            let objects = catalog.objects.into_iter().filter_map(|(identity, facts)| {
                if self.is_ignored(&identity, &facts, &relations) {
                    return None;
                }
                let (identity, facts) = (identity, self.kept(&facts));
                facts.map(|facts| (identity, facts))
            });
            Catalog {
                objects: objects.collect(),
            }
        })
    }

    /// The tables and views that are left out.
    fn relations(&self, catalog: &Catalog) -> Vec<String> {
        let relations = ["table", "view", "materialized_view"].into_iter();
        let names = relations.flat_map(|kind| catalog.of_kind(kind).map(|(name, _)| name));
        let is_meant = |name: &&str| {
            self.0.iter().any(|rule| match rule {
                Rule::Table(glob) => {
                    let table = last(name);
                    let qualified = format!("{}.{table}", bare(first_quoted(name)));
                    glob.is_match(table) || glob.is_match(qualified)
                }
                _ => false,
            })
        };
        names.filter(is_meant).map(str::to_owned).collect()
    }

    fn is_ignored(&self, identity: &Identity, facts: &Facts, relations: &BTreeSet<String>) -> bool {
        let Identity { kind, name } = identity;
        let named = |fact: &str| facts.get(fact).and_then(Value::as_str);
        let is_of_relation = |name: &str| {
            let is_part = |whole: &String| {
                name.strip_prefix(whole.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            relations.iter().any(is_part)
        };
        let is_of_ignored = || {
            let wholes = [Some(name.as_str()), named("table"), named("owned_by")];
            wholes.into_iter().flatten().any(is_of_relation)
        };
        self.0.iter().any(|rule| match rule {
            Rule::Schema(glob) => {
                let is_in = |schema: String| glob.is_match(bare(&schema));
                // An event trigger stands in no schema; its function does.
                let function = named("function").filter(|_| kind == "event_trigger");
                let of_function = function.map(|name| first_quoted(name).to_owned());
                schema_of(identity).is_some_and(is_in) || of_function.is_some_and(is_in)
            }
            Rule::Table(_) => is_of_ignored(),
            Rule::Extension(glob) => kind == "extension" && glob.is_match(bare(name)),
            Rule::Privileges => kind == "default_privilege" || kind == "system_privilege",
            Rule::Owners | Rule::Setting(_) => false,
        })
    }

    /// What is kept of the facts of an object; `None` where nothing was to tell of it but what is left out.
    fn kept(&self, facts: &Arc<Facts>) -> Option<Arc<Facts>> {
        let mut kept = Facts::clone(facts);
        for rule in &self.0 {
            match rule {
                Rule::Owners => without_owner(&mut kept),
                Rule::Privileges => kept.retain(|fact, _| !is_of_privileges(fact)),
                Rule::Setting(name) => without_setting(&mut kept, name),
                Rule::Schema(_) | Rule::Table(_) | Rule::Extension(_) => {}
            }
        }
        let was_told = kept.len() < facts.len();
        (!was_told || !kept.is_empty()).then(|| Arc::new(kept))
    }
}

/// An owner's own privileges name the owner as well.
fn without_owner(facts: &mut Facts) {
    let owners: Vec<String> = facts
        .iter()
        .filter(|(fact, _)| is_of_owner(fact))
        .filter_map(|(_, owner)| owner.as_str().map(str::to_owned))
        .collect();
    for name in owners {
        for written in [identifier(&name), name] {
            rename_in_privileges(facts, &written);
        }
    }
    facts.retain(|fact, _| !is_of_owner(fact));
}

fn without_setting(facts: &mut Facts, name: &GlobMatcher) {
    let Some(Value::Array(settings)) = facts.get_mut("settings") else {
        return;
    };
    let is_it = |text: &str| {
        text.split_once('=')
            .is_some_and(|(setting, _)| name.is_match(setting))
    };
    settings.retain(|setting| !setting.as_str().is_some_and(is_it));
    if settings.is_empty() {
        facts.remove("settings");
    }
}

/// The schema that an object stands in, or that it is; default privileges name theirs at the end.
fn schema_of(identity: &Identity) -> Option<String> {
    let Identity { kind, name } = identity;
    match kind.as_str() {
        "schema" => Some(name.clone()),
        "default_privilege" => name
            .rsplit_once(" in ")
            .map(|(_, schema)| schema.to_owned()),
        _ => {
            let schema = first_quoted(name);
            (schema != name).then(|| schema.to_owned())
        }
    }
}
