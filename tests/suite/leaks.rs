//! The public edition tells nothing of what is not public: canaries in every field, and random archives.
//! Every byte is looked at as it is written and as a browser decodes it.

use crate::harness::{Project, tree};
use dangan::model::keys::{ACTIVITY, AWARD, COMMON, KeyName, REPORT};
use dangan::search::shard::Shard;
use dangan::search::texts::{Dictionary, inflate};
use fastrand::Rng;
use image::{DynamicImage, ImageFormat, RgbImage};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

type Tree = BTreeMap<String, Vec<u8>>;

/// A Han character and Latin letters that nothing but the canaries has.
const HAN: char = '龘';
const LATIN: &str = "cnry";

/// The canaries as a file could hold them.
const NEEDLES: [&str; 7] = ["龘", "cnry", "CNRY", "%E9%BE%98", "%e9%be%98", "\\u9f98", "&#40856;"];

/// Texts that no other text contains.
#[derive(Default)]
struct Canaries(Vec<String>);

impl Canaries {
    fn next(&mut self) -> String {
        let text = format!("{HAN}{LATIN}{:04}", self.0.len());
        self.0.push(text.clone());
        text
    }
}

/// The front matter of an internal entry with a canary in every field that can hold one.
fn marked(kind: &str, table: &[KeyName], canaries: &mut Canaries) -> String {
    let mut text = format!("---\n# 注释{}\n", canaries.next());
    for (key, _) in COMMON.iter().chain(table) {
        let mut c = || canaries.next();
        let value = match *key {
            "kind" => kind.to_owned(),
            "date" | "recorded" => String::from("2022-05-01"),
            "year" => String::from("2022"),
            "branch" => String::from("shang-cun"),
            "audience" => String::from("internal"),
            "draft" | "masks" => String::from("false"),
            "retention" => String::from("永久"),
            "level" => String::from("国家级"),
            "start" | "end" => String::from("2022-05-01 14:30"),
            "hours" => String::from("2.5"),
            "slug" => format!("{LATIN}-{kind}"),
            "tags" | "agenda" | "resolutions" | "recipients" | "expected" | "attended" | "absent" | "observers" => {
                format!("[{}, {}]", c(), c())
            }
            "attachments" => format!("[{{file: 附件{HAN}{LATIN}.csv, title: {}}}]", c()),
            "photos" => format!("[{{file: 照片{HAN}{LATIN}.png, title: {}}}]", c()),
            "evidence" => format!("[activities/2022/{LATIN}-activity]"),
            "indicators" => format!("[{{name: {}, value: 7, unit: {}, source: {}}}]", c(), c(), c()),
            "problems" => format!(
                "[{{id: {LATIN}-p, title: {}, source: {}, cause: {}, owner: {}, result: {}, measures: [{{title: {}, owner: {}}}]}}]",
                c(),
                c(),
                c(),
                c(),
                c(),
                c(),
                c()
            ),
            "commitments" => format!("[{{who: {}, title: {}}}]", c(), c()),
            "targets" => format!("[{{indicator: {}, op: '>=', value: 3, year: 2023, unit: {}}}]", c(), c()),
            "tasks" => format!("[{{title: {}, list: {}, owner: {}, due: 2022-06-01, state: 逾期}}]", c(), c(), c()),
            "claims" => format!("[{{text: {}, value: 5, unit: {}, form: {}, tag: {}}}]", c(), c(), c(), c()),
            "waive" => format!("[{{code: leak.mobile, reason: {}}}]", c()),
            // All others are plain texts; a key added later that is not breaks the build of this archive.
            _ => c(),
        };
        let _ = writeln!(text, "{key}: {value}");
    }
    let mut c = || canaries.next();
    let _ = write!(
        text,
        "---\n\n## {}\n\n{}，**{}**[^1]，[链接](附件{HAN}{LATIN}.csv)，![图](照片{HAN}{LATIN}.png)\n\n\
         | {} |\n|---|\n| {} |\n\n- {}\n\n<!-- {} -->\n\n[^1]: {}\n",
        c(),
        c(),
        c(),
        c(),
        c(),
        c(),
        c(),
        c()
    );
    text
}

