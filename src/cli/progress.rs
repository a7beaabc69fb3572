//! What is being done, while it is being done: on stderr, and on a terminal only.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use pgconform::connection::DatabaseUrl;
use tokio::time::sleep;

use super::common::Common;
use super::output;

/// Who has waited this long wants to know what for.
const SILENCE: Duration = Duration::from_secs(1);

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

/// Connects, and says on a terminal what is waited for where that takes a while.
pub async fn waiting<T>(
    common: &Common,
    url: &DatabaseUrl,
    connecting: impl Future<Output = T>,
) -> T {
    let mut connecting = std::pin::pin!(connecting);
    tokio::select! {
        session = &mut connecting => return session,
        () = sleep(SILENCE) => {}
    }
    if stderr().is_terminal() {
        let seconds = common.patience().0.as_secs();
        output::note(
            common,
            &format!("waiting for {url} to answer, up to {seconds} s (--wait)"),
        );
    }
    connecting.await
}
