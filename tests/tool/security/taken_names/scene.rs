//! Places that everybody can write to, and what is planted there.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use nix::unistd::Uid;
use tempfile::TempDir;

use crate::security::other_user::OtherUser;
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// Places that everybody can write to, and a victim's folder with a file in it.
pub struct Scene {
    pub memory: TempDir,
    pub disk: TempDir,
    pub victim: TempDir,
}

impl Scene {
    pub fn new() -> Self {
        let open = |mode| {
            let builder = tempfile::Builder::new()
                .permissions(Permissions::from_mode(mode))
                .tempdir();
            let place = builder.expect("there is room for a folder");
            fs::set_permissions(place.path(), Permissions::from_mode(mode)).expect("it is ours");
            place
        };
        let scene = Self {
            memory: open(0o1777),
            disk: open(0o1777),
            victim: open(0o755),
        };
        fs::write(scene.file(), "precious").expect("there is room for a file");
        scene
    }

    pub fn file(&self) -> PathBuf {
        self.victim.path().join("file")
    }

    /// What root's base directory would be called.
    pub fn bases(&self) -> [PathBuf; 2] {
        [&self.memory, &self.disk].map(|place| {
            place
                .path()
                .join(format!("pgconform-{}", Uid::effective().as_raw()))
        })
    }

    /// Takes a snapshot, which needs a server, with these two places for it.
    pub fn run(&self) -> Ended {
        let folder = Folder::ours();
        Pgconform::new(folder.project(), &["snapshot", "--quiet"])
            .env("PGCONFORM_SERVER", "local")
            .env("PGCONFORM_TMP", self.memory.path())
            .env("TMPDIR", self.disk.path())
            .run()
    }

    pub fn is_untouched(&self) -> bool {
        fs::read_to_string(self.file()).is_ok_and(|text| text == "precious")
    }
}

pub fn planted_by_mallory(path: &Path) {
    let mallory = OtherUser::mallory();
    std::os::unix::fs::lchown(path, Some(mallory.uid()), None).expect("root may give it away");
}

pub fn directory_of_mallory(path: &Path) {
    fs::create_dir(path).expect("the name is free");
    fs::set_permissions(path, Permissions::from_mode(0o777)).expect("it is ours");
    planted_by_mallory(path);
}

pub fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is there");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.expect("it can be read");
        entry.file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}
