//! From a column of a kind's query to a fact's value.

use serde_json::Value;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

/// The value in column `at`; `None` for null and for an empty list, which say nothing.
///
/// # Panics
///
/// When the column has a type that no fact has: the kind's file then lacks a cast to text.
pub(super) fn value(row: &Row, at: usize) -> Option<Value> {
    let column = &row.columns()[at];
    match *column.type_() {
        Type::BOOL => row.get::<_, Option<bool>>(at).map(Value::from),
        Type::CHAR => {
            let letter: Option<i8> = row.get(at);
            letter.map(|letter| char::from(letter.cast_unsigned()).to_string().into())
        }
        Type::INT2 => row.get::<_, Option<i16>>(at).map(Value::from),
        Type::INT4 => row.get::<_, Option<i32>>(at).map(Value::from),
        Type::INT8 => row.get::<_, Option<i64>>(at).map(Value::from),
        Type::TEXT | Type::NAME | Type::VARCHAR => {
            row.get::<_, Option<String>>(at).map(Value::from)
        }
        Type::INT4_ARRAY => list(row.get::<_, Option<Vec<i32>>>(at)),
        Type::TEXT_ARRAY | Type::NAME_ARRAY => list(row.get::<_, Option<Vec<String>>>(at)),
        Type::JSONB => row.get(at),
        ref other => unreachable!(
            "the fact '{}' is of type {other}: its kind's file should cast it",
            column.name()
        ),
    }
}

fn list<T: Into<Value>>(items: Option<Vec<T>>) -> Option<Value> {
    items.filter(|items| !items.is_empty()).map(Value::from)
}
