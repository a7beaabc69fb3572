//! Where each table of a picture stands: in layers from left to right, what is pointed to before what points there.

use rust_sugiyama::configure::Config;

/// Between two layers, and between two tables of one.
const ACROSS: f64 = 90.0;
const ALONG: f64 = 26.0;

/// Pictures that hang together stand beside or below each other up to this width.
const WIDEST: f64 = 1500.0;

/// The left upper corner of each of `sizes`, and the size of all together. An edge goes from what is pointed to.
pub(super) fn layout(
    sizes: &[(f64, f64)],
    edges: &[(usize, usize)],
) -> (Vec<(f64, f64)>, (f64, f64)) {
    // The crate has its layers from top to bottom.
    let vertices: Vec<(u32, (f64, f64))> = sizes
        .iter()
        .zip(0..)
        .map(|((width, height), at)| (at, (height + ALONG, width + ACROSS)))
        .collect();
    let number = |at: usize| u32::try_from(at).unwrap_or_default();
    let edges: Vec<(u32, u32)> = edges
        .iter()
        .map(|(a, b)| (number(*a), number(*b)))
        .collect();
    let config = Config {
        vertex_spacing: 0.0,
        ..Config::default()
    };
    let mut parts: Vec<Part> = rust_sugiyama::from_vertices_and_edges(&vertices, &edges, &config)
        .into_iter()
        .map(|(places, ..)| Part::of(&places, sizes))
        .collect();
    parts.sort_by(|a, b| {
        b.size
            .1
            .total_cmp(&a.size.1)
            .then(a.places[0].0.cmp(&b.places[0].0))
    });
    packed(&parts, sizes.len())
}

/// Tables that hang together.
struct Part {
    /// Ascending; their corners, from 0.
    places: Vec<(usize, (f64, f64))>,
    size: (f64, f64),
}

impl Part {
    fn of(centres: &[(usize, (f64, f64))], sizes: &[(f64, f64)]) -> Self {
        let mut places: Vec<(usize, (f64, f64))> = centres
            .iter()
            .map(|(at, (y, x))| {
                let (width, height) = sizes[*at];
                // Layers begin at one line, so that columns of tables are seen as such.
                (*at, (x - width / 2.0, y - height / 2.0))
            })
            .collect();
        places.sort_by_key(|(at, _)| *at);
        let least = |of: fn(&(f64, f64)) -> f64| {
            places
                .iter()
                .map(|(_, it)| of(it))
                .fold(f64::INFINITY, f64::min)
        };
        let (left, top) = (least(|it| it.0), least(|it| it.1));
        for (_, (x, y)) in &mut places {
            (*x, *y) = ((*x - left).round(), (*y - top).round());
        }
        let most = |of: fn((f64, f64), (f64, f64)) -> f64| {
            let all = places.iter().map(|(at, place)| of(*place, sizes[*at]));
            all.fold(0.0, f64::max)
        };
        let size = (
            most(|it, size| it.0 + size.0),
            most(|it, size| it.1 + size.1),
        );
        Self { places, size }
    }
}

/// All parts in lines, the tallest first.
fn packed(parts: &[Part], number: usize) -> (Vec<(f64, f64)>, (f64, f64)) {
    let mut corners = vec![(0.0, 0.0); number];
    let (mut x, mut y, mut line, mut widest) = (0.0, 0.0, 0.0_f64, 0.0_f64);
    for part in parts {
        if x > 0.0 && x + part.size.0 > WIDEST {
            (x, y, line) = (0.0, y + line + ALONG * 1.5, 0.0);
        }
        for (at, (left, top)) in &part.places {
            corners[*at] = (x + left, y + top);
        }
        line = line.max(part.size.1);
        widest = widest.max(x + part.size.0);
        x += part.size.0 + ACROSS;
    }
    (corners, (widest, y + line))
}
