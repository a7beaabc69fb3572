//! What can be set: a flag wins over a variable, a variable over `pgconform.toml`, and nothing that is set is
//! silently ignored.

mod apart;
mod file;
mod found;
mod precedence;
mod schema;
mod sources;
mod variables;

use std::path::Path;

use pgconform::settings::{ConfigFile, Environment, Error, Flags, Settings};

/// The settings of a file with this text and of these variables.
fn settings(text: &str, variables: &[(&str, &str)]) -> Result<Settings, Error> {
    let file = ConfigFile::parse(Path::new("project/pgconform.toml"), text)?;
    let environment = variables.iter().copied().collect();
    Settings::resolve(Flags::default(), environment, Some(file))
}

/// The settings of these variables.
fn of_variables(variables: &[(&str, &str)]) -> Result<Settings, Error> {
    Settings::from_environment(variables.iter().copied().collect::<Environment>())
}

/// The error of what cannot be.
fn error<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => panic!("it is taken"),
        Err(error) => error.to_string(),
    }
}