/// A photo that carries a text in each way that JPEG has for it.
fn jpeg_with(text: &str) -> Vec<u8> {
    let mut plain = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(40, 30, |x, y| image::Rgb(if x > y { [200, 40, 30] } else { [20, 90, 160] }));
    DynamicImage::ImageRgb8(picture).write_to(&mut plain, ImageFormat::Jpeg).expect("a picture");
    let mut segments = Vec::new();
    let exif = [
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0".as_slice(),
        &[u8::try_from(text.len()).expect("short"), 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0],
    ];
    for (marker, head) in
        [(0xE1, exif.concat()), (0xE1, b"http://ns.adobe.com/xap/1.0/\0".to_vec()), (0xFE, Vec::new())]
    {
        let body = [head.as_slice(), text.as_bytes(), b"\0"].concat();
        let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
        segments.extend([&[0xFF, marker], length.as_slice(), &body].concat());
    }
    let plain = plain.into_inner();
    [&plain[..2], &segments, &plain[2..]].concat()
}

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::new(8, 8)).write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// An archive with a public entry and internal ones full of canaries.
fn marked_archive(canaries: &mut Canaries) -> Project {
    let project = Project::base();
    fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write(
        "content/site.yaml",
        format!(
            "# {}\ntitle: 青溪镇党建档案\norganization: 中共青溪镇委员会\nbase_url: https://example.invalid/\n\
             archive_number: {{fonds: Z109, units: {{dangwei: BGS}}, retention: {{activity: 10年, award: 永久, report: 30年}}}}\n",
            canaries.next()
        ),
    );
    let branches = fs::read_to_string(project.path("content/branches.yaml")).expect("branches");
    project.write("content/branches.yaml", format!("# {}\n{branches}", canaries.next()));
    for (kind, table) in [("activity", ACTIVITY), ("award", AWARD), ("report", REPORT)] {
        let text = marked(kind, table, canaries);
        project.write(&format!("content/in/{kind}.md"), &text);
        let draft = text
            .replace("draft: false", "draft: true")
            .replace("audience: internal", "audience: public")
            .replace(&format!("slug: {LATIN}-"), &format!("slug: {LATIN}-draft-"));
        project.write(&format!("content/in/{kind}-draft.md"), draft.replace("number: ", "number: D"));
    }
    project.write(&format!("content/in/附件{HAN}{LATIN}.csv"), canaries.next());
    project.write(&format!("content/in/照片{HAN}{LATIN}.png"), png());
    project.write("content/open/photo.jpg", jpeg_with(&canaries.next()));
    project.write("content/open/list.csv", "公开的附件");
    project.write("content/open/open.md", open_entry(canaries));
    project
}

/// A public entry with every sort of reference to internal ones.
fn open_entry(canaries: &mut Canaries) -> String {
    format!(
        "---\n# {}\ntitle: 公开的报告\nkind: report\ndate: 2022-06-01\nbranch: shang-cun\naudience: public\n\
         evidence: [activities/2022/{LATIN}-activity]\nattachments: [list.csv]\nphotos: [photo.jpg]\n\
         problems: [{{id: p1, title: 问题, recurs: 'reports/2022/{LATIN}-report#{LATIN}-p', \
         evidence: [awards/2022/{LATIN}-award], measures: [{{title: 措施, evidence: [awards/2022/{LATIN}-award]}}]}}]\n\
         claims: [{{text: 报数, value: 3, evidence: [activities/2022/{LATIN}-activity]}}]\n---\n\n\
         见[内部的活动](../in/activity.md)和[它的一段](../in/award.md#{LATIN}-1)。<!-- {} -->\n\n![照片](photo.jpg)\n",
        canaries.next(),
        canaries.next()
    )
}

