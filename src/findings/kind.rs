//! The kinds of findings, in one table: the row of a kind has everything about it.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Phase;

/// Whether a finding of a kind fails a run by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It fails.
    Fault,
    /// It does not: every such migration does this, or it may be intended.
    Note,
}

/// What a finding of a kind hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hides {
    /// Nothing.
    Nothing,
    /// What comes later in its migration, and the full trip.
    Rest,
    /// That, and every later migration.
    Later,
}

/// The directive by which a file declares a finding of a kind: `-- pgconform: refuses notes.title`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Directive {
    /// Data is lost.
    Loses,
    /// Rows are refused.
    Refuses,
    /// Tables must be empty.
    NeedsEmpty,
}

impl Directive {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Loses => "loses",
            Self::Refuses => "refuses",
            Self::NeedsEmpty => "needs-empty",
        }
    }
}

/// Makes the enum and its table of one list.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $word:literal, $title:literal, $says:literal, $phase:ident, $severity:ident, $hides:ident,
        $directive:expr, $former:expr, $help:expr;)*) => {
        /// What kind of thing a finding is, the worst first. Its word is stable: baselines hold it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Each of them, in the order of reports: the worst first.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            const fn row(self) -> Row {
                match self {
                    $(Self::$name => Row {
                        word: $word,
                        title: $title,
                        says: $says,
                        phase: Phase::$phase,
                        severity: Severity::$severity,
                        hides: Hides::$hides,
                        directive: $directive,
                        former: $former,
                        help: $help,
                    },)*
                }
            }
        }
    };
}

/// A row of the table.
struct Row {
    word: &'static str,
    title: &'static str,
    says: &'static str,
    phase: Phase,
    severity: Severity,
    hides: Hides,
    directive: Option<Directive>,
    former: &'static [&'static str],
    help: Option<&'static str>,
}

