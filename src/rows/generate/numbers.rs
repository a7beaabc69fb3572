//! Numbers of each family.
//!
//! They go beyond the next narrower type. Whole numbers go to the lower end of their own, and never to the upper one: a
//! migration that makes a row for each number up to one, as `generate_series` does, would never end.

use super::family::Family;

/// So many digits before the point are enough of a numeric that takes any number of them.
const USUAL_DIGITS: i32 = 8;

/// And of one with a declared precision as many as it takes, but never more than a `bigint` has.
const MOST_DIGITS: i32 = 18;

/// Numbers of a family, likeliest first; `modifier` is that of a numeric, which holds its precision and scale.
pub(super) fn of_family(base: &str, modifier: i32, family: Family, number: usize) -> Vec<String> {
    let n = number + 1;
    let value = match (base, family) {
        (_, Family::Zero) => "0".to_owned(),
        ("int2" | "int4" | "int8", Family::Mixed) => return beyond_narrower(base, n),
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

/// Whole numbers beyond the next narrower type: at the lower end of their own where a CHECK takes them, and a little above
/// it, so that rows differ. What makes a row for each number up to one makes none then, and not thousands of millions.
fn beyond_narrower(base: &str, n: usize) -> Vec<String> {
    let (least, most) = match base {
        "int2" => (i64::from(i16::MIN), 300),
        "int4" => (i64::from(i32::MIN), 70_000),
        _ => (i64::MIN, 3_000_000_000),
    };
    let n = i64::try_from(n % 30_000).unwrap_or_default();
    [least + n, -most - n, most + n]
        .map(|it| it.to_string())
        .to_vec()
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
        _ => (USUAL_DIGITS + 12, 12),
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
