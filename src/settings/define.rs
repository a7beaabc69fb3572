//! The macro that turns the table of settings into types.

use serde::Serialize;

use super::{Environment, Error, Origin, SettingType, Value};

/// Variables by their present names and by those that they had, which are understood until 1.0.
pub(super) const FORMER: [(&str, &str); 1] = [("PGCONFORM_SERVER", "PGCONFORM_POSTGRES")];

/// One setting: how it is called in each place where it can be set, and what it is.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its key in `pgconform.toml`; `None` for what a repository cannot decide for the machine of whoever checks it out.
    pub key: Option<&'static str>,
    /// Its variable.
    pub variable: Option<&'static str>,
    /// Its flag, as `--rows`.
    pub flag: Option<&'static str>,
    /// What it is, for people.
    pub what: &'static str,
    /// What holds where nothing is set: a value, or words about it.
    pub default: &'static str,
    /// Its JSON schema.
    pub(super) schema: fn() -> serde_json::Value,
}

/// A setting as it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its key, else its variable, else its flag.
    pub name: &'static str,
    /// Its value as a person would write it; `None` where nothing is set and no value is the default.
    pub value: Option<String>,
    /// Who says so.
    pub origin: Origin,
}

impl Row {
    /// Its key, else its variable, else its flag.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.key.or(self.variable).or(self.flag).unwrap_or_default()
    }

    /// Its default, where an empty list is shown as `none`.
    #[must_use]
    pub fn default_shown(&self) -> &'static str {
        if self.default.is_empty() {
            "none"
        } else {
            self.default
        }
    }

    /// What its variable says, where it is set.
    pub(super) fn in_environment<T: SettingType>(
        &self,
        environment: &Environment,
    ) -> Result<Option<Value<T>>, Error> {
        let Some(variable) = self.variable else {
            return Ok(None);
        };
        let former = FORMER.iter().find(|(name, _)| *name == variable);
        let names = [Some(variable), former.map(|(_, former)| *former)];
        let mut said = names
            .into_iter()
            .flatten()
            .filter_map(|name| Some((name, environment.non_empty(name)?)));
        let Some((variable, text)) = said.next() else {
            return Ok(None);
        };
        let origin = Origin::Variable(variable);
        match T::from_text(text) {
            Some(value) => Ok(Some(Value { value, origin })),
            None if former.is_some_and(|(_, former)| *former == variable) => {
                let text = text.to_string_lossy();
                let help = format!(
                    "its name is {} now; set a major version with PGCONFORM_POSTGRES_MAJOR",
                    self.variable.unwrap_or_default()
                );
                Err(Error::value(
                    &origin,
                    variable,
                    &text,
                    &T::expected(),
                    Some(help),
                ))
            }
            None => Err(Error::unfit::<T>(
                &origin,
                variable,
                &text.to_string_lossy(),
            )),
        }
    }

    /// What its flag says.
    pub(super) fn flagged<T>(&self, value: Option<T>) -> Option<Value<T>> {
        let origin = Origin::Flag(self.flag.unwrap_or_default());
        value.map(|value| Value { value, origin })
    }

    /// What holds where nothing is set.
    pub(super) fn default_value<T: SettingType>(&self) -> Value<T> {
        let value = T::from_text(self.default.as_ref());
        Value {
            value: value.expect("a default is a value of its setting"),
            origin: Origin::Default,
        }
    }

    pub(super) fn entry<T: SettingType>(&self, value: Option<&Value<T>>) -> Entry {
        Entry {
            name: self.name(),
            value: value.map(|it| it.value.to_text()),
            origin: value.map_or(Origin::Default, |it| it.origin.clone()),
        }
    }
}

