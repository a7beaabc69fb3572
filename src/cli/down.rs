//! `pgconform down`

use clap::Args;
use pgconform::migrations::{Direction, Target};

use super::moving::{self, Moving};
use super::{Answer, Context, Failure};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform down --to 12 --dry-run
  pgconform down --to base")]
pub struct Arguments {
    /// Target: a version, or base for nothing applied
    #[arg(long, value_name = "VERSION")]
    to: Target,
    #[command(flatten)]
    pub moving: Moving,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    moving::run(context, &arguments.moving, Direction::Down, arguments.to).await
}
