//! Shows how far a command is, a bar a stage on a terminal, and remembers how long each stage took.
//! Never shows a bar where nobody looks.

use dangan::diag::Lang;
use dangan::progress::{Progress, Stage};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The bar of the stage under way, and the stages before it.
pub struct Bar {
    lang: Lang,
    shown: bool,
    now: Mutex<Now>,
}

struct Now {
    bar: ProgressBar,
    stage: Option<(Stage, Instant)>,
    done: Vec<(Stage, Duration)>,
}

impl Now {
    fn finish(&mut self) {
        self.bar.finish_and_clear();
        self.done.extend(self.stage.take().map(|(stage, start)| (stage, start.elapsed())));
    }
}

impl Bar {
    /// No stage yet.
    pub fn new(lang: Lang) -> Bar {
        let now = Now { bar: ProgressBar::hidden(), stage: None, done: Vec::new() };
        Bar { lang, shown: std::io::stderr().is_terminal(), now: Mutex::new(now) }
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the last stage.
    pub fn finish(&self) {
        self.lock().finish();
    }

    /// A line a stage: its name and seconds.
    pub fn timings(&self) -> impl Iterator<Item = String> {
        let lines =
            |(stage, time): &(Stage, Duration)| format!("{:>10} {:.3} s", self.name(*stage), time.as_secs_f64());
        self.lock().done.iter().map(lines).collect::<Vec<_>>().into_iter()
    }

    fn name(&self, stage: Stage) -> &'static str {
        match (self.lang, stage) {
            (Lang::Chinese, Stage::Load) => "读取",
            (Lang::Chinese, Stage::Model) => "检查",
            (Lang::Chinese, Stage::Render) => "排版",
            (Lang::Chinese, Stage::Search) => "检索",
            (Lang::Chinese, Stage::Write) => "写入",
            (Lang::Chinese, Stage::Seal) => "封存",
            (Lang::Chinese, Stage::Compare) => "比对",
            (Lang::Chinese, Stage::Send) => "发送",
            (Lang::Chinese, Stage::Confirm) => "核对",
            (Lang::English, Stage::Load) => "load",
            (Lang::English, Stage::Model) => "model",
            (Lang::English, Stage::Render) => "render",
            (Lang::English, Stage::Search) => "search",
            (Lang::English, Stage::Write) => "write",
            (Lang::English, Stage::Seal) => "seal",
            (Lang::English, Stage::Compare) => "compare",
            (Lang::English, Stage::Send) => "send",
            (Lang::English, Stage::Confirm) => "confirm",
        }
    }
}

impl Progress for Bar {
    fn stage(&self, stage: Stage, steps: usize) {
        let mut now = self.lock();
        now.finish();
        now.stage = Some((stage, Instant::now()));
        if self.shown {
            now.bar = ProgressBar::new(steps as u64);
            if let Ok(style) = ProgressStyle::with_template("{prefix:>10} {wide_bar} {pos}/{len}") {
                now.bar.set_style(style);
            }
            now.bar.set_prefix(self.name(stage));
        }
    }

    fn tick(&self) {
        if self.shown {
            self.lock().bar.inc(1);
        }
    }
}
