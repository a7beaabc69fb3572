//! The options of every command that runs migrations on a throw-away server.

use clap::Args;
use pgconform::settings::Flags;

use super::{FolderArgs, MovementArgs, ServerArgs, ToolArgs};

#[derive(Args)]
pub struct ProofArgs {
    #[command(flatten)]
    pub folder: FolderArgs,
    #[command(flatten)]
    pub tool: ToolArgs,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    pub moving: MovementArgs,
}

impl ProofArgs {
    pub fn add_to(&self, flags: &mut Flags) {
        self.folder.add_to(flags);
        self.server.add_to(flags);
    }
}
