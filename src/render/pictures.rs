//! Inline SVG of overviews: lines over years, bars, the flow of problems. Drawn narrow, so that a telephone need not shrink them.
//! Never holds data of its own, and never writes an inline style: colours, dashes and fonts come from the style sheet.

use super::escape;
use crate::overviews::sheet::{Bars, Chart, Line, Stage};
use crate::theme::Texts;
use std::fmt::Write;

/// As wide as the narrowest screen leaves room for.
const WIDTH: f64 = 340.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 14.0;
const PLOT: f64 = 130.0;
const ROW: f64 = 20.0;

/// An opened picture; `id` is unique on its page.
fn open(id: &str, height: f64, title: &str, description: &str) -> String {
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
        escape(title),
        escape(description),
    )
}

fn text(svg: &mut String, class: &str, (x, y): (f64, f64), anchor: &str, words: &str) {
    // Writing into a String does not fail.
    let _ = write!(
        svg,
        "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
        short(x),
        short(y),
        escape(words)
    );
}

/// One decimal is finer than any screen.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn rule(svg: &mut String, class: &str, from: (f64, f64), to: (f64, f64)) {
    let _ = write!(
        svg,
        "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
        short(from.0),
        short(from.1),
        short(to.0),
        short(to.1)
    );
}

/// A count that may stand on an axis: pictures never show so many things that this is not exact.
fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A scale from zero, or from below it, that ends on round numbers.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    fn over(values: &(impl Iterator<Item = f64> + Clone)) -> Scale {
        let high = values.clone().fold(0.0, f64::max);
        let low = values.clone().fold(0.0, f64::min);
        // Of things that are counted there is no half.
        let counted = values.clone().all(|value| value.fract() == 0.0);
        let least = if counted { 1.0 } else { f64::MIN_POSITIVE };
        let rough = ((high - low) / 4.0).max(least);
        let magnitude = 10.0_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * magnitude).find(|s| *s >= rough).unwrap_or(rough);
        let step = if high > low { step } else { 1.0 };
        let high = if high > low { (high / step).ceil() * step } else { 1.0 };
        Scale { low: (low / step).floor() * step, high, step }
    }

    fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    fn marks(&self) -> Vec<f64> {
        let mut marks = vec![self.low];
        while let Some(last) = marks.last().filter(|last| **last + self.step / 2.0 < self.high && marks.len() < 12) {
            marks.push(last + self.step);
        }
        marks
    }
}

/// Lines over years; a year without a figure is a gap.
pub fn lines(id: &str, chart: &Chart) -> String {
    let legend = if chart.lines.len() > 1 { chart.lines.len() } else { 0 };
    // A lone line has its values written above it: those must not touch the title.
    let top = if legend == 0 { 44.0 } else { 36.0 + ROW * float(legend) };
    let height = top + PLOT + 28.0;
    let title =
        if chart.unit.is_empty() { chart.title.clone() } else { format!("{}（{}）", chart.title, chart.unit) };
    let mut svg = open(id, height, &title, &told(chart));
    text(&mut svg, "chart-title", (4.0, 15.0), "start", &title);
    let scale = Scale::over(&chart.lines.iter().flat_map(|line| line.values.iter().map(|(_, value)| *value)));
    for value in scale.marks() {
        let y = top + PLOT - scale.share(value) * PLOT;
        rule(&mut svg, "chart-grid", (LEFT, y), (WIDTH - RIGHT, y));
        text(&mut svg, "chart-label", (LEFT - 6.0, y + 4.0), "end", &crate::ledgers::indicators::plain(value));
    }
    let plot = Plot { top, scale, years: &chart.years };
    plot.axis(&mut svg);
    for (number, line) in chart.lines.iter().enumerate() {
        let alone = chart.lines.len() == 1;
        if !alone {
            legend_row(&mut svg, number, &line.name);
        }
        plot.line(&mut svg, number, line, alone);
    }
    svg.push_str("</svg>");
    svg
}

