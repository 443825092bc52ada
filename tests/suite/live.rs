//! The site in memory after any sequence of edits is the site of a fresh build, byte by byte.
//! Uses the library: a browser could not ask for every path after every step.

use crate::harness::{Project, tree};
use dangan::BuildOptions;
use dangan::live::{Effect, Live};
use dangan::load::refresh::Touched;
use dangan::model::Edition;
use dangan::path::SourcePath;
use dangan::progress::Silent;
use fastrand::Rng;
use std::collections::BTreeMap;
use std::fs;

const STEPS: usize = 30;

fn touched(paths: &[&str]) -> Touched {
    Touched { paths: paths.iter().map(SourcePath::new).collect(), rescan: false }
}

/// The site that a build of the same sources writes; `None` where they have errors.
fn fresh(project: &Project, edition: Edition) -> (Option<BTreeMap<String, Vec<u8>>>, Vec<dangan::diag::Diagnostic>) {
    let out = tempfile::TempDir::new().expect("a folder");
    let options = BuildOptions { root: project.root().to_path_buf(), out: out.path().join("public"), edition };
    let outcome = dangan::build(&options, &Silent).expect("the disk works");
    let files = outcome.built.map(|_| {
        let mut files = tree(&options.out);
        files.remove("dangan-files.txt");
        files
    });
    (files, outcome.diagnostics)
}

fn served(live: &Live) -> BTreeMap<String, Vec<u8>> {
    let site = live.site().expect("a site");
    let bytes = |path: &str| site.bytes(path).expect("a path of the site").unwrap_or_else(|d| panic!("{path}: {d:?}"));
    site.paths().iter().map(|path| (path.to_string(), bytes(path.as_str()))).collect()
}

fn assert_equal(project: &Project, live: &Live, edition: Edition, step: &str) {
    let (files, diagnostics) = fresh(project, edition);
    assert_eq!(live.faults(), diagnostics, "{step}");
    assert_eq!(live.is_behind(), files.is_none(), "{step}");
    let Some(files) = files else { return };
    let served = served(live);
    let names = |t: &BTreeMap<String, Vec<u8>>| t.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&served), names(&files), "{step}");
    for (name, bytes) in &files {
        assert!(served[name] == *bytes, "{step}: {name} differs");
    }
}

/// Random edits of a project; each returns what a watcher would say.
struct Editor<'p> {
    project: &'p Project,
    random: Rng,
    made: usize,
}

const WORDS: [&str; 6] = ["学习", "调研", "慰问", "义诊", "植树", "评议"];

impl Editor<'_> {
    fn files(&self, ending: &str) -> Vec<String> {
        let all = tree(&self.project.path("content"));
        all.keys().filter(|name| name.ends_with(ending)).map(|name| format!("content/{name}")).collect()
    }

    fn pick(&mut self, ending: &str) -> Option<String> {
        let files = self.files(ending);
        self.random.choice(files)
    }

    fn text(&mut self) -> String {
        let word = self.word();
        let mut lines = vec![
            String::from("---"),
            format!("title: {word}\ndate: 2022-0{}-1{}", self.random.u8(1..=9), self.random.u8(0..=9)),
            self.one_of(["kind: activity\nform: 主题党日", "kind: award\nlevel: 县级", "kind: report"]),
            self.one_of(["branch: shang-cun", "branch: dangwei", "branch: [shang-cun, dangwei]"]),
            self.one_of(["", "", "draft: true", "audience: public", "audience: public"]),
        ];
        let tags = format!("tags: [{}, {word}]", self.word());
        lines.extend(self.random.bool().then_some(tags));
        let slug = format!("slug: n{}", self.random.u8(..9));
        lines.extend((self.random.u8(..4) == 0).then_some(slug));
        let ids = self.sometimes(".md").map(|name| format!("evidence: [activities/2022/{}]", name.replace(".md", "")));
        lines.extend(ids);
        lines.extend(self.sometimes(".csv").map(|name| format!("attachments: [{name}]")));
        lines.push(String::from("---\n"));
        lines.extend(self.sometimes(".md").map(|name| format!("见[另一条]({name})。")));
        lines.extend(self.sometimes(".png").map(|name| format!("![照片]({name})")));
        lines.push(format!("{word}正文。\n"));
        lines.join("\n")
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.random.usize(..WORDS.len())]
    }

    fn one_of<const N: usize>(&mut self, texts: [&str; N]) -> String {
        texts[self.random.usize(..N)].to_owned()
    }

    /// The name of a file of this ending, half of the time.
    fn sometimes(&mut self, ending: &str) -> Option<String> {
        let path = self.random.bool().then(|| self.pick(ending)).flatten()?;
        path.rsplit('/').next().map(str::to_owned)
    }

    fn edit(&mut self) -> (String, Touched) {
        self.made += 1;
        match self.random.u8(..16) {
            0..=2 => self.write(&format!("content/activities/2022/n{}.md", self.made), None),
            3..=5 => self.over_an_entry(),
            6 => self.append(),
            7 => self.remove(".md"),
            8 => self.rename(),
            9 => self.attachment(),
            10 => {
                let ending = if self.random.bool() { ".csv" } else { ".png" };
                self.remove(ending)
            }
            11 => self.photo(),
            12 => self.write("content/site.yaml", Some(self.site())),
            13 => self.branches(),
            14 => self.theme(),
            _ => self.broken(),
        }
    }

    fn attachment(&mut self) -> (String, Touched) {
        let path = format!("content/activities/2022/f{}.csv", self.random.u8(..3));
        self.write(&path, Some(self.made.to_string()))
    }

    fn broken(&mut self) -> (String, Touched) {
        let path = format!("content/activities/2022/broken{}.md", self.random.u8(..2));
        self.write(&path, Some(String::from("---\na: [\n---\n")))
    }

    fn write(&mut self, path: &str, text: Option<String>) -> (String, Touched) {
        let text = text.unwrap_or_else(|| self.text());
        self.project.write(path, &text);
        (format!("write {path}: {text}"), touched(&[path]))
    }

    fn over_an_entry(&mut self) -> (String, Touched) {
        let path = self.pick(".md").unwrap_or_else(|| String::from("content/a.md"));
        self.write(&path, None)
    }

    fn append(&mut self) -> (String, Touched) {
        let Some(path) = self.pick(".md") else { return self.over_an_entry() };
        let text = fs::read_to_string(self.project.path(&path)).expect("text") + "\n又一段。\n";
        self.write(&path, Some(text))
    }

    fn remove(&mut self, ending: &str) -> (String, Touched) {
        let Some(path) = self.pick(ending) else { return self.over_an_entry() };
        fs::remove_file(self.project.path(&path)).expect("removed");
        (format!("remove {path}"), touched(&[&path]))
    }

    fn rename(&mut self) -> (String, Touched) {
        let Some(from) = self.pick(".md") else { return self.over_an_entry() };
        let to = format!("content/activities/2022/r{}.md", self.made);
        fs::create_dir_all(self.project.path("content/activities/2022")).expect("a folder");
        fs::rename(self.project.path(&from), self.project.path(&to)).expect("renamed");
        (format!("rename {from} {to}"), touched(&[&from, &to]))
    }

    fn photo(&mut self) -> (String, Touched) {
        let path = format!("content/activities/2022/p{}.png", self.random.u8(..2));
        let side = self.random.u32(1..5);
        image::RgbImage::new(side, side).save(self.project.path(&path)).expect("a photo");
        (format!("photo {path} {side}"), touched(&[&path]))
    }

    fn site(&self) -> String {
        let base = if self.random.clone().bool() { "base_url: https://example.invalid/a\n" } else { "" };
        format!("title: 档案{}\norganization: 中共青溪镇委员会\n{base}", self.made)
    }

    fn branches(&mut self) -> (String, Touched) {
        let top = "- {id: dangwei, name: 青溪镇党委, kind: 党委}\n";
        let below = format!("- {{id: shang-cun, name: 上村{}支部, kind: 党支部, parent: dangwei}}\n", self.made);
        let below = if self.random.u8(..4) > 0 { below } else { String::new() };
        self.write("content/branches.yaml", Some(format!("{top}{below}")))
    }

    fn theme(&mut self) -> (String, Touched) {
        match self.random.u8(..4) {
            0 => self.write("themes/default/static/style.css", Some(format!("/* {} */", self.made))),
            1 => self.write("themes/default/templates/404.html", Some(format!("<p>{}{{{{ root }}}}", self.made))),
            2 => self.write("themes/default/templates/tags.html", Some("{% if %}".into())),
            _ => {
                let _ = fs::remove_dir_all(self.project.path("themes"));
                (String::from("no themes"), touched(&["themes"]))
            }
        }
    }
}

