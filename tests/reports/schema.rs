//! Catalogs made by hand.

use std::sync::Arc;

use pgconform::catalog::{Catalog, Identity};
use serde_json::{Value, json};

fn add(catalog: &mut Catalog, kind: &str, name: String, facts: Value) {
    let identity = Identity {
        kind: kind.to_owned(),
        name,
    };
    let facts = serde_json::from_value(facts).expect("an object");
    catalog.objects.insert(Arc::new(identity), Arc::new(facts));
}

fn add_table(catalog: &mut Catalog, name: &str, columns: &[&str], comment: &str) {
    let table = format!("public.{name}");
    let facts = json!({ "column_order": columns, "comment": comment });
    add(catalog, "table", table.clone(), facts);
    for (at, column) in columns.iter().enumerate() {
        let facts = json!({ "type": "bigint", "not_null": at < 2, "comment": comment });
        add(catalog, "column", format!("{table}.{column}"), facts);
    }
    let key =
        json!({ "type": "primary key", "columns": [columns[0]], "definition": "PRIMARY KEY (id)" });
    add(catalog, "constraint", format!("{table}.{name}_pkey"), key);
}

/// Tables in a tree of ten branches each, with a table that all point to.
pub fn of_tables(number: usize) -> Catalog {
    let mut catalog = Catalog::default();
    for at in 0..number {
        let columns = [
            "id",
            "parent_id",
            "tenant_id",
            "name",
            "email",
            "state",
            "amount",
            "note",
            "created_at",
            "updated_at",
        ];
        let name = format!("table_{at:03}");
        add_table(&mut catalog, &name, &columns, "What it is for.");
        for (column, to) in [("parent_id", at / 10), ("tenant_id", 0)] {
            let definition = format!("FOREIGN KEY ({column}) REFERENCES public.table_{to:03}(id)");
            let facts =
                json!({ "type": "foreign key", "columns": [column], "definition": definition });
            add(
                &mut catalog,
                "constraint",
                format!("public.{name}.{name}_{column}"),
                facts,
            );
        }
    }
    catalog
}

/// One table, all of whose words are this.
pub fn of_hostile_names(name: &str) -> Catalog {
    let mut catalog = Catalog::default();
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    add_table(&mut catalog, &quoted, &["id"], name);
    catalog
}