/// The figures as a sentence for who does not see the lines.
fn told(chart: &Chart) -> String {
    let line = |line: &Line| {
        let values =
            line.values.iter().map(|(year, value)| format!("{year} {}", crate::ledgers::indicators::plain(*value)));
        format!("{}: {}", line.name, values.collect::<Vec<_>>().join(", "))
    };
    chart.lines.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn legend_row(svg: &mut String, number: usize, name: &str) {
    let y = 34.0 + ROW * float(number);
    rule(svg, &format!("line line-{number}"), (4.0, y), (34.0, y));
    marker(svg, number, (19.0, y), "");
    text(svg, "chart-label", (42.0, y + 4.0), "start", name);
}

/// A shape of its own for each line, so that colour is not all that tells them apart.
fn marker(svg: &mut String, number: usize, (x, y): (f64, f64), title: &str) {
    let class = format!("mark mark-{number}");
    let title = if title.is_empty() { String::new() } else { format!("<title>{}</title>", escape(title)) };
    let points = match number % 4 {
        0 => {
            let _ = write!(
                svg,
                "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"4\">{title}</circle>",
                short(x),
                short(y)
            );
            return;
        }
        1 => [(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)].to_vec(),
        2 => [(0.0, -5.0), (5.0, 4.0), (-5.0, 4.0)].to_vec(),
        _ => [(0.0, -5.5), (5.5, 0.0), (0.0, 5.5), (-5.5, 0.0)].to_vec(),
    };
    let points: Vec<String> = points.iter().map(|(dx, dy)| format!("{},{}", short(x + dx), short(y + dy))).collect();
    let _ = write!(svg, "<polygon class=\"{class}\" points=\"{}\">{title}</polygon>", points.join(" "));
}

struct Plot<'c> {
    top: f64,
    scale: Scale,
    years: &'c [i32],
}

impl Plot<'_> {
    fn x(&self, year: i32) -> f64 {
        let place = self.years.iter().position(|y| *y == year).unwrap_or(0);
        let step = (WIDTH - LEFT - RIGHT) / float(self.years.len().max(1));
        LEFT + step * (float(place) + 0.5)
    }

    fn y(&self, value: f64) -> f64 {
        self.top + PLOT - self.scale.share(value) * PLOT
    }

    /// The base line and the years; of many years, only so many as have room.
    fn axis(&self, svg: &mut String) {
        let y = self.top + PLOT;
        rule(svg, "chart-axis", (LEFT, y), (WIDTH - RIGHT, y));
        let every = self.years.len().div_ceil(7).max(1);
        for year in self.years.iter().step_by(every) {
            text(svg, "chart-label", (self.x(*year), y + 18.0), "middle", &year.to_string());
        }
    }

    fn line(&self, svg: &mut String, number: usize, line: &Line, labelled: bool) {
        for run in self.runs(line).filter(|run| run.len() > 1) {
            let points: Vec<String> =
                run.iter().map(|(year, value)| format!("{},{}", short(self.x(*year)), short(self.y(*value)))).collect();
            let _ = write!(svg, "<polyline class=\"line line-{number}\" points=\"{}\"/>", points.join(" "));
        }
        for (year, value) in &line.values {
            let words = crate::ledgers::indicators::plain(*value);
            let at = (self.x(*year), self.y(*value));
            marker(svg, number, at, &format!("{} {year}: {words}", line.name));
            if labelled {
                text(svg, "chart-value", (at.0, at.1 - 9.0), "middle", &words);
            }
        }
    }

    /// The line between its gaps.
    fn runs<'l>(&self, line: &'l Line) -> impl Iterator<Item = &'l [(i32, f64)]> {
        let place = |year: i32| self.years.iter().position(|y| *y == year).unwrap_or(0);
        line.values.chunk_by(move |a, b| place(a.0) + 1 == place(b.0))
    }
}

/// A bar a name, the greatest first.
pub fn bars(id: &str, bars: &Bars) -> String {
    const STEP: f64 = 40.0;
    let height = 26.0 + STEP * float(bars.bars.len());
    let told: Vec<String> = (bars.bars.iter())
        .map(|(name, value)| format!("{name} {}{}", crate::ledgers::indicators::plain(*value), bars.unit))
        .collect();
    let mut svg = open(id, height, &bars.title, &told.join("; "));
    text(&mut svg, "chart-title", (4.0, 15.0), "start", &bars.title);
    let most = bars.bars.iter().map(|(_, value)| *value).fold(f64::MIN_POSITIVE, f64::max);
    for (i, (name, value)) in bars.bars.iter().enumerate() {
        let y = 26.0 + STEP * float(i);
        let width = (value.max(0.0) / most) * (WIDTH - 90.0);
        text(&mut svg, "chart-label", (4.0, y + 13.0), "start", name);
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"4\" y=\"{}\" width=\"{}\" height=\"12\"/>",
            short(y + 18.0),
            short(width.max(1.0))
        );
        let words = format!("{}{}", crate::ledgers::indicators::plain(*value), bars.unit);
        text(&mut svg, "chart-value", (width + 10.0, y + 29.0), "start", &words);
    }
    svg.push_str("</svg>");
    svg
}