fn random_edits(seed: u64, edition: Edition) {
    let project = Project::base();
    let mut live = Live::open(project.root(), edition).expect("a project");
    let mut editor = Editor { project: &project, random: Rng::with_seed(seed), made: 0 };
    let mut good = 0;
    for step in 0..STEPS {
        let (what, mut told) = editor.edit();
        // A watcher that has lost count names nothing.
        if editor.random.u8(..5) == 0 {
            told = Touched { rescan: true, ..Touched::default() };
        }
        live.update(&told);
        assert_equal(&project, &live, edition, &format!("seed {seed}, step {step}: {what}"));
        good += usize::from(!live.is_behind());
        if live.is_behind() && editor.random.u8(..3) == 0 {
            mend(&project, &mut live);
        }
    }
    assert!(good > STEPS / 8, "seed {seed}: only {good} steps had a site");
}

/// Back to the base archive.
fn mend(project: &Project, live: &mut Live) {
    fs::remove_dir_all(project.path("content")).expect("removed");
    let _ = fs::remove_dir_all(project.path("themes"));
    assert_eq!(live.update(&touched(&["content"])), Effect::Page);
    assert!(live.failure().is_some(), "there is no content");
    crate::harness::copy_tree(&crate::harness::sites().join("base"), project.root());
    live.update(&touched(&["content"]));
    assert!(!live.is_behind(), "{:?}", live.faults());
}

#[test]
fn any_sequence_of_edits_gives_the_site_of_a_build() {
    for seed in 0..4 {
        random_edits(seed, Edition::Internal);
    }
}

#[test]
fn the_public_edition_too() {
    for seed in 100..102 {
        random_edits(seed, Edition::Public);
    }
}

#[test]
fn an_effect_is_no_larger_than_the_change() {
    let project = Project::base();
    project.write("themes/default/static/style.css", "a {}");
    let mut live = Live::open(project.root(), Edition::Internal).expect("a project");
    assert_eq!(live.update(&touched(&["content/activities/2022/good.md"])), Effect::None, "the same bytes");
    assert_eq!(live.update(&touched(&["content/activities/2022/.good.md.swp"])), Effect::None, "an editor's file");
    assert_eq!(live.update(&touched(&["content/activities/2022/4913"])), Effect::None, "gone already");
    project.write("themes/default/static/style.css", "b {}");
    assert_eq!(live.update(&touched(&["themes/default/static/style.css"])), Effect::Style);
    project.write("content/activities/2022/good.md", "---\n");
    assert_eq!(live.update(&touched(&["content/activities/2022/good.md"])), Effect::Page);
    assert!(live.is_behind() && live.site().is_some(), "the last good site stays");
}
