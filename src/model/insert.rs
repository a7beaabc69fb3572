//! INSERTs that leave missing values to the defaults of the database.

/// An INSERT in which the parameter of this number stays, or gives way to DEFAULT where there is
/// no value for it.
///
/// A NULL would be refused, and a default repeated here would one day not be the table's. The
/// statement must be sent with the types of its parameters: the server cannot guess that of one
/// which no longer occurs.
pub(super) fn or_default<T>(sql: &str, parameter: usize, value: Option<&T>) -> String {
    if value.is_some() {
        return sql.to_owned();
    }
    sql.replace(&format!("${parameter},"), "DEFAULT,")
        .replace(&format!("${parameter})"), "DEFAULT)")
}

#[cfg(test)]
mod tests {
    use super::or_default;

    #[test]
    fn only_the_parameter_without_a_value_gives_way() {
        let sql = "VALUES ($1, $2, $12, $22)";
        assert_eq!(or_default(sql, 2, Some(&())), sql);
        assert_eq!(
            or_default::<()>(sql, 2, None),
            "VALUES ($1, DEFAULT, $12, $22)"
        );
        assert_eq!(
            or_default::<()>(sql, 22, None),
            "VALUES ($1, $2, $12, DEFAULT)"
        );
    }
}
