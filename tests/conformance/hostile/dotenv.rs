//! A `.env` of somebody else, or of another project, decides nothing.
