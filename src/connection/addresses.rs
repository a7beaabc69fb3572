//! The addresses of a target, each with its own configuration, so that each gets its share of the time.

use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use tokio::net::lookup_host;
use tokio::time::timeout;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, LoadBalanceHosts};

/// One place to connect to.
struct Place {
    /// The name that a certificate is checked against, or a socket's folder.
    host: Option<Host>,
    address: Option<IpAddr>,
    port: u16,
}

/// A configuration for each address of each host, in the order in which they are tried. All names are looked up within
/// `limit`.
pub(super) async fn each(config: &Config, limit: Duration) -> io::Result<Vec<Config>> {
    let mut places = places(config);
    let is_random = config.get_load_balance_hosts() == LoadBalanceHosts::Random;
    if is_random {
        shuffle(&mut places);
    }
    let started = Instant::now();
    let mut all = Vec::new();
    let mut failed = None;
    for place in places {
        let left = limit.saturating_sub(started.elapsed());
        match place.addresses(left).await {
            Ok(mut addresses) => {
                if is_random {
                    shuffle(&mut addresses);
                }
                let configs = addresses.into_iter().map(|it| place.config(config, it));
                all.extend(configs);
            }
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) if all.is_empty() => Err(error),
        _ => Ok(all),
    }
}

/// If no random numbers are available, the order stays.
fn shuffle<T>(all: &mut [T]) {
    all.sort_by_cached_key(|_| getrandom::u32().unwrap_or(0));
}

fn places(config: &Config) -> Vec<Place> {
    let (hosts, addresses) = (config.get_hosts(), config.get_hostaddrs());
    let ports = config.get_ports();
    let place = |at: usize| Place {
        host: hosts.get(at).cloned(),
        address: addresses.get(at).copied(),
        port: *ports.get(at).or_else(|| ports.first()).unwrap_or(&5432),
    };
    (0..hosts.len().max(addresses.len())).map(place).collect()
}

impl Place {
    /// `None` is a socket's folder.
    async fn addresses(&self, limit: Duration) -> io::Result<Vec<Option<IpAddr>>> {
        let name = match (&self.host, self.address) {
            (_, Some(address)) => return Ok(vec![Some(address)]),
            (Some(Host::Tcp(name)), None) => name,
            (Some(Host::Unix(_)) | None, None) => return Ok(vec![None]),
        };
        let late = |_| {
            let why = format!("the name {name} was not resolved within {limit:.1?}");
            io::Error::new(io::ErrorKind::TimedOut, why)
        };
        let found = timeout(limit, lookup_host((name.as_str(), self.port)));
        let found = found.await.map_err(late)??;
        Ok(found.map(|it| Some(it.ip())).collect())
    }

    /// `config` with this place alone.
    fn config(&self, config: &Config, address: Option<IpAddr>) -> Config {
        let mut one = Config::new();
        match &self.host {
            Some(Host::Tcp(name)) => _ = one.host(name),
            Some(Host::Unix(folder)) => _ = one.host_path(folder),
            None => {}
        }
        if let Some(address) = address {
            one.hostaddr(address);
        }
        one.port(self.port);
        if let Some(user) = config.get_user() {
            one.user(user);
        }
        if let Some(password) = config.get_password() {
            one.password(password);
        }
        if let Some(name) = config.get_dbname() {
            one.dbname(name);
        }
        if let Some(options) = config.get_options() {
            one.options(options);
        }
        if let Some(name) = config.get_application_name() {
            one.application_name(name);
        }
        if let Some(time) = config.get_connect_timeout() {
            one.connect_timeout(*time);
        }
        if let Some(time) = config.get_tcp_user_timeout() {
            one.tcp_user_timeout(*time);
        }
        if let Some(time) = config.get_keepalives_interval() {
            one.keepalives_interval(time);
        }
        if let Some(count) = config.get_keepalives_retries() {
            one.keepalives_retries(count);
        }
        one.keepalives(config.get_keepalives())
            .keepalives_idle(config.get_keepalives_idle())
            .ssl_mode(config.get_ssl_mode())
            .ssl_negotiation(config.get_ssl_negotiation())
            .target_session_attrs(config.get_target_session_attrs())
            .channel_binding(config.get_channel_binding());
        one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use tokio_postgres::config::{ChannelBinding, SslMode, SslNegotiation, TargetSessionAttrs};

    /// `Config` compares all that it holds, so that one more field of it is noticed here.
    #[tokio::test]
    async fn the_configuration_of_a_target_with_one_address_is_that_of_the_target() {
        let mut config = Config::new();
        config.host("db.example.org");
        config.hostaddr("192.0.2.7".parse().expect("it is an address"));
        config.port(6000).user("ann").password("p").dbname("shop");
        config.options("-c a=b").application_name("it");
        config.connect_timeout(Duration::from_secs(1));
        config.tcp_user_timeout(Duration::from_secs(2));
        config.keepalives(false).keepalives_retries(3);
        config.keepalives_idle(Duration::from_secs(4));
        config.keepalives_interval(Duration::from_secs(5));
        config.ssl_mode(SslMode::Require);
        config.ssl_negotiation(SslNegotiation::Direct);
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        config.channel_binding(ChannelBinding::Require);
        let all = each(&config, Duration::from_secs(1)).await;
        assert_eq!(all.expect("nothing is looked up"), [config]);
    }

    #[tokio::test]
    async fn each_address_of_each_host_is_tried_with_the_port_of_its_host() {
        let mut config = Config::new();
        config.host("127.0.0.1").host_path("/run/postgresql");
        config.host("127.0.0.2").port(6001).port(6002).port(6003);
        let all = each(&config, Duration::from_secs(1)).await;
        let all = all.expect("nothing but numbers is looked up");
        let ports: Vec<&[u16]> = all.iter().map(Config::get_ports).collect();
        assert_eq!(ports, [&[6001], &[6002], &[6003]]);
    }
}
