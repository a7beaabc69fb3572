//! OIDs, and the objects that they identify.

/// PostgreSQL gives its own objects, and with them the system catalogs, OIDs below this one.
pub(super) const FIRST_NORMAL_OBJECT: u32 = 16384;

/// `pg_class`.
pub(super) const PG_CLASS: u32 = 1259;

/// `pg_extension`, in place of a relation where something is an extension's.
pub(super) const PG_EXTENSION: u32 = 3079;

/// In place of a relation where something is no relation's part.
pub(super) const NO_RELATION: u32 = 0;