// word, title, what is said of a movement that failed so, phase in which all of it shows, default severity, what it
// hides, directive that declares it, words of earlier releases, help where a finding has none of its own.
kinds! {
    /// An up fails, also without generated rows.
    UpFailed: "up_failed", "up failed", "fails", Up, Fault, Later, None, &[], None;
    /// An up needs an extension that the throw-away server lacks.
    NeedsExtension: "needs_extension", "needs an extension", "needs an extension that this server lacks", Down, Fault, Later, None, &[], None;
    /// A movement needs a newer PostgreSQL than the throw-away server.
    NeedsNewerPostgres: "needs_newer_postgres", "needs a newer PostgreSQL", "needs a newer PostgreSQL than this one", Down, Fault, Later, None, &[], None;
    /// A movement needs privileges that its role lacks.
    NeedsSuperuser: "needs_superuser", "needs a superuser", "needs privileges that its role lacks", Down, Fault, Nothing, None, &[], None;
    /// A movement accesses what a confined server may not.
    Confined: "confined", "refused by confinement", "accesses what a confined server may not", Down, Fault, Later, None, &[], None;
    /// A movement was ended by its limit.
    Hangs: "hangs", "hangs", "does not end", Down, Fault, Later, None, &[],
        Some("find in pg_stat_activity what it waits for; if it only takes long, raise the limit that ended it");
    /// An up fails on every table that has a row.
    UpNeedsEmpty: "up_needs_empty", "up needs an empty table", "fails on any table that has a row", Up, Fault, Rest, Some(Directive::NeedsEmpty), &[],
        Some("let the up run on rows: give a new column a DEFAULT, or add it nullable, fill it, then SET NOT NULL");
    /// A migration has no down.
    NoDown: "no_down", "no down", "", Down, Fault, Rest, None, &[], None;
    /// A down fails, also without generated rows.
    DownFailed: "down_failed", "down failed", "fails", Down, Fault, Rest, None, &[], None;
    /// A down fails on rows that only the newer schema accepts.
    DownRefusesRows: "down_refuses_rows", "down refuses rows", "fails", Down, Fault, Nothing, Some(Directive::Refuses), &[], None;
    /// What a migration leaves in its session makes its tool's next statement fail.
    SessionLeftChanged: "session_left_changed", "session left changed", "leaves its session in a state in which its tool fails", UpAgain, Fault, Nothing, None, &[],
        Some("at the end of the file, reset what it sets for its session, with RESET ROLE or RESET search_path, and leave BEGIN and COMMIT to the tool");
    /// The tool cannot write its history after a movement.
    HistoryRefused: "history_refused", "history refused", "keeps its tool from writing the history", UpAgain, Fault, Nothing, None, &[],
        Some("let the tool write its history: the message says what refuses it; acknowledge it if that is intended");
    /// An up fails after its down.
    UpAgainFailed: "up_again_failed", "up failed after the down", "fails after the down", UpAgain, Fault, Rest, None, &[], None;
    /// One object or property of the catalog is not as it was.
    Differs: "differs", "differs", "", Compared, Fault, Nothing, None, &[], None;
    /// Data that stood before the up is not back after the down.
    LostBefore: "lost_before", "loses older data", "", Compared, Fault, Nothing, Some(Directive::Loses), &["undeclared_loss"], None;
    /// Data that came since, and that the older schema could have held, is gone after the down.
    LostSince: "lost_since", "loses newer data", "", Compared, Fault, Nothing, Some(Directive::Loses), &[], None;
    /// One declaration is false.
    StaleDeclaration: "stale_declaration", "stale declaration", "", Compared, Fault, Nothing, None, &[],
        Some("remove the declaration");
    /// One acknowledgement matches nothing.
    StaleAcknowledgement: "stale_acknowledgement", "stale acknowledgement", "", Compared, Fault, Nothing, None, &[],
        Some("remove the acknowledgement");
    /// The trip from head to base and back does not come to its end.
    FullTripFailed: "full_trip_failed", "full trip failed", "", Compared, Fault, Rest, None, &[], None;
    /// One object or row is not as it was after the trip, though no migration is at fault for it.
    FullTripDiffers: "full_trip_differs", "full trip differs", "", Compared, Fault, Nothing, None, &[], None;
    /// A live database lacks what its migrations make, or has more.
    Drift: "drift", "drift", "", Compared, Fault, Nothing, None, &[],
        Some("undo the change by hand, or make a migration of it");
    /// The same migrations make something else on another major version.
    UpgradeDiffers: "upgrade_differs", "differs after an upgrade", "", Compared, Fault, Nothing, None, &[],
        Some("let the migrations state what they mean, so that it is the same on both, or acknowledge it");
    /// The same columns are in another order.
    ColumnOrder: "column_order", "column order", "", Compared, Fault, Nothing, None, &[], None;
    /// Only comments, or white space in bodies, differ.
    Cosmetic: "cosmetic", "cosmetic", "", Compared, Note, Nothing, None, &[], None;
    /// An up fails on rows that the older schema accepts.
    UpRefusesRows: "up_refuses_rows", "up refuses rows", "fails", Up, Note, Nothing, Some(Directive::Refuses), &[], None;
    /// The tool will skip a migration on databases that have a later one.
    OutOfOrder: "out_of_order", "out of order", "", Up, Note, Nothing, None, &[],
        Some("generate it again, so that it is the newest, before anybody has applied it");
    /// Data that came since goes with the column or table that the up made.
    Forgets: "forgets", "forgets newer data", "", Compared, Note, Nothing, Some(Directive::Loses), &[], None;
    /// A migration is not applied to a live database yet.
    Pending: "pending", "pending", "", Compared, Note, Nothing, None, &[], None;
    /// A role may not read something of a live database.
    Unreadable: "unreadable", "unreadable", "", Compared, Note, Nothing, None, &[], Some("compare as a role that may read it");
}

impl Kind {
    /// Its word in text, in JSON and in ids.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.row().word
    }

    /// Its name in a table of verdicts.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.row().title
    }

    /// What is said of a movement that failed so: `the down` `does not end`; nothing where it is of no movement.
    #[must_use]
    pub const fn says(self) -> &'static str {
        self.row().says
    }

    /// How far a migration must be proved before all findings of this kind have shown.
    #[must_use]
    pub const fn phase(self) -> Phase {
        self.row().phase
    }

    /// Whether a finding of it fails by default.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.row().severity
    }

    /// What it hides.
    #[must_use]
    pub const fn hides(self) -> Hides {
        self.row().hides
    }

    /// The directive by which a file declares it.
    #[must_use]
    pub const fn directive(self) -> Option<Directive> {
        self.row().directive
    }

    /// What to do, where that is the same for all findings of the kind.
    #[must_use]
    pub const fn help(self) -> Option<&'static str> {
        self.row().help
    }

    /// The kind of this word, if there is one; the words of earlier releases are understood too.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let all = || Self::ALL.iter().copied();
        let by_word = all().find(|kind| kind.word() == word);
        by_word.or_else(|| all().find(|kind| kind.row().former.contains(&word)))
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::of_word(&word)
            .ok_or_else(|| D::Error::custom(format!("'{word}' is not a kind of finding")))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_word_is_of_one_kind() {
        let rows = Kind::ALL.iter().map(|kind| kind.row());
        let words: Vec<&str> = rows
            .flat_map(|row| [&[row.word], row.former].concat())
            .collect();
        let different: HashSet<&str> = words.iter().copied().collect();
        assert_eq!(different.len(), words.len());
        for kind in Kind::ALL {
            assert_eq!(Kind::of_word(kind.word()), Some(*kind));
        }
    }
}
