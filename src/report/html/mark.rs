//! The verdict on a migration, as one word, one symbol and one colour.

use crate::findings::{Findings, Phase, Standing, Step};

/// The worst that is known of a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Something fails.
    Fails,
    /// Something is to be fixed that does not fail today.
    Known,
    /// It was not reached.
    Unreached,
    /// Only notes.
    Noted,
    /// Nothing, or what is meant.
    Sound,
}

impl Mark {
    /// All of them, in the order of the page.
    pub(super) const ALL: [Self; 5] = [
        Self::Fails,
        Self::Known,
        Self::Unreached,
        Self::Noted,
        Self::Sound,
    ];

    pub(super) fn of(findings: &Findings, step: &Step) -> Self {
        let has = |is: fn(Standing) -> bool| {
            let mut found = findings.of(Some(&step.version));
            found.any(|it| is(it.standing))
        };
        if has(Standing::fails) {
            Self::Fails
        } else if has(Standing::is_fault) {
            Self::Known
        } else if step.reached == Phase::Unreached {
            Self::Unreached
        } else if has(|it| it == Standing::Note) {
            Self::Noted
        } else {
            Self::Sound
        }
    }

    /// Its class in the style.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Fails => "fails",
            Self::Known => "known",
            Self::Unreached => "unreached",
            Self::Noted => "noted",
            Self::Sound => "sound",
        }
    }

    /// Its sign, so that nobody has to tell colours apart.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Fails => "✕",
            Self::Known => "!",
            Self::Unreached => "–",
            Self::Noted => "i",
            Self::Sound => "✓",
        }
    }

    /// What it says of a number of migrations.
    pub(super) fn words(self, findings: &Findings) -> &'static str {
        match self {
            Self::Fails => "fail",
            Self::Known => "known",
            Self::Unreached => "not reached",
            Self::Noted => "with notes",
            Self::Sound => findings.scope.sound,
        }
    }

    /// What it says of this migration.
    pub(super) fn verdict(self, findings: &Findings, step: &Step) -> String {
        let worst = || {
            let found = findings.of(Some(&step.version));
            let faults = found.filter(|it| match self {
                Self::Fails => it.standing.fails(),
                Self::Known | Self::Unreached | Self::Noted | Self::Sound => it.standing.is_fault(),
            });
            faults
                .min_by_key(|it| it.kind)
                .map_or("", |it| it.kind.title())
        };
        match self {
            Self::Fails => worst().to_owned(),
            Self::Known => format!("{} (known)", worst()),
            Self::Unreached => "not reached".to_owned(),
            Self::Noted | Self::Sound if step.irreversible.is_some() => {
                "declared irreversible".to_owned()
            }
            Self::Noted | Self::Sound => findings.scope.sound.to_owned(),
        }
    }
}