fn public(project: &Project) -> Tree {
    let run = project.run(&["build", "--audience", "public"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    tree(&project.path("public"))
}

/// What a browser makes of a shard's script: its bytes, and what they inflate to where they do.
fn decoded(name: &str, script: &[u8], dictionary: &Dictionary) -> Vec<Vec<u8>> {
    let raw = Shard::of_script(name, script).unwrap_or_else(|| panic!("{name} is no whole shard")).bytes;
    let own = if name.starts_with('t') && name != "tags" { dictionary } else { &Dictionary::default() };
    let inflated = inflate(&raw, own);
    // The directory, the texts, the tags and the sounds are deflated; lists and positions are not.
    let deflated = !name.starts_with(['s', 'l', 'p']) || name == "sounds";
    assert!(!deflated || inflated.is_some(), "{name} does not inflate");
    [raw].into_iter().chain(inflated).collect()
}

/// The directory of the search, as JSON.
fn directory(site: &Tree) -> serde_json::Value {
    let forms = decoded("directory", &site["search/index/directory.js"], &Dictionary::default());
    serde_json::from_slice(forms.last().expect("inflated")).expect("JSON")
}

/// Every form of every file: its name, its bytes, decoded shards.
fn forms(site: &Tree) -> Vec<(String, Vec<u8>)> {
    let mut forms = Vec::new();
    let own = directory(site)["dictionary"].as_str().expect("a dictionary").to_owned();
    let dictionary = Dictionary::of(&[own.into_bytes()]);
    for (name, bytes) in site {
        forms.push((format!("the name {name}"), name.as_bytes().to_vec()));
        if let Some(shard) = name.strip_prefix("search/index/").and_then(|file| file.strip_suffix(".js")) {
            let decoded = decoded(shard, bytes, &dictionary);
            forms.extend(decoded.into_iter().map(|form| (format!("{name}, decoded"), form)));
        }
        forms.push((name.clone(), bytes.clone()));
    }
    forms
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

fn found(site: &Tree) -> Vec<String> {
    let forms = forms(site);
    let hits = forms.iter().flat_map(|(name, bytes)| {
        NEEDLES.iter().filter(|needle| holds(bytes, needle)).map(move |needle| format!("{needle} in {name}"))
    });
    hits.collect()
}

/// The characters that the search index knows, from the directory's first gram of each list.
fn characters(site: &Tree) -> Vec<u32> {
    let directory = directory(site);
    let distances = directory["tokens"].as_array().expect("tokens").iter();
    let sums = distances.scan(0, |sum, distance| {
        *sum += u32::try_from(distance.as_u64().expect("a number")).expect("small");
        Some(*sum)
    });
    sums.collect()
}

fn searched(project: &Project, words: &[String], expected: &str) {
    let list = project.path("words.json");
    fs::write(&list, serde_json::to_string(words).expect("JSON")).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/absent.js");
    let output = Command::new("node").arg(script).arg(project.path("public")).arg(&list).arg(expected).output();
    let output = output.expect("Node.js is needed for the search tests");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn no_canary_reaches_the_public_edition() {
    let mut canaries = Canaries::default();
    let project = marked_archive(&mut canaries);
    let site = public(&project);
    assert_eq!(found(&site), Vec::<String>::new());
    assert!(!characters(&site).contains(&u32::from(HAN)));
    let page = project.page("reports/2022/open/index.html");
    assert!(page.contains("见内部的活动和它的一段。"), "the words of the links stay");
    assert!(site.keys().any(|name| name.ends_with("list.csv")), "its own attachment is there");
    let mut words: Vec<String> = canaries.0.clone();
    words.extend([
        HAN.to_string(),
        LATIN.to_owned(),
        format!("{HAN}{LATIN}"),
        String::from("dacnry"),
        String::from("逾期"),
    ]);
    searched(&project, &words, "absent");
    searched(&project, &[String::from("公开的报告"), String::from("措施")], "present");
}

/// The same looks, at an edition that does hold the canaries, find them: the test can fail.
#[test]
fn the_canaries_are_found_where_they_may_be() {
    let mut canaries = Canaries::default();
    let project = marked_archive(&mut canaries);
    project.build();
    let site = tree(&project.path("public"));
    let found = found(&site);
    for place in ["the name ", "search/index/t0.js, decoded", "archive.json", "index.html"] {
        assert!(found.iter().any(|hit| hit.contains(place)), "{place} holds no canary: {found:?}");
    }
    assert!(characters(&site).contains(&u32::from(HAN)));
    let title = fs::read_to_string(project.path("content/in/award.md")).expect("an entry");
    let title = title.lines().find_map(|line| line.strip_prefix("title: ")).expect("a title").to_owned();
    searched(&project, &[title, HAN.to_string(), LATIN.to_owned()], "present");
    let photo = fs::read(project.path("content/open/photo.jpg")).expect("a photo");
    assert_eq!(photo.windows(LATIN.len()).filter(|w| *w == LATIN.as_bytes()).count(), 3, "EXIF, XMP and a comment");
    assert!(image::load_from_memory(&photo).is_ok());
}

/// A random archive whose entries link to each other across the audiences, and what each file holds.
fn random_archive(random: &mut Rng) -> Project {
    let project = Project::base();
    let rule = "archive_number: {fonds: Z109, retention: {activity: 10年, award: 永久, report: 30年}}\n";
    let site = fs::read_to_string(project.path("content/site.yaml")).expect("settings");
    project.write("content/site.yaml", format!("{site}{}", if random.bool() { rule } else { "" }));
    for asset in 0..4 {
        project.write(&format!("content/r/a{asset}.csv"), format!("附件 {}", random.u32(..)));
        project.write(&format!("content/r/p{asset}.png"), png());
    }
    let count = random.usize(2..14);
    for i in 0..count {
        let text = random_entry(random, i, count);
        project.write(&format!("content/r/e{i}.md"), text);
    }
    if random.bool() {
        assert_eq!(project.run(&["catalogue"]).status, 0);
        let late = random_entry(random, count, count);
        project.write(&format!("content/r/e{count}.md"), late);
    }
    project
}

const KINDS: [&str; 3] = ["activity", "award", "report"];
const PLURALS: [&str; 3] = ["activities", "awards", "reports"];
const WORDS: [&str; 8] = ["学习", "调研", "慰问", "义诊", "植树", "评议", "ABC", "二〇二二年"];

fn random_entry(random: &mut Rng, i: usize, count: usize) -> String {
    let word = |random: &mut Rng| *random.choice(&WORDS).unwrap_or(&"");
    let other = random.usize(..count);
    let mut text = format!(
        "---\ntitle: {}{}\nkind: {}\ndate: 2022-0{}-1{}\nyear: 2022\nbranch: {}\n",
        word(random),
        word(random),
        KINDS[i % 3],
        random.u8(1..10),
        random.u8(..10),
        random.choice(["shang-cun", "dangwei", "[dangwei, shang-cun]"]).unwrap_or("dangwei")
    );
    let mut maybe = |line: String, random: &mut Rng| {
        if random.bool() {
            text.push_str(&line);
            text.push('\n');
        }
    };
    maybe(String::from("audience: public"), random);
    maybe(format!("tags: [{}, {}1]", word(random), word(random)), random);
    maybe(format!("series: {}", word(random)), random);
    maybe(format!("summary: {}", word(random)), random);
    maybe(format!("evidence: [{}/2022/e{other}]", PLURALS[other % 3]), random);
    maybe(format!("attachments: [a{}.csv]", random.u8(..4)), random);
    maybe(format!("photos: [p{}.png]", random.u8(..4)), random);
    if i % 3 == 1 {
        maybe(String::from("level: 县级\nhonour: 先进"), random);
    }
    let _ = write!(text, "---\n\n{}正文[另一条](e{other}.md)。\n\n![图](p{}.png)\n", word(random), random.u8(..4));
    text
}

fn is_public(text: &str) -> bool {
    text.contains("audience: public")
}

/// The public edition of an archive, and that of what remains when internal entries are emptied: those that a
/// public one refers to keep their id and nothing else, all others are gone, with the files that nobody uses.
#[test]
fn the_public_edition_does_not_depend_on_internal_entries() {
    let mut linked = 0;
    for seed in 0..40 {
        let mut random = Rng::with_seed(seed);
        let project = random_archive(&mut random);
        let whole = public(&project);
        let entries = entries_of(&project);
        let open: String = entries.iter().filter(|(_, text)| is_public(text)).map(|(_, text)| text.as_str()).collect();
        for (i, text) in entries.iter().filter(|(_, text)| !is_public(text)) {
            let file = format!("content/r/e{i}.md");
            if open.contains(&format!("(e{i}.md)")) || open.contains(&format!("/e{i}]")) {
                linked += 1;
                let kind = text.lines().find(|line| line.starts_with("kind: ")).expect("a kind");
                project.write(&file, format!("---\ntitle: 空\n{kind}\ndate: 2022-01-01\nbranch: dangwei\n---\n"));
            } else {
                fs::remove_file(project.path(&file)).expect("removed");
            }
        }
        fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
        remove_unused(&project, &open);
        let without_catalogue_rows = keep_rows(&project, &entries);
        fs::remove_dir_all(project.path("public")).expect("removed");
        assert_same(&whole, &public(&project), &format!("seed {seed}, rows left out: {without_catalogue_rows}"));
    }
    assert!(linked > 40, "too few links across audiences to tell: {linked}");
}

fn entries_of(project: &Project) -> Vec<(usize, String)> {
    let numbers = (0..20).filter(|i| project.path(&format!("content/r/e{i}.md")).exists());
    numbers.map(|i| (i, fs::read_to_string(project.path(&format!("content/r/e{i}.md"))).expect("text"))).collect()
}

fn remove_unused(project: &Project, open: &str) {
    for i in 0..4 {
        for file in [format!("a{i}.csv"), format!("p{i}.png")] {
            if !open.contains(&file) {
                fs::remove_file(project.path(&format!("content/r/{file}"))).expect("removed");
            }
        }
    }
}

/// Leaves in the catalogue the rows of public entries alone; says how many others there were.
fn keep_rows(project: &Project, entries: &[(usize, String)]) -> usize {
    let path = project.path("content/catalogue.csv");
    let Ok(text) = fs::read_to_string(&path) else { return 0 };
    let hidden = |line: &str| {
        let internal = entries.iter().filter(|(_, text)| !is_public(text));
        line.contains("/good") || internal.clone().any(|(i, _)| line.trim_end().ends_with(&format!("/e{i}")))
    };
    let kept: String = text.split_inclusive('\n').filter(|line| !hidden(line)).collect();
    let left = text.lines().count() - kept.lines().count();
    fs::write(&path, kept).expect("written");
    left
}

fn assert_same(left: &Tree, right: &Tree, told: &str) {
    let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(left), names(right), "{told}");
    for (name, bytes) in left {
        assert!(right[name] == *bytes, "{told}: {name} differs");
    }
}

/// Each way in which a public entry can name what its readers may not see.
#[test]
fn references_to_what_is_hidden_leave_their_words_alone() {
    let mut canaries = Canaries::default();
    let project = marked_archive(&mut canaries);
    public(&project);
    let page = project.page("reports/2022/open/index.html");
    let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or(""));
    let dead: Vec<&str> = links.filter(|href| href.contains("/in/") || href.contains(LATIN)).collect();
    assert!(dead.is_empty(), "{dead:?}");
    assert!(!page.contains("class=\"related\""), "an empty section stands where evidence is hidden");
    let archive: serde_json::Value = serde_json::from_str(&project.page("archive.json")).expect("JSON");
    assert_eq!(archive["entries"].as_array().map(Vec::len), Some(1));
}
