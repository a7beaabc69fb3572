//! What is being done, while it is being done: on stderr, and on a terminal only.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use pgconform::connection::{DatabaseUrl, RetryFor};
use tokio::time::sleep;

use super::arguments::shown;
use super::{Context, log, output};

/// Who has waited this long wants to know what for.
const SILENCE: Duration = Duration::from_secs(1);

/// A bar over `steps` steps.
pub fn bar(context: &Context, steps: usize) -> ProgressBar {
    // A log has its own lines.
    let target = if context.quiet || log::is_on() {
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
    context: &Context,
    url: &DatabaseUrl,
    limit: RetryFor,
    connecting: impl Future<Output = T>,
) -> T {
    let mut connecting = std::pin::pin!(connecting);
    tokio::select! {
        session = &mut connecting => return session,
        () = sleep(SILENCE) => {}
    }
    if stderr().is_terminal() {
        let limit = shown(limit.0);
        output::note(
            context,
            &format!("waiting for {url} to answer, up to {limit} (--wait)"),
        );
    }
    connecting.await
}
