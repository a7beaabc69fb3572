//! libpq's parameters as a configuration of tokio-postgres.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{
    ChannelBinding, LoadBalanceHosts, SslNegotiation, TargetSessionAttrs,
};

use super::parameters::{MalformedUrl, Parameters};

/// All but how the connection is encrypted.
pub(super) fn config(parameters: &Parameters) -> Result<Config, MalformedUrl> {
    let mut config = Config::new();
    hosts(parameters, &mut config)?;
    config.user(parameters.get("user").unwrap_or("postgres"));
    if let Some(password) = parameters.get("password") {
        config.password(password);
    }
    if let Some(name) = parameters.get("dbname") {
        config.dbname(name);
    }
    if let Some(options) = parameters.get("options") {
        config.options(options);
    }
    let names = ["application_name", "fallback_application_name"];
    let name = names.into_iter().find_map(|name| parameters.get(name));
    config.application_name(name.unwrap_or("pgconform"));
    times(parameters, &mut config)?;
    choices(parameters, &mut config);
    Ok(config)
}

fn hosts(parameters: &Parameters, config: &mut Config) -> Result<(), MalformedUrl> {
    let (names, addresses) = (parameters.list("host"), parameters.list("hostaddr"));
    if names.is_empty() && addresses.is_empty() {
        let why = "it names no host";
        return Err(MalformedUrl::Malformed { why });
    }
    let count = names.len().max(addresses.len());
    let is_even = |list: &[&str]| list.is_empty() || list.len() == count;
    if !is_even(&names) || !is_even(&addresses) {
        return Err(MalformedUrl::Value {
            name: "hostaddr",
            allowed: "one address for each host",
        });
    }
    for name in &names {
        if name.is_empty() && addresses.is_empty() {
            let why = "it names no host";
            return Err(MalformedUrl::Malformed { why });
        }
        // A name that begins with a slash is taken for a socket's directory.
        config.host(*name);
    }
    for address in addresses {
        config.hostaddr(address.parse().map_err(|_| MalformedUrl::Value {
            name: "hostaddr",
            allowed: "an address of IPv4 or IPv6",
        })?);
    }
    let ports = parameters.list("port");
    if ports.len() > 1 && ports.len() != count {
        return Err(MalformedUrl::Value {
            name: "port",
            allowed: "one for all hosts, or one for each",
        });
    }
    for port in ports {
        config.port(match port {
            "" => 5432,
            port => port.parse().map_err(|_| MalformedUrl::Value {
                name: "port",
                allowed: "a number from 1 to 65535",
            })?,
        });
    }
    Ok(())
}

fn times(parameters: &Parameters, config: &mut Config) -> Result<(), MalformedUrl> {
    let number = |name: &'static str| {
        let value = parameters
            .get(name)
            .map(|value| value.trim().parse::<i32>());
        value.transpose().map_err(|_| MalformedUrl::Value {
            name,
            allowed: "a whole number",
        })
    };
    // None and less than none mean the system's own time everywhere.
    let time = |name, unit: fn(u64) -> Duration| {
        let value = number(name)?.and_then(|value| u64::try_from(value).ok());
        Ok::<_, MalformedUrl>(value.filter(|value| *value > 0).map(unit))
    };
    if let Some(time) = time("connect_timeout", Duration::from_secs)? {
        config.connect_timeout(time);
    }
    if let Some(time) = time("tcp_user_timeout", Duration::from_millis)? {
        config.tcp_user_timeout(time);
    }
    if let Some(value) = number("keepalives")? {
        config.keepalives(value != 0);
    }
    if let Some(time) = time("keepalives_idle", Duration::from_secs)? {
        config.keepalives_idle(time);
    }
    if let Some(time) = time("keepalives_interval", Duration::from_secs)? {
        config.keepalives_interval(time);
    }
    if let Some(count) = number("keepalives_count")?.and_then(|it| u32::try_from(it).ok()) {
        config.keepalives_retries(count);
    }
    Ok(())
}

fn choices(parameters: &Parameters, config: &mut Config) {
    config.channel_binding(match parameters.get("channel_binding") {
        Some("disable") => ChannelBinding::Disable,
        Some("require") => ChannelBinding::Require,
        _ => ChannelBinding::Prefer,
    });
    // A primary is what can be written to, and a standby what cannot.
    config.target_session_attrs(match parameters.get("target_session_attrs") {
        Some("read-write" | "primary") => TargetSessionAttrs::ReadWrite,
        Some("read-only" | "standby") => TargetSessionAttrs::ReadOnly,
        _ => TargetSessionAttrs::Any,
    });
    if parameters.get("load_balance_hosts") == Some("random") {
        config.load_balance_hosts(LoadBalanceHosts::Random);
    }
    if parameters.get("sslnegotiation") == Some("direct") {
        config.ssl_negotiation(SslNegotiation::Direct);
    }
}
