//! The throw-away servers that a command runs migrations on.

use std::sync::Once;

use pgconform::migrations::{CommandContext, Reach};
use pgconform::postgres::{self, Source};
use pgconform::runner;
use pgconform::settings::Confine;

use super::{Context, Failure, output};

/// Where they come from.
pub async fn source(context: &Context) -> Result<Source, Failure> {
    Ok(postgres::choose(&context.settings).await?)
}

/// What commands run in. Where the kernel lets them reach any server by TCP, a note says it.
pub fn commands(context: &Context) -> CommandContext {
    CommandContext {
        reach: reach(context),
        environment: context.settings.environment().clone(),
    }
}

fn reach(context: &Context) -> Reach {
    static NOTED: Once = Once::new();
    let reach = match context.settings.confine.value {
        Confine::Auto | Confine::Required => Reach::OneServer,
        Confine::Off => Reach::Anywhere,
    };
    if reach == Reach::OneServer && !runner::can_confine_commands() {
        let text = "this kernel cannot keep commands from other servers (Landlock, Linux 6.7): one that does not \
            connect to $DATABASE_URL reaches whatever it names";
        NOTED.call_once(|| output::note(context, text));
    }
    reach
}
