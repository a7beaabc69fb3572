//! The catalog of a database without what depends on its server.

use std::sync::Arc;

use serde_json::Value;
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::alike;
use crate::catalog::{self, Catalog, Facts, Identity};
use crate::checks::Error;
use crate::connection::read_once;
use crate::migrations::ToolHistory;

/// The catalog of a database, told apart from its server: whoever ran the migrations is called the
/// owner, and what belongs to the server, or to the migration tool, is left out.
pub async fn portable(client: &Client, history: &ToolHistory) -> Result<Catalog, Error> {
    let catalog = read(client, history).await?;
    apart(client, history, catalog).await
}

/// The same without what only the major version of the server makes, so that the same migrations make the same on each.
pub async fn snapshot(client: &Client, history: &ToolHistory) -> Result<Catalog, Error> {
    let mut catalog = read(client, history).await?;
    alike::without_server_defaults(client, &mut catalog).await?;
    apart(client, history, catalog).await
}

async fn read(client: &Client, history: &ToolHistory) -> Result<Catalog, Error> {
    let scope = catalog::Scope::Database;
    Ok(catalog::read_excluding(client, scope, &history.hidden).await?)
}

async fn apart(client: &Client, history: &ToolHistory, catalog: Catalog) -> Result<Catalog, Error> {
    let hidden = &history.hidden;
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(hidden, Type::TEXT_ARRAY)];
    let rows = read_once(client, include_str!("owner.sql"), &parameters).await?;
    let owners = rows.iter().map(|row| {
        Ok(Owner {
            name: row.try_get("name")?,
            in_privileges: row.try_get("in_privileges")?,
        })
    });
    let owners: Result<Vec<Owner>, tokio_postgres::Error> = owners.collect();
    let owners = owners?;
    let objects = catalog.objects.into_iter().map(|(identity, mut facts)| {
        let facts_of_it = Arc::make_mut(&mut facts);
        for owner in &owners {
            rename_owner(facts_of_it, owner);
        }
        (owners.iter().fold(identity, renamed), facts)
    });
    Ok(Catalog {
        objects: objects.collect(),
    })
}

/// The name that every owner of the schema gets; no role can have it.
const OWNER: &str = "the owner";

/// Whoever ran the migrations.
struct Owner {
    name: String,
    /// The same as privileges write it.
    in_privileges: String,
}

/// Whether a fact says who owns the object.
pub(super) fn is_of_owner(fact: &str) -> bool {
    fact.ends_with("owner")
}

/// Whether a fact is a list of privileges.
pub(super) fn is_of_privileges(fact: &str) -> bool {
    fact.ends_with("privileges")
}

/// Gives the owner's name to [`OWNER`] where a fact says who owns the object and who may do what with it; any other
/// fact, as the roles of a policy, means the role itself.
fn rename_owner(facts: &mut Facts, owner: &Owner) {
    for (fact, value) in &mut *facts {
        if is_of_owner(fact) && value.as_str() == Some(&owner.name) {
            *value = OWNER.into();
        }
    }
    rename_in_privileges(facts, &owner.in_privileges);
}

/// Gives a role's name to [`OWNER`] in lists of privileges.
pub(super) fn rename_in_privileges(facts: &mut Facts, owner: &str) {
    let lists = facts.iter_mut().filter(|(fact, _)| is_of_privileges(fact));
    for items in lists.filter_map(|(_, value)| value.as_array_mut()) {
        for item in &mut *items {
            rename(item, owner);
        }
        // They come in the order of their names, which the owner's may now change.
        items.sort_by_key(ToString::to_string);
    }
}

/// Default privileges and user mappings are named after a role: `tables of app in shop`, `far for app`.
fn renamed(identity: Arc<Identity>, Owner { name: owner, .. }: &Owner) -> Arc<Identity> {
    let (before, end) = match (identity.kind.as_str(), &identity.name) {
        ("default_privilege", name) => {
            let (role, schema) = match name.rfind(" in ") {
                Some(at) => name.split_at(at),
                None => (name.as_str(), ""),
            };
            (
                role.strip_suffix(&format!(" of {owner}"))
                    .map(|it| format!("{it} of")),
                schema,
            )
        }
        ("user_mapping", name) => {
            let server = name.strip_suffix(&format!(" for {owner}"));
            (server.map(|it| format!("{it} for")), "")
        }
        _ => (None, ""),
    };
    let Some(before) = before else {
        return identity;
    };
    Arc::new(Identity {
        kind: identity.kind.clone(),
        name: format!("{before} {OWNER}{end}"),
    })
}

/// Gives the owner's name in a privilege such as `owner=r/owner` to [`OWNER`].
fn rename(privilege: &mut Value, owner: &str) {
    let Value::String(text) = privilege else {
        return;
    };
    // One on a system column stands behind its name: `ctid: owner=r/owner`.
    let (column, rights) = match text.split_once(": ") {
        Some((column, rights)) => (format!("{column}: "), rights),
        None => (String::new(), text.as_str()),
    };
    let grantee = rights.strip_prefix(&format!("{owner}="));
    let rights = grantee.map_or_else(|| rights.to_owned(), |it| format!("{OWNER}={it}"));
    let grantor = rights.strip_suffix(&format!("/{owner}"));
    *text = column + &grantor.map_or_else(|| rights.clone(), |it| format!("{it}/{OWNER}"));
}
