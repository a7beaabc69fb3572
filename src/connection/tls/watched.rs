//! Whether a connection is encrypted, which tokio-postgres does not report.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};

/// Does as `inner`, and notes in `used` that a server took it up on its offer.
#[derive(Clone)]
pub(in crate::connection) struct Watched<T> {
    inner: T,
    used: Arc<AtomicBool>,
}

impl<T> Watched<T> {
    pub fn new(inner: T, used: Arc<AtomicBool>) -> Self {
        Self { inner, used }
    }
}

impl<S, T: MakeTlsConnect<S>> MakeTlsConnect<S> for Watched<T> {
    type Stream = T::Stream;
    type TlsConnect = Watched<T::TlsConnect>;
    type Error = T::Error;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Self::TlsConnect, Self::Error> {
        let inner = self.inner.make_tls_connect(domain)?;
        Ok(Watched::new(inner, Arc::clone(&self.used)))
    }
}

impl<S, T: TlsConnect<S>> TlsConnect<S> for Watched<T> {
    type Stream = T::Stream;
    type Error = T::Error;
    type Future = T::Future;

    fn connect(self, stream: S) -> Self::Future {
        self.used.store(true, Ordering::Relaxed);
        self.inner.connect(stream)
    }
}
