//! `pgconform down`

use clap::Args;
use pgconform::migrations::Direction;
use pgconform::migrations::Target;

use super::common::Common;
use super::moving::{self, Moving};
use super::{Answer, Failure};

#[derive(Args)]
pub struct Arguments {
    /// Where to: a version, or base for nothing applied
    #[arg(long, value_name = "VERSION")]
    to: Target,
    #[command(flatten)]
    moving: Moving,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    moving::run(common, &arguments.moving, Direction::Down, arguments.to).await
}
