//! What the reports hold that other programs and a browser read. Findings are made by hand here: no server is needed.

mod code_quality;
mod findings;
mod markdown;
mod sarif;
