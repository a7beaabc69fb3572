//! Encryption of the connection, as libpq's parameters ask for it.

mod certificates;
mod verifier;
mod watched;

use std::path::PathBuf;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::{ClientConfig, SupportedProtocolVersion, version};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::parameters::{Environment, MalformedUrl, Parameters};
use verifier::Verifier;
pub(super) use watched::Watched;

/// What makes the connections.
pub(super) type Connector = MakeRustlsConnect;

/// What is asked of a connection before anything is said over it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tls {
    mode: Mode,
    roots: Roots,
    /// The client's certificate and its key.
    identity: Option<(PathBuf, PathBuf)>,
    /// Whether the server name is sent (SNI); a hosted server may need it.
    hides_name: bool,
    refuses_1_2: bool,
    refuses_1_3: bool,
}

/// libpq's `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    Disable,
    /// Encrypted only where the server insists.
    Allow,
    /// Encrypted where the server can, whoever it is.
    #[default]
    Prefer,
    /// Encrypted, whoever the server is.
    Require,
    /// Encrypted, with a server that our roots know.
    VerifyCa,
    /// The same, and of the name that was asked for.
    VerifyFull,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Roots {
    #[default]
    None,
    /// Those that this machine trusts.
    System,
    File(PathBuf),
}

impl Tls {
    pub fn of(parameters: &Parameters, environment: Environment<'_>) -> Result<Self, MalformedUrl> {
        // What stands in this folder is used without being asked for.
        let usual = |file: &str| {
            let path = PathBuf::from(environment("HOME")?)
                .join(".postgresql")
                .join(file);
            path.is_file().then_some(path)
        };
        let roots = match parameters.get("sslrootcert") {
            Some("system") => Roots::System,
            Some(path) => Roots::File(PathBuf::from(path)),
            None => usual("root.crt").map_or(Roots::None, Roots::File),
        };
        let refuses_1_3 = parameters.get("ssl_max_protocol_version") == Some("TLSv1.2");
        let refuses_1_2 = parameters.get("ssl_min_protocol_version") == Some("TLSv1.3");
        if refuses_1_2 && refuses_1_3 {
            return Err(MalformedUrl::Value {
                name: "ssl_min_protocol_version",
                allowed: "at most what ssl_max_protocol_version is",
            });
        }
        Ok(Self {
            mode: mode(parameters, &roots)?,
            identity: identity(parameters, usual)?,
            roots,
            hides_name: parameters.get("sslsni") == Some("0"),
            refuses_1_2,
            refuses_1_3,
        })
    }

    /// The modes to try, one after the other, while the server refuses the one before.
    pub fn modes(&self) -> &'static [SslMode] {
        match self.mode {
            Mode::Disable => &[SslMode::Disable],
            Mode::Allow => &[SslMode::Disable, SslMode::Require],
            Mode::Prefer => &[SslMode::Prefer, SslMode::Disable],
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => &[SslMode::Require],
        }
    }

    /// What makes the connections; an error says what is wrong with a file.
    pub fn connector(&self) -> Result<Connector, MalformedUrl> {
        let provider = Arc::new(ring::default_provider());
        let verifier = match self.mode {
            Mode::VerifyFull => Verifier::of_name(certificates::roots(&self.roots)?, &provider),
            Mode::VerifyCa => Verifier::of_chain(certificates::roots(&self.roots)?, &provider),
            _ => Verifier::of_nothing(&provider),
        };
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&self.versions())
            .expect("ring speaks TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let chain = certificates::chain(certificate)?;
                let unfit = |error: rustls::Error| MalformedUrl::File {
                    path: key.clone(),
                    why: format!("it is not the key of {}: {error}", certificate.display()),
                };
                builder
                    .with_client_auth_cert(chain, certificates::key(key)?)
                    .map_err(unfit)?
            }
        };
        config.enable_sni = !self.hides_name;
        Ok(MakeRustlsConnect::new(config))
    }

    fn versions(&self) -> Vec<&'static SupportedProtocolVersion> {
        let both = [
            (self.refuses_1_3, &version::TLS13),
            (self.refuses_1_2, &version::TLS12),
        ];
        let wanted = both.into_iter().filter(|(is_refused, _)| !is_refused);
        wanted.map(|(_, version)| version).collect()
    }
}

fn mode(parameters: &Parameters, roots: &Roots) -> Result<Mode, MalformedUrl> {
    let is_required = parameters.get("requiressl") == Some("1");
    let mode = match (parameters.get("sslmode"), roots) {
        (Some("disable"), _) => Mode::Disable,
        (Some("verify-full") | None, Roots::System) => Mode::VerifyFull,
        // The roots of this machine have signed for everybody, so a name must be asked for.
        (_, Roots::System) => {
            return Err(MalformedUrl::Value {
                name: "sslmode",
                allowed: "only verify-full or disable with sslrootcert=system",
            });
        }
        (Some("allow"), _) => Mode::Allow,
        (Some("require"), Roots::None) => Mode::Require,
        // As in libpq, roots that are there are asked.
        (Some("require" | "verify-ca"), _) => Mode::VerifyCa,
        (Some("verify-full"), _) => Mode::VerifyFull,
        (None, _) if is_required => Mode::Require,
        (_, _) => Mode::Prefer,
    };
    if matches!(mode, Mode::VerifyCa | Mode::VerifyFull) && *roots == Roots::None {
        return Err(MalformedUrl::Value {
            name: "sslmode",
            allowed: "verify-ca or verify-full only with roots: add sslrootcert=system for a hosted \
                server, or sslrootcert=FILE for a server with its own certificate",
        });
    }
    Ok(mode)
}

fn identity(
    parameters: &Parameters,
    usual: impl Fn(&str) -> Option<PathBuf>,
) -> Result<Option<(PathBuf, PathBuf)>, MalformedUrl> {
    let certmode = parameters.get("sslcertmode");
    if certmode == Some("disable") {
        return Ok(None);
    }
    let file = |name: &str, file: &str| {
        let given = parameters.get(name).map(PathBuf::from);
        given.or_else(|| usual(file))
    };
    let needed = |name: &'static str| MalformedUrl::Value {
        name,
        allowed: "left out only where no client certificate is used: name the file",
    };
    let certificate = file("sslcert", "postgresql.crt");
    let Some(certificate) = certificate else {
        return match certmode {
            Some("require") => Err(needed("sslcert")),
            _ => Ok(None),
        };
    };
    let key = file("sslkey", "postgresql.key").ok_or_else(|| needed("sslkey"))?;
    Ok(Some((certificate, key)))
}
