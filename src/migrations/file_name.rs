//! Parses the name of a migration file.

use super::{Direction, Version};

/// The parts of `V<version>__<name>.sql` or `V<version>__<name>.down.sql`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The number after the `V`.
    pub version: Version,
    /// The words after the two underscores.
    pub name: String,
    /// Whether it is an up or a down.
    pub direction: Direction,
}

impl FileName {
    /// Reads a file's name; `None` where it has not the form that both pgconform and refinery
    /// understand.
    ///
    /// refinery takes an up by `^([U|V])(\d+(?:\.\d+)?)__(\w+)\.sql$` and skips whatever else
    /// there is without a word. `U` ("unversioned") and fractions are left out on purpose: the
    /// first has no place in the order, the second does not fit the history table.
    #[must_use]
    pub fn parse(file_name: &str) -> Option<Self> {
        let stem = file_name.strip_suffix(".sql")?;
        let (stem, direction) = match stem.strip_suffix(".down") {
            Some(stem) => (stem, Direction::Down),
            None => (stem, Direction::Up),
        };
        let (version, name) = stem.strip_prefix('V')?.split_once("__")?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(is_word) {
            return None;
        }
        Some(Self {
            version: version.parse().ok()?,
            name: name.to_owned(),
            direction,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_up_and_a_down_differ_in_direction_only() {
        let up = FileName::parse("V0001__create_users.sql").expect("an up");
        let down = FileName::parse("V0001__create_users.down.sql").expect("a down");
        assert_eq!(up.direction, Direction::Up);
        assert_eq!(
            FileName {
                direction: Direction::Down,
                ..up
            },
            down
        );
    }

    #[test]
    fn any_other_name_is_not_understood() {
        for name in [
            "create_users.sql",
            "V1_create_users.sql",
            "V__create_users.sql",
            "V1__.sql",
            "V1__create users.sql",
            "V1__create-users.sql",
            "V1__create_users.SQL",
            "V1__create_users.sql.bak",
            "V1__create_users.up.sql",
            "v1__create_users.sql",
            "U1__create_users.sql",
            "V1.5__create_users.sql",
            "1_create_users.up.sql",
        ] {
            assert_eq!(FileName::parse(name), None, "{name} was understood");
        }
    }
}
