//! Where `sqitch.conf` says that things stand.

use std::path::{Path, PathBuf};

use crate::migrations::Error;
use crate::migrations::folder::Folder;

/// Paths in the folder.
pub(super) struct Configuration {
    pub plan: PathBuf,
    pub deploy: PathBuf,
    pub revert: PathBuf,
    pub verify: PathBuf,
}

impl Configuration {
    pub fn read(folder: &Folder) -> Result<Self, Error> {
        let text = if folder.has("sqitch.conf") {
            folder.text("sqitch.conf")?
        } else {
            String::new()
        };
        let core = |name| core(&text, name).map(|path| within(&path));
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
        })
    }
}

/// A setting of the section `[core]`.
fn core(conf: &str, name: &str) -> Option<String> {
    let mut is_core = false;
    for line in conf.lines().map(str::trim) {
        if line.starts_with('[') {
            is_core = line == "[core]";
        }
        let setting = line
            .split_once('=')
            .filter(|(setting, _)| is_core && setting.trim() == name);
        if let Some((_, value)) = setting {
            return Some(value.trim().trim_matches('"').to_owned());
        }
    }
    None
}

/// The path without the dots that mean the folder itself.
fn within(path: &str) -> PathBuf {
    Path::new(path)
        .components()
        .filter(|part| part.as_os_str() != ".")
        .collect()
}
