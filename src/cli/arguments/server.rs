//! What a throw-away server contains at first, and what it may access.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use pgconform::settings::{self, Flags, Major, Majors, RoleName, SetUp, SettingType};

/// The words of settings come from their table.
#[derive(Args)]
#[command(next_help_heading = "Throw-away servers")]
pub struct ServerArgs {
    #[arg(long, value_enum, value_name = "SOURCE")]
    server: Option<Source>,
    #[arg(long, value_name = "MAJOR", value_parser = majors())]
    postgres: Option<Majors>,
    #[arg(long, value_name = "FILE", value_delimiter = ',', value_parser = set_up())]
    setup: Option<Vec<SetUp>>,
    #[arg(long = "as", value_name = "ROLE", value_parser = role())]
    as_role: Option<RoleName>,
    #[arg(long, value_name = "SCHEMA", value_delimiter = ',')]
    search_path: Option<Vec<String>>,
    #[arg(long, value_enum, value_name = "WHEN")]
    confine: Option<Confine>,
    #[arg(long, value_name = "DIR", value_delimiter = ':')]
    allow_path: Option<Vec<PathBuf>>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Source {
    /// Containers if available, else local
    Auto,
    /// Containers of Docker
    Container,
    /// PostgreSQL's programs on this machine, installed into the cache if need be
    Local,
}

#[derive(Clone, Copy, ValueEnum)]
enum Confine {
    /// As far as the kernel can
    Auto,
    /// Fail where the kernel can't
    Required,
    /// Never
    Off,
}

impl ServerArgs {
    pub fn add_to(&self, flags: &mut Flags) {
        flags.server = self.server.map(|source| match source {
            Source::Auto => settings::ServerSource::Auto,
            Source::Container => settings::ServerSource::Container,
            Source::Local => settings::ServerSource::Local,
        });
        flags.postgres.clone_from(&self.postgres);
        flags.setup.clone_from(&self.setup);
        flags.as_role.clone_from(&self.as_role);
        flags.search_path.clone_from(&self.search_path);
        flags.confine = self.confine.map(|confine| match confine {
            Confine::Auto => settings::Confine::Auto,
            Confine::Required => settings::Confine::Required,
            Confine::Off => settings::Confine::Off,
        });
        flags.allow_path.clone_from(&self.allow_path);
    }
}

fn majors() -> impl TypedValueParser<Value = Majors> {
    OsStringValueParser::new().try_map(|text| Majors::from_text(&text).ok_or_else(Majors::expected))
}

/// One of the supported major versions.
pub fn major() -> impl TypedValueParser<Value = Major> {
    OsStringValueParser::new().try_map(|text| Major::from_text(&text).ok_or_else(Major::expected))
}

fn role() -> impl TypedValueParser<Value = RoleName> {
    OsStringValueParser::new()
        .try_map(|text| RoleName::from_text(&text).ok_or_else(RoleName::expected))
}

fn set_up() -> impl TypedValueParser<Value = SetUp> {
    OsStringValueParser::new().try_map(|text| SetUp::from_text(&text).ok_or_else(SetUp::expected))
}
