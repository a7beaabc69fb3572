//! Verifies a server's certificate.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{DigitallySignedStruct, RootCertStore, SignatureScheme};

/// Whatever it leaves unasked, it insists that the server holds its certificate's key.
#[derive(Debug)]
pub(super) struct Verifier {
    asks: Asks,
    provider: Arc<CryptoProvider>,
}

#[derive(Debug)]
enum Asks {
    Nothing,
    /// Who signed it, and with `name` whether it is of the name that was asked for.
    Chain {
        roots: Roots,
        name: bool,
    },
}

#[derive(Debug)]
struct Roots {
    store: RootCertStore,
    certificates: Vec<CertificateDer<'static>>,
}

impl Verifier {
    pub fn of_nothing(provider: &Arc<CryptoProvider>) -> Self {
        Self {
            asks: Asks::Nothing,
            provider: provider.clone(),
        }
    }

    pub fn of_chain(roots: Vec<CertificateDer<'static>>, provider: &Arc<CryptoProvider>) -> Self {
        Self::of(roots, false, provider)
    }

    pub fn of_name(roots: Vec<CertificateDer<'static>>, provider: &Arc<CryptoProvider>) -> Self {
        Self::of(roots, true, provider)
    }

    fn of(
        certificates: Vec<CertificateDer<'static>>,
        name: bool,
        provider: &Arc<CryptoProvider>,
    ) -> Self {
        let mut store = RootCertStore::empty();
        // What a root cannot be is still compared as a whole.
        store.add_parsable_certificates(certificates.iter().cloned());
        let roots = Roots {
            store,
            certificates,
        };
        Self {
            asks: Asks::Chain { roots, name },
            provider: provider.clone(),
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Asks::Chain { roots, name } = &self.asks else {
            return Ok(ServerCertVerified::assertion());
        };
        let parsed = ParsedCertificate::try_from(end_entity)?;
        // A certificate that signs itself is its own root, which rustls would not have.
        if !roots.certificates.contains(end_entity) {
            verify_server_cert_signed_by_trust_anchor(
                &parsed,
                &roots.store,
                intermediates,
                now,
                self.provider.signature_verification_algorithms.all,
            )?;
        }
        if *name {
            verify_server_name(&parsed, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
