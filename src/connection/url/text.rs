//! The text of a URL: with the password for another program, without it for people.

use std::fmt;
use std::net::Ipv6Addr;

use tokio_postgres::config::Host;

use super::{DatabaseUrl, hosts};

impl DatabaseUrl {
    /// A URL with which another program connects, **password included**: for a child's
    /// environment, never for a message.
    #[must_use]
    pub fn reveal(&self) -> String {
        let password = self.config().get_password().map(|bytes| {
            let text = String::from_utf8_lossy(bytes);
            format!(":{}", percent_encode(&text))
        });
        self.render(&password.unwrap_or_default())
    }

    fn render(&self, password: &str) -> String {
        let hosts: Vec<String> = hosts(self.config())
            .map(|(host, port)| match host {
                Host::Tcp(name) if name.parse::<Ipv6Addr>().is_ok() => format!("[{name}]:{port}"),
                Host::Tcp(name) => format!("{}:{port}", percent_encode(&name)),
                #[cfg(unix)]
                Host::Unix(path) => format!("{}:{port}", percent_encode(&path.to_string_lossy())),
            })
            .collect();
        format!(
            "postgresql://{}{password}@{}/{}",
            percent_encode(self.user()),
            hosts.join(","),
            percent_encode(self.database())
        )
    }
}

pub(in crate::connection) fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(""))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}
