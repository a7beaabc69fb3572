//! Numbers of each family.
//!
//! They go beyond the next narrower type, and stay away from the ends of their own: a value at the very end of a type
//! would stop what multiplies it, and nobody has such prices.

use super::family::Family;

/// So many digits before the point are enough of a numeric.
const MOST_DIGITS: i32 = 8;

/// Numbers of a family, likeliest first; `modifier` is that of a numeric, which holds its precision and scale.
pub(super) fn of_family(base: &str, modifier: i32, family: Family, number: usize) -> Vec<String> {
    let n = number + 1;
    let value = match (base, family) {
        (_, Family::Zero) => "0".to_owned(),
        ("int2", Family::Mixed) => format!("-{}", n % 30_000),
        ("int4" | "int8", Family::Mixed) => return beyond_narrower(base, n),
        ("int2", Family::Long) => (300 + n % 30_000).to_string(),
        ("int4" | "int8", Family::Long) => (10_000 + n).to_string(),
        ("float4", Family::Mixed) => format!("-{n}.7"),
        ("float4", Family::Long) => format!("{}.5", 70_000 + n % 900_000),
        ("float8", Family::Mixed) => format!("-{n}.123456789012"),
        ("float8", Family::Long) => format!("{}.10000001", 3_000_000_000 + n),
        ("money", Family::Mixed) => format!("-{n}.99"),
        ("money", Family::Long) => format!("{}.45", 70_000 + n),
        ("numeric", Family::Mixed | Family::Long) => numeric(modifier, family, n),
        _ => return Vec::new(),
    };
    vec![value]
}

/// Whole numbers beyond the next narrower type: below zero where a CHECK takes them. What makes a row for each number up
/// to one, as `generate_series` does, makes none then, and not thousands of millions.
fn beyond_narrower(base: &str, n: usize) -> Vec<String> {
    let most = if base == "int4" {
        70_000
    } else {
        3_000_000_000
    };
    let number = most + n;
    vec![format!("-{number}"), number.to_string()]
}

/// A numeric with each digit that its scale takes, none of them zero.
fn numeric(modifier: i32, family: Family, n: usize) -> String {
    const FRACTION: &str = "12345678912345678912";
    let (precision, scale) = match modifier {
        // PostgreSQL packs both, and the scale may be negative.
        modifier if modifier >= 4 => (
            (modifier - 4) >> 16 & 0xffff,
            ((modifier - 4) & 0x7ff ^ 1024) - 1024,
        ),
        _ => (1000, 12),
    };
    let digits = u32::try_from((precision - scale).clamp(0, MOST_DIGITS)).unwrap_or(0);
    let most = 10_usize.pow(digits);
    let whole = match family {
        Family::Mixed => n % most,
        _ => (most / 10 + n) % most,
    };
    let scale = usize::try_from(scale).unwrap_or(0).min(FRACTION.len());
    let sign = if family == Family::Mixed { "-" } else { "" };
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{}", &FRACTION[..scale])
}
