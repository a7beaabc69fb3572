//! Sqitch: `sqitch.plan` lists the changes; each has `deploy/x.sql`, `revert/x.sql` and perhaps
//! `verify/x.sql`, which psql runs.

mod configuration;
mod history;
mod plan;

use std::path::{Path, PathBuf};

use super::definition::{Detection, Layout};
use super::drafts::{Draft, in_order};
use crate::migrations::folder::Folder;
use crate::migrations::{Error, Migration, Script};
use configuration::Configuration;
use plan::PlannedChange;

pub(super) const LAYOUT: Layout = Layout {
    name: "sqitch",
    form: "sqitch.plan, with deploy/x.sql, revert/x.sql and perhaps verify/x.sql",
    reads: "sqitch.conf and sqitch.plan",
    history: history::RULES,
    no_down: |up| format!("write {}", up.replacen("deploy", "revert", 1)),
    checks_ups: true,
    detect,
    read,
};

fn detect(folder: &Folder) -> Detection {
    let has_plan = folder.ending("sqitch.plan").next().is_some() || folder.has("sqitch.conf");
    Detection::certain_if(has_plan)
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let configuration = Configuration::read(folder)?;
    let plan = &configuration.plan;
    if !folder.has(plan) {
        let why = "the plan is missing; sqitch.conf says where it is";
        return Err(Error::in_file(&folder.path(plan), None, why));
    }
    let changes = plan::parse(&folder.path(plan), &folder.text(plan)?)?;
    let drafts = changes.iter().enumerate().map(|(at, change)| {
        let files = Files {
            folder,
            configuration: &configuration,
            change,
            reworked_at: reworked_at(&changes, at),
        };
        files.draft()
    });
    let drafts: Result<Vec<Draft>, Error> = drafts.collect();
    drafts.map(in_order)
}

/// Where a later change has the same name: the tags between the two, in order.
fn reworked_at(changes: &[PlannedChange], at: usize) -> Vec<String> {
    let name = &changes[at].name;
    let later = changes[at + 1..]
        .iter()
        .position(|later| later.name == *name);
    let until = later.map_or(at, |later| at + 1 + later);
    let tags = changes[at..until].iter().flat_map(|change| &change.tags);
    tags.cloned().collect()
}

/// The scripts of one change.
struct Files<'a> {
    folder: &'a Folder,
    configuration: &'a Configuration,
    change: &'a PlannedChange,
    reworked_at: Vec<String>,
}

impl Files<'_> {
    fn draft(&self) -> Result<Draft, Error> {
        let configuration = self.configuration;
        let Some(up) = self.script(&configuration.deploy, "deploy")? else {
            let file = self.file(&configuration.deploy);
            let why = format!(
                "it names {}, which is missing\nhelp: restore the script, or remove the change",
                file.display()
            );
            let plan = self.folder.path(&configuration.plan);
            return Err(Error::in_file(&plan, Some(self.change.line), why));
        };
        Ok(Draft {
            id: self.change.id(),
            name: self.change.name.clone(),
            up,
            verify: self.script(&configuration.verify, "verify")?,
            down: self.script(&configuration.revert, "revert")?,
        })
    }

    fn script(&self, directory: &Path, verb: &str) -> Result<Option<Script>, Error> {
        let file = self.file(directory);
        if !self.folder.has(&file) {
            return Ok(None);
        }
        let text = self.folder.text(&file)?;
        let variables = self.configuration.variables(verb);
        Script::by_psql(&self.folder.path(&file), &text, &variables).map(Some)
    }

    /// The change's script; of one that was reworked later, the one that was set aside then.
    fn file(&self, directory: &Path) -> PathBuf {
        let name = &self.change.name;
        let deploy = &self.configuration.deploy;
        let aside = |tag: &String| format!("{name}@{tag}.sql");
        let chosen = self
            .reworked_at
            .iter()
            .find(|tag| self.folder.has(deploy.join(aside(tag))));
        match chosen.or(self.reworked_at.first()) {
            Some(tag) => directory.join(aside(tag)),
            None => directory.join(format!("{name}.sql")),
        }
    }
}
