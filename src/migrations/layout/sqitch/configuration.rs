//! The folders that `sqitch.conf` names.

use std::path::{Path, PathBuf};

use crate::migrations::Error;
use crate::migrations::folder::Folder;
use crate::migrations::psql::Variables;

/// Paths in the folder.
pub(super) struct Configuration {
    pub plan: PathBuf,
    pub deploy: PathBuf,
    pub revert: PathBuf,
    pub verify: PathBuf,
    text: String,
}

impl Configuration {
    pub fn read(folder: &Folder) -> Result<Self, Error> {
        let text = if folder.has("sqitch.conf") {
            folder.text("sqitch.conf")?
        } else {
            String::new()
        };
        let core = |name| setting(&text, "core", name).map(|path| within(&path));
        // A plan deeper in the folder stands where the project's top is.
        let found = folder
            .ending("sqitch.plan")
            .min_by_key(|file| file.components().count());
        let top = core("top_dir")
            .or_else(|| Some(found?.parent()?.to_owned()))
            .unwrap_or_default();
        let directory = |setting, name: &str| core(setting).unwrap_or_else(|| top.join(name));
        Ok(Self {
            plan: core("plan_file").unwrap_or_else(|| top.join("sqitch.plan")),
            deploy: directory("deploy_dir", "deploy"),
            revert: directory("revert_dir", "revert"),
            verify: directory("verify_dir", "verify"),
            text,
        })
    }

    /// The variables that Sqitch gives psql for one of its commands; what stands later in this list wins.
    pub fn variables(&self, command: &str) -> Variables {
        let value = |section: &str, name| setting(&self.text, section, name);
        let target = value("engine.pg", "target").or_else(|| value("core", "target"));
        let registry = value("engine.pg", "registry").or_else(|| value("core", "registry"));
        let registry = registry.unwrap_or_else(|| "sqitch".to_owned());
        let mut variables = Variables::from([("registry".to_owned(), registry)]);
        let target = target.map(|target| format!("target.{target}"));
        let sections = ["core", "deploy", command, "engine.pg"].into_iter();
        for section in sections.chain(target.as_deref()) {
            let section = format!("{section}.variables");
            let own = settings(&self.text).filter(|(found, ..)| *found == section);
            variables.extend(own.map(|(_, name, value)| (name, value)));
        }
        variables
    }
}

/// The settings of a file of Git's form: section, name and value. `[engine "pg"]` is the section `engine.pg`.
fn settings(conf: &str) -> impl Iterator<Item = (String, String, String)> {
    let mut section = String::new();
    conf.lines().map(str::trim).filter_map(move |line| {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.split(']').next().unwrap_or_default();
            section = header.replace(" \"", ".").replace('"', "");
            return None;
        }
        let (name, value) = line.split_once('=')?;
        let value = value.trim().trim_matches('"');
        Some((section.clone(), name.trim().to_owned(), value.to_owned()))
    })
}

fn setting(conf: &str, section: &str, name: &str) -> Option<String> {
    let mut settings = settings(conf);
    let found = settings.find(|(its, found, _)| its == section && found == name);
    found.map(|(_, _, value)| value)
}

/// The path without the dots that mean the folder itself.
fn within(path: &str) -> PathBuf {
    Path::new(path)
        .components()
        .filter(|part| part.as_os_str() != ".")
        .collect()
}
