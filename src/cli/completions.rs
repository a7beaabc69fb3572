//! `pgconform completions`

use clap::Args;
use clap_complete::{Shell, generate};

use super::{Answer, Failure, definition, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform completions bash >/etc/bash_completion.d/pgconform
  pgconform completions zsh >~/.zfunc/_pgconform
  pgconform completions fish >~/.config/fish/completions/pgconform.fish")]
pub struct Arguments {
    /// Shell that the script is for
    #[arg(value_enum)]
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let mut script = Vec::new();
    generate(
        arguments.shell,
        &mut definition::command(),
        "pgconform",
        &mut script,
    );
    output::plain(&String::from_utf8_lossy(&script))?;
    Ok(Answer::Holds)
}