const BOX: f64 = 100.0;
const TALL: f64 = 48.0;
const STAGE: f64 = 108.0;

/// Problems → measures → closed, a row a year; from row to row, what came back or what is new.
pub fn flow(id: &str, stages: &[Stage], texts: &Texts) -> String {
    if stages.is_empty() {
        return String::new();
    }
    let height = STAGE * float(stages.len()) - 24.0;
    let told: Vec<String> = stages.iter().map(|stage| stage_told(stage, texts)).collect();
    let mut svg = open(id, height, texts.get("overview_chain"), &told.join("; "));
    for (i, stage) in stages.iter().enumerate() {
        let top = STAGE * float(i);
        if i > 0 {
            elbow(&mut svg, top, stage, texts);
        }
        draw_stage(&mut svg, top, stage, texts);
    }
    svg.push_str("</svg>");
    svg
}

fn stage_told(stage: &Stage, texts: &Texts) -> String {
    let counts = [
        (texts.get("field_problem"), stage.problems),
        (texts.get("field_measure"), stage.measures),
        (texts.get("ledger_closed"), stage.closed),
    ];
    let counts = counts.map(|(word, count)| format!("{word} {count}"));
    format!("{}: {}", stage.year, counts.join(", "))
}

fn draw_stage(svg: &mut String, top: f64, stage: &Stage, texts: &Texts) {
    text(
        svg,
        "chart-title",
        (4.0, top + 14.0),
        "start",
        &texts.fill("title_year", &[("year", &stage.year.to_string())]),
    );
    let y = top + 22.0;
    let word = |key: &str, count: usize| format!("{} {count}", texts.get(key));
    let none = |key: &str, count: usize| if count == 0 { String::new() } else { word(key, count) };
    square(
        svg,
        "flow-found",
        (2.0, y),
        &word("field_problem", stage.problems),
        &none("overview_came_back", stage.recurring),
    );
    arrow(svg, (2.0 + BOX, y + TALL / 2.0), 16.0);
    square(svg, "flow-measure", (120.0, y), &word("field_measure", stage.measures), &word("ledger_done", stage.done));
    arrow(svg, (120.0 + BOX, y + TALL / 2.0), 16.0);
    let open = stage.problems - stage.closed;
    let rest = if stage.overdue > 0 { none("ledger_overdue_short", stage.overdue) } else { none("ledger_open", open) };
    let class = if open == 0 { "flow-closed" } else { "flow-open" };
    square(svg, class, (238.0, y), &word("ledger_closed", stage.closed), &rest);
}

fn square(svg: &mut String, class: &str, (x, y): (f64, f64), first: &str, second: &str) {
    let _ = write!(
        svg,
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{BOX}\" height=\"{TALL}\" rx=\"3\"/>",
        short(x),
        short(y)
    );
    let middle = x + BOX / 2.0;
    if second.is_empty() {
        text(svg, "flow-text", (middle, y + 29.0), "middle", first);
    } else {
        text(svg, "flow-text", (middle, y + 20.0), "middle", first);
        text(svg, "chart-label", (middle, y + 38.0), "middle", second);
    }
}

fn arrow(svg: &mut String, (x, y): (f64, f64), length: f64) {
    rule(svg, "flow-line", (x + 2.0, y), (x + length - 5.0, y));
    let tip = [(x + length, y), (x + length - 6.0, y - 4.0), (x + length - 6.0, y + 4.0)];
    polygon(svg, &tip);
}

fn polygon(svg: &mut String, points: &[(f64, f64)]) {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", short(*x), short(*y))).collect();
    let _ = write!(svg, "<polygon class=\"flow-tip\" points=\"{}\"/>", points.join(" "));
}

/// From the end of one year to the beginning of the next: dashed where problems came back.
fn elbow(svg: &mut String, top: f64, stage: &Stage, texts: &Texts) {
    let (from, to, y) = (288.0, 110.0, top + 4.0);
    let class = if stage.recurring > 0 { "flow-line flow-back" } else { "flow-line" };
    rule(svg, class, (from, top - STAGE + 22.0 + TALL), (from, y));
    rule(svg, class, (from, y), (to, y));
    polygon(svg, &[(to - 6.0, y), (to, y - 4.0), (to, y + 4.0)]);
    let fresh = stage.problems - stage.recurring;
    let new = texts.fill("overview_new", &[("count", &fresh.to_string())]);
    let words = if stage.recurring > 0 {
        format!("{} · {new}", texts.fill("overview_back", &[("count", &stage.recurring.to_string())]))
    } else {
        new
    };
    text(svg, "chart-label", (282.0, y - 6.0), "end", &words);
}
