//! `pgconform up`

use clap::Args;
use pgconform::migrations::Direction;
use pgconform::migrations::Target;

use super::common::Common;
use super::moving::{self, Moving};
use super::{Answer, Failure};

#[derive(Args)]
pub struct Arguments {
    /// Where to: a version, or head
    #[arg(long, value_name = "VERSION", default_value = "head")]
    to: Target,
    #[command(flatten)]
    moving: Moving,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    moving::run(common, &arguments.moving, Direction::Up, arguments.to).await
}
