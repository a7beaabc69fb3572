//! What a failed step leaves committed.

/// How much of it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stands {
    /// Its transaction was rolled back.
    #[default]
    Nothing,
    /// It ran outside a transaction, so that what it did before it failed stands.
    OutsideTransaction,
    /// It committed the transaction around it, which could be seen only afterwards.
    Committed,
    /// It rolled back the transaction around it, likewise; what it did afterwards may stand.
    RolledBack,
}
