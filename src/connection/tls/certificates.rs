//! Certificates and keys in files of PEM.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::Roots;
use crate::connection::parameters::MalformedUrl;
use crate::files;

/// The certificates that others are checked against.
pub(super) fn roots(roots: &Roots) -> Result<Vec<CertificateDer<'static>>, MalformedUrl> {
    match roots {
        Roots::None => Ok(Vec::new()),
        Roots::System => Ok(rustls_native_certs::load_native_certs().certs),
        Roots::File(path) => chain(path),
    }
}

/// At least one certificate, in their order.
pub(super) fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, MalformedUrl> {
    let bytes = files::read(path).map_err(|error| refused(path, &error.to_string()))?;
    match CertificateDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>() {
        Ok(all) if !all.is_empty() => Ok(all),
        Ok(_) => Err(refused(path, "it holds no certificate in PEM form")),
        Err(error) => Err(refused(path, &error.to_string())),
    }
}

/// A key that nobody else can read; as in libpq, one that belongs to root may be read by a group.
pub(super) fn key(path: &Path) -> Result<PrivateKeyDer<'static>, MalformedUrl> {
    let metadata = fs::metadata(path).map_err(|error| refused(path, &error.to_string()))?;
    let others = if metadata.uid() == 0 { 0o037 } else { 0o077 };
    if metadata.mode() & others != 0 {
        return Err(refused(
            path,
            "others can read this key; run chmod 600 on it",
        ));
    }
    let bytes = files::read(path).map_err(|error| refused(path, &error.to_string()))?;
    PrivateKeyDer::from_pem_slice(&bytes)
        .map_err(|error| refused(path, &format!("it holds no unencrypted key: {error}")))
}

fn refused(path: &Path, why: &str) -> MalformedUrl {
    MalformedUrl::File {
        path: path.to_owned(),
        why: why.to_owned(),
    }
}
