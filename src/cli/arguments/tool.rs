//! How migrations that are programs are listed and run.

use clap::Args;

#[derive(Args)]
#[command(next_help_heading = "Migrations that are programs")]
#[expect(clippy::struct_field_names, reason = "clap makes the options of them")]
pub struct ToolArgs {
    /// Command that lists the migrations, oldest first, one version per line
    #[arg(
        long,
        value_name = "COMMAND",
        requires = "up_command",
        conflicts_with = "layout"
    )]
    pub list_command: Option<String>,
    /// Command that applies the migration $VERSION to $DATABASE_URL, the only server it reaches by TCP (Linux 6.7)
    #[arg(long, value_name = "COMMAND", requires = "list_command")]
    pub up_command: Option<String>,
    /// Command that reverts the migration $VERSION, down to $TARGET (empty for base)
    #[arg(long, value_name = "COMMAND", requires = "list_command")]
    pub down_command: Option<String>,
}
