//! `pgconform up`

use clap::Args;
use pgconform::migrations::{Direction, Target};

use super::moving::{self, Moving};
use super::{Answer, Context, Failure};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform up --dry-run
  pgconform up --to 12
  pgconform up --wait 1min --log json")]
pub struct Arguments {
    /// Target: a version, or head
    #[arg(long, value_name = "VERSION", default_value = "head")]
    to: Target,
    #[command(flatten)]
    pub moving: Moving,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    moving::run(context, &arguments.moving, Direction::Up, arguments.to).await
}
