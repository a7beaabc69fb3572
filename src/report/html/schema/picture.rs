//! A group of tables as SVG. Every table leads to its description, so that a picture is a map, too.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Model;
use super::boxes::{HEADER, ROW, cut, drawn, index, row, short, size, size_of_name};
use super::clusters::Cluster;
use super::layout::layout;
use crate::escape;

/// Around everything.
const MARGIN: f64 = 14.0;

pub(super) fn picture(
    model: &Model<'_>,
    group: &Cluster,
    groups: &[Cluster],
    faults: &[usize],
) -> Markup {
    let drawing = Drawing::of(model, group);
    let (width, height) = drawing.size;
    let (width, height) = (width + 2.0 * MARGIN, height + 2.0 * MARGIN);
    html! {
        svg role="group" aria-label={ "Tables around " (group.title) } width=(width) height=(height)
            viewBox={ (-MARGIN) " " (-MARGIN) " " (width) " " (height) } {
            @for reference in &model.references {
                @if let Some(line) = drawing.line(model, reference) {
                    path.e d=(line) data-a=(reference.from) data-b=(reference.to) {
                        title { (escape::line(&reference.definition)) }
                    }
                }
            }
            @for (at, (x, y)) in &drawing.corners {
                @if group.tables.contains(at) { (table(model, *at, (*x, *y), faults[*at])) }
                @else { (stranger(model, *at, (*x, *y), groups)) }
            }
        }
    }
}

/// Where everything is.
struct Drawing {
    /// Of the group's tables, and of those of other groups that they point to.
    corners: BTreeMap<usize, (f64, f64)>,
    sizes: BTreeMap<usize, (f64, f64)>,
    size: (f64, f64),
}

impl Drawing {
    fn of(model: &Model<'_>, group: &Cluster) -> Self {
        let is_own = |at: &usize| group.tables.binary_search(at).is_ok();
        let own = model.references.iter().filter(|it| is_own(&it.from));
        let mut sizes: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for at in &group.tables {
            sizes.insert(*at, size(&model.tables[*at]));
        }
        for reference in own.clone() {
            let other = || size_of_name(&model.tables[reference.to]);
            sizes.entry(reference.to).or_insert_with(other);
        }
        let order: Vec<usize> = sizes.keys().copied().collect();
        let place = |at: usize| order.binary_search(&at).unwrap_or_default();
        let others = own.filter(|it| it.from != it.to);
        let mut edges: Vec<(usize, usize)> =
            others.map(|it| (place(it.to), place(it.from))).collect();
        edges.sort_unstable();
        edges.dedup();
        let all: Vec<(f64, f64)> = sizes.values().copied().collect();
        let (corners, size) = layout(&all, &edges);
        Self {
            corners: order.into_iter().zip(corners).collect(),
            sizes,
            size,
        }
    }

    /// A foreign key: a crow's foot at the column that points, a bar at the table that is pointed to. `None` where it is
    /// of another picture.
    fn line(&self, model: &Model<'_>, reference: &super::model::Reference) -> Option<String> {
        let (from, to) = (reference.from, reference.to);
        let table = &model.tables[from];
        let (x, y) = *self.corners.get(&from)?;
        let (to_x, to_y) = *self.corners.get(&to)?;
        let (width, height) = *self.sizes.get(&from)?;
        if height <= HEADER {
            return None;
        }
        let (to_width, _) = *self.sizes.get(&to)?;
        let (y, to_y) = (y + row(table, reference.column), to_y + HEADER / 2.0);
        let (right, to_right) = (x + width, to_x + to_width);
        // From the side that faces the other table, or around on the right where neither does.
        let (start, end, out, into) = if to_right <= x {
            (x, to_right, -1.0, 1.0)
        } else if right <= to_x {
            (right, to_x, 1.0, -1.0)
        } else {
            (right, to_right, 1.0, 1.0)
        };
        let bend = ((start - end).abs() / 2.0).clamp(30.0, 140.0);
        let (foot, bar) = (start + out * 10.0, end + into * 6.0);
        Some(format!(
            "M{start} {0}L{foot} {y}L{start} {1}M{start} {y}L{foot} {y}C{2} {y} {3} {to_y} {4} {to_y}L{end} {to_y}M{bar} {5}V{6}",
            y - 5.0,
            y + 5.0,
            (foot + out * bend).round(),
            (bar + into * bend).round(),
            bar,
            to_y - 5.0,
            to_y + 5.0,
        ))
    }
}

fn table(model: &Model<'_>, at: usize, (x, y): (f64, f64), faults: usize) -> Markup {
    let table = &model.tables[at];
    let (width, height) = size(table);
    let columns = drawn(table);
    let more = table.columns.len() - columns.len();
    html! {
        a.t.bad[faults > 0] href={ "#t" (at) } data-t=(at) transform={ "translate(" (x) " " (y) ")" } {
            @if let Some(comment) = table.comment { title { (escape::line(comment)) } }
            rect.b width=(width) height=(height) rx="6" {}
            path.h d={ "M0 " (HEADER) "V6a6 6 0 0 1 6-6H" (width - 6.0) "a6 6 0 0 1 6 6V" (HEADER) "Z" } {}
            text.tt x="10" y="19" { (cut(&table.label)) }
            @if faults > 0 { text.f x=(width - 10.0) y="19" { "✕ " (faults) } }
            @for (nth, column) in columns.iter().enumerate() {
                @let column = &table.columns[*column];
                @let below = HEADER + index(nth) * ROW + 14.0;
                text.k x="10" y=(below) { @if column.is_primary { "●" } @else if column.is_foreign { "→" } }
                text.c.nn[column.is_not_null] x="24" y=(below) { (cut(&escape::line(&column.name))) }
                text.y x=(width - 10.0) y=(below) { (short(&escape::line(column.type_name))) }
            }
            @if more > 0 { text.y.m x="24" y=(HEADER + index(columns.len()) * ROW + 14.0) { "… " (more) " more" } }
        }
    }
}

/// A table of another group, by its name.
fn stranger(model: &Model<'_>, at: usize, (x, y): (f64, f64), groups: &[Cluster]) -> Markup {
    let table = &model.tables[at];
    let (width, height) = size_of_name(table);
    let group = groups
        .iter()
        .position(|it| it.tables.binary_search(&at).is_ok());
    html! {
        a.o href={ "#g" (group.unwrap_or_default()) } data-t=(at) transform={ "translate(" (x) " " (y) ")" } {
            rect.b width=(width) height=(height) rx="6" {}
            text.tt x="10" y="19" { (cut(&table.label)) }
        }
    }
}
