//! Findings made by hand, one of each standing, and names that nobody would choose.

use std::path::{Path, PathBuf};

use pgconform::findings::{
    Draft, Drafts, Evidence, Findings, FoundOn, Kind, Migration, Phase, Place, Policy, Scope,
    Standing, Step, Whole,
};
use pgconform::report::Folders;

/// Where every report is made.
pub const FOLDERS: fn() -> Folders<'static> = || Folders {
    current: Path::new("/srv/shop"),
    migrations: Path::new("/srv/shop/db"),
};

/// Text that acts wherever it is not escaped.
pub const HOSTILE: &str = "</script><script>alert(1)</script> \"'><img src=x onerror=alert(2)> @all #1 | `x` ``` \u{202e}nimda";

pub fn step(version: &str, name: &str) -> Step {
    Step {
        version: version.to_owned(),
        name: name.to_owned(),
        file: format!("V{version}.sql"),
        reached: Phase::Compared,
        irreversible: None,
        up_ms: Some(1.5),
        down_ms: Some(0.5),
        on_majors: Vec::new(),
    }
}

pub fn draft(kind: Kind, of: Option<&Step>, what: &str) -> Draft {
    let migration = of.map(|step| Migration {
        version: step.version.clone(),
        name: step.name.clone(),
    });
    let mut draft = Draft::new(kind, migration, what.to_owned());
    draft.place = of.map(|step| Place {
        file: step.file.clone(),
        path: PathBuf::from("/srv/shop/db").join(&step.file),
        line: Some(2),
        column: Some(3),
    });
    draft
}

/// What a check found that looked at these steps.
pub fn found(steps: Vec<Step>, drafts: Vec<Draft>) -> Findings {
    let mut all = Drafts::of("verify-rollback");
    for draft in drafts {
        all.add(draft);
    }
    let scope = Scope {
        claim: format!("{} migrations proved on PostgreSQL 16.14", steps.len()),
        server: "PostgreSQL 16.14".to_owned(),
        sound: "reversible",
        kinds: Kind::ALL.into(),
        all: steps.iter().map(|step| step.version.clone()).collect(),
        steps,
        whole: Some(Whole {
            name: "full_trip",
            title: "head to base to head".to_owned(),
            at_fault: "the full trip is at fault".to_owned(),
            reached: Phase::Compared,
            remark: None,
        }),
    };
    Findings::new("verify-rollback", all.end(), scope, Vec::new()).under(&Policy::default())
}

/// One finding of each standing.
pub fn of_each_standing() -> Findings {
    let steps = vec![step("1", "create_notes"), step("2", "add_mood")];
    let mut acknowledged = draft(Kind::LostBefore, Some(&steps[0]), "rows of notes are lost");
    acknowledged.acknowledged_by = Some("loses notes".to_owned());
    let mut failed = draft(
        Kind::DownFailed,
        Some(&steps[1]),
        "the down fails: no such type",
    );
    failed.evidence = Evidence::Words("V2.sql, line 2: no such type".to_owned());
    failed.help = Some("drop the type last".to_owned());
    let drafts = vec![
        acknowledged,
        draft(Kind::Forgets, Some(&steps[0]), "rows of notes go with it"),
        failed,
        draft(Kind::Differs, Some(&steps[1]), "a known difference"),
        draft(Kind::ColumnOrder, Some(&steps[1]), "an allowed difference"),
        draft(Kind::FullTripDiffers, None, "the trip leaves an index"),
    ];
    let mut findings = found(steps, drafts);
    for finding in &mut findings.items {
        match finding.kind {
            Kind::Differs => finding.standing = Standing::Known,
            Kind::ColumnOrder => finding.standing = Standing::Allowed,
            Kind::FullTripDiffers => finding.standing = Standing::Uncovered,
            _ => {}
        }
    }
    findings
}

/// Findings whose every word is hostile.
pub fn hostile() -> Findings {
    let steps = vec![step("1", HOSTILE)];
    let mut failed = draft(Kind::DownFailed, Some(&steps[0]), HOSTILE);
    failed.evidence = Evidence::Words(format!("```\n{HOSTILE}\n<!-- -->"));
    failed.help = Some(HOSTILE.to_owned());
    failed.object = Some(HOSTILE.to_owned());
    found(steps, vec![failed])
}

/// What was found on 14, which lacks what the second migration uses, and on 15.
pub fn of_two_majors() -> Findings {
    let on = |major: u32| {
        let mut steps = ["create_notes", "make_unique", "add_mood"].map(|name| step("", name));
        for (at, step) in steps.iter_mut().enumerate() {
            step.version = (at + 1).to_string();
        }
        let [create, unique, mood] = &mut steps;
        let drafts = if major == 14 {
            unique.reached = Phase::Up;
            mood.reached = Phase::Unreached;
            let lacks = "NULLS NOT DISTINCT is not there";
            vec![draft(Kind::NeedsNewerPostgres, Some(unique), lacks)]
        } else {
            vec![
                draft(Kind::Differs, Some(create), "notes has other privileges"),
                draft(Kind::Forgets, Some(mood), "the mood goes with it"),
            ]
        };
        FoundOn {
            major,
            findings: found(steps.to_vec(), drafts),
        }
    };
    let server = "PostgreSQL 14.23 and 15.18".to_owned();
    let claim = format!("3 migrations proved on {server}");
    Findings::merged(&[on(14), on(15)], claim, server, |_| false).under(&Policy::default())
}
