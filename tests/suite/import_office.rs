//! Documents that python-docx, openpyxl and `LibreOffice` wrote → entries, as a clerk meets them.
//! All texts are invented; tests/import/make.py writes the documents, once a run of the tests.

use crate::harness::{Project, Run, tool};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

static MADE: OnceLock<TempDir> = OnceLock::new();

/// One of the documents that the script makes.
pub fn made(name: &str) -> PathBuf {
    let folder = MADE.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/make.py");
        let run = Command::new(tool("python")).arg(script).arg(folder.path()).output();
        let output = run.unwrap_or_else(|e| panic!("python: {e}; tests/run installs it"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "tests/import/make.py: {said}; tests/run installs what it needs");
        folder
    });
    folder.path().join(name)
}

/// Imports one of the documents in Chinese.
fn import(project: &Project, name: &str, more: &[&str]) -> Run {
    let file = made(name);
    let file = file.to_str().expect("a path");
    let mut args = vec!["--lang", "zh", "import", file];
    args.extend(more);
    project.run(&args)
}

/// The entry, without the comment that tells which document it was made of: its mark is another in every run.
fn text(run: &Run) -> String {
    assert_eq!(run.status, 0, "{}", run.stderr);
    let entry = fs::read_to_string(run.stdout.trim()).expect("the entry");
    entry.split_inclusive('\n').filter(|line| !line.starts_with("# imported: ")).collect()
}

const MEETING_HEAD: &str = "---\n\
标题: 上村党支部2022年3月支部党员大会会议记录\n\
类型: 活动  # guessed: 由题名推断\n\
日期: 2022-03-15  # guessed: 由“时间：”推断\n\
支部: shang-cun  # guessed: 由题名推断\n\
形式: 支部党员大会  # guessed: 由题名推断\n\
地点: 村委会二楼会议室  # guessed: 由“地点：”推断\n\
主持人: 王建国  # guessed: 由“主持人：”推断\n\
记录人: 李小芳  # guessed: 由“记录人：”推断\n\
开始: \"14:30\"  # guessed: 由“时间：”推断\n\
结束: \"16:00\"  # guessed: 由“时间：”推断\n\
应到: 12  # guessed: 由“应到：”推断\n\
实到: 10  # guessed: 由“实到：”推断\n";

const MEETING_BODY: &str = "\n\
| 时　间 | 2022年3月15日下午2:30—4:00 | 地　点 | 村委会二楼会议室 |\n\
| --- | --- | --- | --- |\n\
| 主持人 | 王建国 | 记录人 | 李小芳 |\n\
| 应到 | 12人 | 实到 | 10人 |\n\
\n\
## 一、学习文件\n\
\n\
会议学习了**“重要精神”**，*逐字*研读，共 \\*\\*页，见\\_下划线\\_与\\[括号\\]。\n\
\n\
## 二、讨论事项\n\
\n\
- 修水渠\n\
- 评先进\n\
1. 先勘察\n\
2. 再动工\n\
\n\
![](STEM-1.png)\n\
\n";

