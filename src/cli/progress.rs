//! What is being done, while it is being done: on stderr, and on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::common::Common;

/// A bar over `steps` steps.
pub fn bar(common: &Common, steps: usize) -> ProgressBar {
    // A log has its own lines.
    let target = if common.quiet || common.log.is_some() {
        ProgressDrawTarget::hidden()
    } else {
        // indicatif draws nothing where stderr is no terminal.
        ProgressDrawTarget::stderr()
    };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
    ProgressBar::with_draw_target(Some(steps as u64), target)
        .with_style(style.expect("the template is well formed"))
}
