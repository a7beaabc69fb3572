//! The settings, and where each value comes from: a flag wins over a variable, a variable over `pgconform.toml`, and that
//! over the default.
//!
//! [`TABLE`] has every setting. [`Settings`] are plain values, so one process can have several: nothing above
//! this floor reads a variable of the environment by itself.

mod acknowledgement;
mod custom_layout;
mod define;
mod environment;
mod error;
mod file;
mod file_size;
mod majors;
mod origin;
mod others;
mod role_name;
mod schema;
mod set_up;
mod setting_type;
mod table;
mod unknown;
mod words;

pub use acknowledgement::Acknowledgement;
pub use custom_layout::{CustomHistory, CustomLayout, FileMessages, FileOrder};
pub use define::{Entry, Row};
pub use environment::Environment;
pub use error::Error;
pub use file::{ConfigFile, NAME};
pub use file_size::FileSize;
pub use majors::Majors;
pub use origin::{Origin, Place, Value};
pub use others::{OTHERS, Other};
pub use role_name::RoleName;
pub use schema::schema;
pub use set_up::{Preset, SetUp};
pub use setting_type::SettingType;
pub use table::{Flags, Settings, TABLE};
pub use unknown::unknown_variables;
pub use words::{Allow, Confine, Major, ServerSource};