#[test]
fn a_record_by_python_docx_becomes_an_entry() {
    let project = Project::base();
    let run = import(&project, "meeting.docx", &[]);
    let stem = "20220315-shang-cun-dang-zhi-bu-2022-nian-3-yue-zhi-bu-dang";
    let attached = format!("附件: [{{ 文件: \"{stem}.docx\", 标题: \"meeting.docx\" }}]\n---\n");
    let tables = "| 姓名与职务 |  | 票数 |\n\
        | --- | --- | --- |\n\
        | 张三\\|李四 | 组长 | 9 |\n\
        |  |  | 1 |\n\
        \n\
        | 外层 | 内层甲 内层乙 |\n\
        | --- | --- |\n\
        \n\
        决定同意\n\n";
    assert_eq!(text(&run), format!("{MEETING_HEAD}{attached}{}{tables}", MEETING_BODY.replace("STEM", stem)));
    for told in ["留下 1 处插入，去掉 1 处删除", "1 条批注", "仅供支部存档", "1 个表格套在单元格里", "1 处脱敏"]
    {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    let folder = project.path("content/activities/2022");
    assert_eq!(fs::read(folder.join(format!("{stem}.docx"))).ok(), fs::read(made("meeting.docx")).ok());
    project.build();
    let page = project.page(&format!("activities/2022/{stem}/index.html"));
    assert!(page.contains("<strong>“重要精神”</strong>") && page.contains("<span class=\"mask\">**</span>"), "{page}");
    assert!(page.contains("meeting.docx"), "{page}");
}

#[test]
fn the_same_saved_again_by_libreoffice_reads_the_same() {
    let project = Project::base();
    let entry = text(&import(&project, "saved.docx", &["--no-original"]));
    let stem = "20220315-shang-cun-dang-zhi-bu-2022-nian-3-yue-zhi-bu-dang";
    let expected = format!("{MEETING_HEAD}---\n{}", MEETING_BODY.replace("STEM", stem));
    assert!(entry.starts_with(&expected), "{entry}");
    for kept in ["张三\\|李四", "内层甲 内层乙", "决定同意"] {
        assert!(entry.contains(kept), "{kept}: {entry}");
    }
    assert!(!entry.contains("不同意") && !entry.contains("批注"), "{entry}");
    assert!(!project.path(&format!("content/activities/2022/{stem}.docx")).exists());
}

#[test]
fn numbers_that_word_counts_become_headings() {
    let project = Project::base();
    let entry = text(&import(&project, "numbers.docx", &["--no-original"]));
    let expected = "---\n\
        标题: 青溪镇党委2021年度抓基层党建工作报告\n\
        类型: 报告  # guessed: 由题名推断\n\
        日期: 2021-12-20  # guessed: 由落款推断\n\
        支部: dangwei  # guessed: 由题名推断\n\
        ---\n\
        \n\
        ## 一、主要工作\n\
        \n\
        ### （一）抓学习\n\
        \n\
        #### 1.建制度。\n\
        \n\
        全年学习12次。\n\
        \n\
        ## 二、下步打算\n\
        \n\
        ### （一）再加力\n\
        \n\
        ### （二）再提速\n\
        \n\
        中共青溪镇委员会\n\
        \n\
        2021年12月20日\n\n";
    assert_eq!(entry, expected);
}

const DECISION_HEAD: &str = "---\n\
标题: 关于表彰2022年度先进集体的决定\n\
类型: 荣誉  # guessed: 由题名推断\n\
日期: 2022-06-28  # guessed: 由落款推断\n\
支部: dangwei  # guessed: 由落款推断\n\
称号: 先进基层党组织  # guessed: 由正文推断\n\
级别: 乡镇级  # guessed: 由表彰单位推断\n\
表彰单位: 中共青溪镇委员会  # guessed: 由落款推断\n\
文号: 青党发〔2022〕5号  # guessed: 由正文推断\n\
---\n";

#[test]
fn a_decision_by_libreoffice_becomes_an_award() {
    let project = Project::base();
    let run = import(&project, "decision.docx", &["--no-original"]);
    let body = "\n\
        中共青溪镇委员会文件\n\
        \n\
        青党发〔2022〕5号\n\
        \n\
        ## 总的情况\n\
        \n\
        现**决定**授予上村党支部“先进基层党组织”称号[^1]，再接再厉。\\\n\
        换行以后，见[网上全文](<https://example.org/a?x=1&amp;y=2>)。\n\
        \n\
        ### 名单\n\
        \n\
        - 上村党支部\n\
        \x20 - 第一党小组\n\
        - 机关党支部\n\
        \n\
        | 单位 | 得票 |\n\
        | --- | --- |\n\
        | 上村<br>（含新村） | 31 |\n\
        \n\
        框外的话\n\
        \n\
        框里的话\n\
        \n\
        中共青溪镇委员会\n\
        \n\
        2022年6月28日\n\
        \n\
        [^1]: 经镇党委会议研究。\n\n";
    assert_eq!(text(&run), format!("{DECISION_HEAD}{body}"));
    assert!(run.stderr.contains("1 个文本框") && run.stderr.contains("去掉 1 处删除"), "{}", run.stderr);
    project.build();
}

#[test]
fn a_page_saved_by_libreoffice_reads_as_the_document_does() {
    let project = Project::base();
    let run = import(&project, "decision.html", &[]);
    let entry = text(&run);
    assert!(entry.starts_with(DECISION_HEAD), "{entry}");
    for kept in
        ["## 总的情况", "现**决定**授予", "### 名单", "- 上村党支部\n  - 第一党小组\n", "| 上村<br>（含新村） | 31 |"]
    {
        assert!(entry.contains(kept), "{kept}: {entry}");
    }
    assert!(run.stderr.contains("网页可能带脚本"), "{}", run.stderr);
    project.build();
}

/// As Word saves a page: GBK, line ends within sentences, list markers as text, conditional comments.
const PAGE: &str = "<html xmlns:o=\"urn:x\"><head><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\">\r\n\
<title>不是题名</title><style><!-- p.MsoNormal {color:red} --></style>\r\n\
<!--[if gte mso 9]><xml><w:WordDocument>9</w:WordDocument></xml><![endif]--></head><body lang=ZH-CN>\r\n\
<p class=MsoTitle align=center><b>上村党支部2022年4月\r\n党课记录</b><o:p></o:p></p>\r\n\
<h1>一、主要内容</h1>\r\n\
<p class=MsoNormal>时间：2022年4月12日 地点：村委会<br>应到18人，实到<span style='font-weight:bold'>17</span>人</p>\r\n\
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>读原文</p>\r\n\
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>谈体会</p>\r\n\
<p>共<b>**</b>人 &lt;签名&gt; a\r\nb<del>删去</del><ins>补上</ins></p>\r\n\
<table><tr><td rowspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>\r\n\
<img src=\"p.files/image001.png\"><img src=\"../outside.png\">\r\n\
<div style='mso-element:comment-list'><div style='mso-element:comment'>批注的话</div></div>\r\n\
</body></html>";

#[test]
fn a_page_saved_by_word_in_gbk_is_read() {
    let project = Project::base();
    let (gbk, _, _) = encoding_rs::GB18030.encode(PAGE);
    project.write("inbox/p.htm", &gbk);
    project.write("outside.png", b"not to be read");
    let picture = project.path("red.png");
    image::RgbImage::from_pixel(3, 2, image::Rgb([200, 0, 0])).save(&picture).expect("a picture");
    project.write("inbox/p.files/image001.png", fs::read(&picture).expect("bytes"));
    let run = project.run(&["--lang", "zh", "import", project.path("inbox/p.htm").to_str().expect("a path")]);
    let stem = "20220412-shang-cun-dang-zhi-bu-2022-nian-4-yue-dang-ke-ji-lu";
    let expected = format!(
        "---\n\
        标题: 上村党支部2022年4月党课记录\n\
        类型: 活动  # guessed: 由题名推断\n\
        日期: 2022-04-12  # guessed: 由“时间：”推断\n\
        支部: shang-cun  # guessed: 由题名推断\n\
        形式: 党课  # guessed: 由题名推断\n\
        地点: 村委会  # guessed: 由“地点：”推断\n\
        应到: 18  # guessed: 由正文推断\n\
        实到: 17  # guessed: 由正文推断\n\
        ---\n\
        \n\
        ## 一、主要内容\n\
        \n\
        时间：2022年4月12日 地点：村委会\\\n\
        应到18人，实到**17**人\n\
        \n\
        - 读原文\n\
        - 谈体会\n\
        \n\
        共\\*\\*人 \\<签名\\> a b补上\n\
        \n\
        | 甲 | 乙 |\n\
        | --- | --- |\n\
        |  | 丙 |\n\
        \n\
        ![]({stem}-1.png)\n\n"
    );
    assert_eq!(text(&run), expected);
    assert!(run.stderr.contains("1 条批注") && run.stderr.contains("1 张图片不在文档里"), "{}", run.stderr);
    project.build();
}

#[test]
fn a_folder_is_read_in_order_and_nothing_is_passed_over_in_silence() {
    let project = Project::base();
    let words = "上村党支部主题党日记录\n时间：2022年5月6日\n正文";
    for name in ["inbox/b/2.txt", "inbox/a/1.txt"] {
        project.write(name, format!("{words}，见{name}。"));
    }
    project.write("inbox/a/~$1.docx", "lock");
    project.write("inbox/c/old.doc", [0xD0, 0xCF, 0x11, 0xE0]);
    project.write("inbox/c/old.xls", [0xD0, 0xCF, 0x11, 0xE0]);
    project.write("inbox/c/locked.docx", [0xD0, 0xCF, 0x11, 0xE0]);
    project.write("inbox/c/photo.heic", "x");
    let inbox = project.path("inbox");
    let run = project.run(&["import", "--format", "json", inbox.to_str().expect("a path")]);
    assert_eq!(run.status, 1);
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let names = |list: &str, key: &str| -> Vec<String> {
        let all = object[list].as_array().expect("a list").iter();
        all.map(|item| item[key].as_str().expect("text").replace('\\', "/")).collect()
    };
    let written: Vec<String> = object["written"].as_array().expect("a list").iter().map(ToString::to_string).collect();
    assert_eq!(written.len(), 2);
    assert!(written[0].ends_with("ri-ji-lu.md\"") && written[1].ends_with("ri-ji-lu-2.md\""), "{written:?}");
    assert_eq!(names("diagnostics", "code"), ["import.encrypted", "import.format", "import.format"]);
    let hints = names("diagnostics", "hint");
    assert!(hints[1].contains(".docx") && hints[2].contains(".xlsx"), "{hints:?}");
    let notices = names("notices", "file");
    for left in ["a/~$1.docx", "c/photo.heic"] {
        assert!(notices.iter().any(|file| file.ends_with(left)), "{left}: {notices:?}");
    }
    let first = fs::read_to_string(
        project.path("content/activities/2022/20220506-shang-cun-dang-zhi-bu-zhu-ti-dang-ri-ji-lu.md"),
    );
    assert!(first.expect("the entry").contains("title: \"1.txt\""));
    project.build();
    // The archive's own content is none of a folder's documents.
    let root = project.root().to_str().expect("a path").to_owned();
    let again = project.run(&["import", &root, "--format", "json"]);
    assert!(!again.stdout.contains("content/activities/2022/good"), "{}", again.stdout);
}

#[test]
fn what_nobody_knows_is_asked_for() {
    let project = Project::base();
    project.write("inbox/plain.txt", "好文件\n\n正文。");
    let file = project.path("inbox/plain.txt");
    let file = file.to_str().expect("a path");
    let run = project.run(&["import", file]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("--date") && run.stderr.contains("--branch") && run.stderr.contains("plain.txt"));
    let run = project.run(&["import", file, "--date", "2022-01-02", "--branch", "上村党支部"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let entry = fs::read_to_string(run.stdout.trim()).expect("the entry");
    assert!(entry.contains("date: 2022-01-02\n") && entry.contains("branch: shang-cun\n"), "{entry}");
}

#[test]
fn check_lists_every_guess_until_a_person_confirms_it() {
    let project = Project::base();
    let entry = "---\ntitle: \"a # guessed: b\"\nkind: activity  # guessed: from the title\ndate: 2022-03-10\nbranch: shang-cun\n\
        form: 党课  # guessed: from “形式：”\n---\n\nx # guessed: no comment\n";
    project.write("content/a.md", entry);
    let seen = |project: &Project| {
        let run = project.run(&["check", "--format", "json"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let all = object["diagnostics"].as_array().expect("a list").clone();
        let place = |d: &serde_json::Value| (d["line"].as_u64(), d["column"].as_u64());
        let guessed = all.iter().filter(|d| d["code"] == "import.guessed");
        guessed.map(|d| (d["severity"].to_string(), d["file"].to_string(), place(d))).collect::<Vec<_>>()
    };
    let (severity, file) = (String::from("\"warning\""), String::from("\"content/a.md\""));
    let at = |line, column| (severity.clone(), file.clone(), (Some(line), Some(column)));
    assert_eq!(seen(&project), [at(3, 17), at(6, 11)]);
    project.write("content/a.md", entry.replace("  # guessed: from", "  # confirmed: from"));
    assert_eq!(seen(&project), []);
}
