//! What local throw-away servers may reach.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pgconform::migrations::Reach;
use pgconform::settings::{Confine, Flags};

#[derive(Args)]
pub struct Arguments {
    /// Whether local throw-away servers are confined to their own directories and to no TCP, and commands to TCP with their
    /// server (Linux)
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        env = "PGCONFORM_CONFINE",
        default_value_t = Wish::Auto,
        global = true
    )]
    confine: Wish,
    /// Folder that confined servers may read, a migration's seed data for instance; may be repeated
    #[arg(
        long,
        value_name = "DIR",
        env = "PGCONFORM_ALLOW_PATH",
        value_delimiter = ':',
        global = true
    )]
    allow_path: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wish {
    /// As far as the kernel can
    Auto,
    /// Fail where the kernel can't
    Required,
    /// Never
    Off,
}

impl Arguments {
    /// Which servers the commands of a tool reach by TCP.
    pub fn reach(&self) -> Reach {
        match self.confine {
            Wish::Auto | Wish::Required => Reach::OneServer,
            Wish::Off => Reach::Anywhere,
        }
    }

    pub fn flags(&self) -> Flags {
        let confine = match self.confine {
            Wish::Auto => Confine::Auto,
            Wish::Required => Confine::Required,
            Wish::Off => Confine::Off,
        };
        Flags {
            confine: Some(confine),
            allow_path: Some(self.allow_path.clone()),
            ..Flags::default()
        }
    }
}
