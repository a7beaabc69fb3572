//! What may break a rule, each with its reason, and no longer than it does.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use super::{Violation, files, here, rules};

/// A violation that is meant.
pub(super) struct Exception {
    rule: &'static str,
    object: &'static str,
    reason: &'static str,
}

/// Every violation that is meant.
pub(super) const EXCEPTIONS: &[Exception] = &[
    Exception {
        rule: "constraints_are_named_by_us",
        object: "constraint users.idx_users_clerk_id",
        reason: "one of our source documents promises an index of this name, and the constraint has the only one",
    },
    Exception {
        rule: "constraints_are_named_by_us",
        object: "constraint users.idx_users_email",
        reason: "one of our source documents promises an index of this name, and the constraint has the only one",
    },
];

impl Exception {
    fn excuses(&self, violation: &Violation) -> bool {
        violation.rule == self.rule && violation.object == self.object
    }
}

/// The violations that no exception excuses, and the exceptions that excuse nothing.
pub(super) fn excuse(
    found: Vec<Violation>,
    exceptions: &[Exception],
) -> (Vec<Violation>, Vec<String>) {
    let idle = exceptions
        .iter()
        .filter(|exception| !found.iter().any(|violation| exception.excuses(violation)))
        .map(
            |Exception {
                 rule,
                 object,
                 reason,
             }| format!("{object} keeps {rule}, so it needs no exception ({reason})"),
        )
        .collect();
    let left = found
        .into_iter()
        .filter(|violation| {
            !exceptions
                .iter()
                .any(|exception| exception.excuses(violation))
        })
        .collect();
    (left, idle)
}

#[tokio::test]
async fn an_exception_that_is_no_longer_needed_is_taken_off_the_list() {
    let db = TestDb::head().await;
    let mut found = rules::violations(&db).await;
    found.extend(files::violations(&here("migrations")));
    let (_, idle) = excuse(found, EXCEPTIONS);
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn an_exception_excuses_its_own_object_from_its_own_rule() {
    let exceptions = [Exception {
        rule: "rule",
        object: "table todo",
        reason: "planted",
    }];
    let meant = Violation::new("rule", "table todo");
    let others = vec![
        Violation::new("another_rule", "table todo"),
        Violation::new("rule", "table todos"),
    ];
    let found = [vec![meant], others.clone()].concat();
    assert_eq!(excuse(found, &exceptions), (others.clone(), vec![]));
    assert_eq!(
        excuse(others.clone(), &exceptions),
        (
            others,
            vec!["table todo keeps rule, so it needs no exception (planted)".to_owned()]
        )
    );
}
