//! The smallest valid row of each table, and the rows that are one value away from it.

/// A row to insert: each column with the SQL expression of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    table: &'static str,
    values: &'static [(&'static str, &'static str)],
}

/// The smallest valid user.
pub const USER: Row = Row {
    table: "users",
    values: &[
        ("id", "'u1'"),
        ("email", "'ann@example.com'"),
        ("name", "'Ann'"),
    ],
};

/// A user who shares nothing with [`USER`] that must be unique.
pub const OTHER_USER: Row = Row {
    table: "users",
    values: &[
        ("id", "'u2'"),
        ("email", "'bob@example.com'"),
        ("name", "'Bob'"),
    ],
};

/// The smallest valid session, of [`USER`].
pub const SESSION: Row = Row {
    table: "sessions",
    values: &[
        ("id", "'s1'"),
        ("user_id", "'u1'"),
        ("expires_at", "'2030-01-01 00:00:00+00'"),
    ],
};

/// The smallest valid task, of [`USER`].
pub const TASK: Row = Row {
    table: "tasks",
    values: &[("user_id", "'u1'"), ("title", "'Write'")],
};

impl Row {
    /// Whose row it is.
    pub fn table(&self) -> &'static str {
        self.table
    }

    /// The INSERT of this row.
    pub fn insert(&self) -> String {
        self.insert_values(self.values)
    }

    /// The INSERT of this row with one value changed or added.
    pub fn insert_with(&self, column: &str, value: &str) -> String {
        let mut values = self.values.to_vec();
        match values.iter_mut().find(|(name, _)| *name == column) {
            Some(found) => found.1 = value,
            None => values.push((column, value)),
        }
        self.insert_values(&values)
    }

    /// The INSERT of this row with one column left out, so that its default is taken.
    pub fn insert_without(&self, column: &str) -> String {
        let mut values = self.values.to_vec();
        values.retain(|(name, _)| *name != column);
        assert_ne!(values.len(), self.values.len(), "{column} is not given");
        self.insert_values(&values)
    }

    fn insert_values(&self, values: &[(&str, &str)]) -> String {
        let (columns, values): (Vec<&str>, Vec<&str>) = values.iter().copied().unzip();
        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.table,
            columns.join(", "),
            values.join(", ")
        )
    }
}
