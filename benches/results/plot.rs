//! Bars, one for each figure, on a logarithmic scale.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::measured::Group;

const ROW: i32 = 20;
const NAMES: i32 = 330;
const WIDTH: i32 = 900;

pub fn draw(groups: &[Group], file: &Path) -> Result<(), Box<dyn Error>> {
    let rows: usize = groups.iter().map(|group| group.figures.len() + 2).sum();
    let height = u32::try_from(rows)? * ROW.unsigned_abs() + 20;
    let area = SVGBackend::new(file, (WIDTH.unsigned_abs(), height)).into_drawing_area();
    area.fill(&WHITE)?;
    let black = ("sans-serif", 12).into_font().color(&BLACK);
    let right = black.pos(Pos::new(HPos::Right, VPos::Center));
    let left = black.pos(Pos::new(HPos::Left, VPos::Center));
    let all = || groups.iter().flat_map(|group| &group.figures);
    let least = all()
        .map(|figure| figure.median_ms)
        .fold(f64::MAX, f64::min);
    let most = all().map(|figure| figure.median_ms).fold(0.0, f64::max);
    let length = |ms: f64| {
        let share = (ms / least).ln() / (most / least).ln().max(f64::EPSILON);
        // From 4 to 460 pixels.
        #[expect(clippy::cast_possible_truncation, reason = "a few hundred pixels")]
        let pixels = (share * 456.0) as i32 + 4;
        pixels
    };
    let mut y = ROW;
    for group in groups {
        let title = ("sans-serif", 13, FontStyle::Bold)
            .into_font()
            .color(&BLACK);
        area.draw_text(&group.name, &title, (10, y - 6))?;
        y += ROW;
        for figure in &group.figures {
            area.draw_text(&figure.name, &right, (NAMES - 8, y))?;
            let end = NAMES + length(figure.median_ms);
            let bar = [(NAMES, y - 6), (end, y + 6)];
            area.draw(&Rectangle::new(bar, RGBColor(51, 103, 145).filled()))?;
            let label = format!(
                "{} (x {:.1})",
                super::milliseconds(figure.median_ms),
                figure.ratio
            );
            area.draw_text(&label, &left, (end + 6, y))?;
            y += ROW;
        }
        y += ROW;
    }
    area.present()?;
    Ok(())
}
