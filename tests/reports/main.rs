//! What the reports hold that other programs and a browser read. Findings are made by hand here: no server is needed.

mod browser;
mod code_quality;

mod findings;
mod html;
mod majors;
mod markdown;
mod sarif;
mod schema;