/// Makes the types of the settings out of their table. A line of it is: what the setting is; its field and type; its key, its
/// variable and its flag; and its `default`, or words about what is done `unless` it is set.
macro_rules! settings {
    ($(
        $(#[doc = $what:literal])+
        $field:ident: $type:ty, $key:expr, $variable:expr, $flag:expr, $how:ident $default:literal;
    )+) => {
        /// Every setting, in the order in which people are shown them.
        pub const TABLE: &[Row] = &[$(Row {
            key: $key,
            variable: $variable,
            flag: $flag,
            what: concat!($($what),+).trim_ascii(),
            default: $default,
            schema: <$type>::schema,
        }),+];

        /// What the command line says; `None` for what it does not say.
        #[derive(Debug, Clone, Default)]
        pub struct Flags {
            $($(#[doc = $what])+ pub $field: Option<$type>,)+
        }

        /// The settings that are in force.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Settings {
            $($(#[doc = $what])+ pub $field: settings!(@type $how $type),)+
            /// Findings that do not fail, each with its reason
            pub acknowledge: Vec<Acknowledgement>,
            /// How files are laid out that no known layout fits
            pub custom_layout: Option<CustomLayout>,
            environment: Environment,
            file: Option<PathBuf>,
        }

        /// What one source says.
        #[derive(Debug, Clone, Default)]
        pub(super) struct Layer {
            $($field: Option<Value<$type>>,)+
        }

        impl Layer {
            fn of_flags(flags: Flags) -> Self {
                let mut rows = TABLE.iter();
                Self { $($field: settings!(@row rows).flagged(flags.$field),)+ }
            }

            fn of_environment(environment: &Environment) -> Result<Self, Error> {
                let mut rows = TABLE.iter();
                Ok(Self { $($field: settings!(@row rows).in_environment(environment)?,)+ })
            }

            pub(super) fn of_file(document: &Document<'_>) -> Result<Self, Error> {
                let mut rows = TABLE.iter();
                Ok(Self { $($field: document.value_of(settings!(@row rows))?,)+ })
            }
        }

        impl Settings {
            /// Those of the first that says something: flags, variables, the file, the table's defaults.
            pub fn resolve(
                flags: Flags,
                environment: Environment,
                file: Option<ConfigFile>,
            ) -> Result<Self, Error> {
                let flags = Layer::of_flags(flags);
                let variables = Layer::of_environment(&environment)?;
                let path = file.as_ref().map(|file| file.path().to_owned());
                let (of_file, acknowledge, custom_layout) = file.map(ConfigFile::into_parts).unwrap_or_default();
                let meant = of_file.migrations.clone();
                let mut rows = TABLE.iter();
                let settings = Self {
                    $($field: {
                        let row = settings!(@row rows);
                        let said = flags.$field.or(variables.$field).or(of_file.$field);
                        settings!(@settle $how said, row)
                    },)+
                    acknowledge,
                    custom_layout,
                    environment,
                    file: path,
                };
                let mut rows = TABLE.iter();
                let row = rows.find(|row| row.key == Some("migrations"));
                let default = || row.expect("the table has the key").default_value();
                let meant = meant.unwrap_or_else(default).value;
                let folder = &settings.migrations.value;
                let acknowledge = acknowledgement::meant_for(settings.acknowledge, folder, &meant);
                Ok(Self { acknowledge, ..settings })
            }

            /// Each with its value and where that comes from, in the table's order.
            #[must_use]
            pub fn entries(&self) -> Vec<Entry> {
                let mut rows = TABLE.iter();
                vec![$({
                    let value: Option<&Value<$type>> = settings!(@said $how &self.$field);
                    settings!(@row rows).entry(value)
                }),+]
            }
        }
    };
    (@type default $type:ty) => { Value<$type> };
    (@type unless $type:ty) => { Option<Value<$type>> };
    (@settle default $said:expr, $row:expr) => { $said.unwrap_or_else(|| $row.default_value()) };
    (@settle unless $said:expr, $row:expr) => {{ let _ = $row; $said }};
    (@said default $value:expr) => { Some($value) };
    (@said unless $value:expr) => { ($value).as_ref() };
    (@row $rows:ident) => { $rows.next().expect("the table has a row for each field") };
}
pub(super) use settings;
