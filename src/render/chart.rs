//! Inline SVG charts with a title and a description; colours come from the style sheet.
//! Never holds data of its own, and never writes an inline style.

use super::escape;
use std::fmt::Write;

/// One bar: a label and a number for each series.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Below the bar.
    pub label: String,
    /// As many as there are series.
    pub values: Vec<usize>,
}

/// A series of a stacked chart.
#[derive(Clone, Debug)]
pub struct Series {
    /// For the legend.
    pub name: String,
    /// The class that colours it.
    pub class: &'static str,
}

const HEIGHT: usize = 230;
/// Room for the legend, and below it for the number over a bar that is as high as the scale.
const TOP: usize = 44;
const BOTTOM: usize = 28;
const LEFT: usize = 40;

/// Stacked bars with a legend and a scale; "" where there is nothing to show.
pub fn stacked_bars(title: &str, description: &str, series: &[Series], bars: &[Bar]) -> String {
    let most = bars.iter().map(|bar| bar.values.iter().sum::<usize>()).max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let scale = Scale::up_to(most);
    let step = (640 / bars.len()).clamp(24, 96);
    let width = LEFT + step * bars.len() + 16;
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {width} {HEIGHT}\" width=\"{width}\" height=\"{HEIGHT}\" role=\"img\" aria-labelledby=\"chart-title chart-desc\"><title id=\"chart-title\">{}</title><desc id=\"chart-desc\">{}</desc>",
        escape(title),
        escape(description),
    );
    legend(&mut svg, series);
    grid(&mut svg, &scale, width);
    for (i, bar) in bars.iter().enumerate() {
        draw_bar(&mut svg, &scale, LEFT + i * step, step, series, bar);
    }
    axis(&mut svg, width);
    svg.push_str("</svg>");
    svg
}

/// A scale that ends on a round number.
struct Scale {
    top: usize,
    step: usize,
}

impl Scale {
    fn up_to(most: usize) -> Scale {
        let magnitudes = (0..).map(|power| 10_usize.saturating_pow(power));
        let mut steps = magnitudes.flat_map(|m| [m, 2 * m, 5 * m]);
        let step = steps.find(|step| most.div_ceil(*step) <= 4).unwrap_or(most);
        Scale { top: most.div_ceil(step) * step, step }
    }

    fn height(&self, value: usize) -> usize {
        value * (HEIGHT - TOP - BOTTOM) / self.top
    }
}

fn legend(svg: &mut String, series: &[Series]) {
    let mut x = LEFT;
    for one in series {
        let _ = write!(
            svg,
            "<rect class=\"{}\" x=\"{x}\" y=\"6\" width=\"12\" height=\"12\"/><text class=\"chart-label\" x=\"{}\" y=\"16\">{}</text>",
            one.class,
            x + 18,
            escape(&one.name)
        );
        x += 34 + one.name.chars().map(|c| if c.is_ascii() { 8 } else { 14 }).sum::<usize>();
    }
}

fn grid(svg: &mut String, scale: &Scale, width: usize) {
    for value in (0..=scale.top).step_by(scale.step) {
        let y = HEIGHT - BOTTOM - scale.height(value);
        let _ = write!(
            svg,
            "<line class=\"chart-grid\" x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/><text class=\"chart-label\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{value}</text>",
            width - 8,
            LEFT - 6,
            y + 4
        );
    }
}

/// The base line, over the edges of the bars.
fn axis(svg: &mut String, width: usize) {
    let y = HEIGHT - BOTTOM;
    let _ = write!(svg, "<line class=\"chart-axis\" x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>", width - 8);
}

fn draw_bar(svg: &mut String, scale: &Scale, x: usize, step: usize, series: &[Series], bar: &Bar) {
    let width = step * 3 / 5;
    let left = x + (step - width) / 2;
    let mut below = 0;
    for (one, value) in series.iter().zip(&bar.values) {
        let start = scale.height(below);
        below += value;
        let height = scale.height(below) - start;
        if height > 0 {
            let y = HEIGHT - BOTTOM - start - height;
            let _ = write!(
                svg,
                "<rect class=\"{}\" x=\"{left}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"><title>{} {} {value}</title></rect>",
                one.class,
                escape(&bar.label),
                escape(&one.name)
            );
        }
    }
    let centre = x + step / 2;
    let top = HEIGHT - BOTTOM - scale.height(below);
    let _ = write!(
        svg,
        "<text class=\"chart-label\" x=\"{centre}\" y=\"{}\" text-anchor=\"middle\">{below}</text><text class=\"chart-label\" x=\"{centre}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        top - 5,
        HEIGHT - BOTTOM + 18,
        escape(&bar.label)
    );
}
