//! What a document's lines tell about it: labels, signatures, decisions.
//! All texts are invented.

use dangan::import::guess::{Asked, Day, Guesses, Kind, Named, Reason, guess};
use dangan::import::{Field, Syntax, draft};

fn guessed(text: &str) -> Guesses {
    let named = |(id, name, parent): (&str, &str, Option<&str>)| Named {
        id: id.to_owned(),
        name: name.to_owned(),
        parent: parent.map(str::to_owned),
    };
    let branches = [
        named(("dw", "中共青溪镇委员会", None)),
        named(("sc", "上村党支部", Some("dw"))),
        named(("jg", "青溪镇机关党支部", Some("dw"))),
    ];
    let made = draft(text, Syntax::PlainText);
    guess(&made.title, &made.lines, Asked { kind: None, branches: &branches })
}

fn field(guesses: &Guesses, key: &str) -> Option<Field> {
    guesses.fields.iter().find(|(k, _)| *k == key).map(|(_, guess)| guess.value.clone())
}

fn text(words: &str) -> Field {
    Field::Text(words.to_owned())
}

fn names(all: &[&str]) -> Field {
    Field::List(all.iter().map(|name| Field::Text((*name).to_owned())).collect())
}

#[test]
fn a_meeting_tells_who_where_and_when() {
    let found = guessed(
        "支委会会议记录\n支　部：机关支部\n时 间：２０２２年３月５日上午９：００—１１：３０　地点：三楼会议室\n主持人：冯启明   记录人:卢怀安\n\
         应到：5人，实到：4人，缺席：许知行\n列席人员：周维岳、林书瑾\n议题：研究换届。\n2022年3月6日",
    );
    assert_eq!(found.kind.value, Kind::Activity);
    let day = found.day.clone().expect("a day");
    assert_eq!((day.value, day.reason), (Day { year: 2022, month: 3, day: 5 }, Reason::Label(String::from("时间："))));
    assert_eq!(found.branch.clone().map(|g| g.value).as_deref(), Some("jg"));
    assert_eq!(field(&found, "form"), Some(text("支委会")));
    assert_eq!(field(&found, "place"), Some(text("三楼会议室")));
    assert_eq!(field(&found, "host"), Some(text("冯启明")));
    assert_eq!(field(&found, "recorder"), Some(text("卢怀安")));
    assert_eq!((field(&found, "start"), field(&found, "end")), (Some(text("09:00")), Some(text("11:30"))));
    assert_eq!(
        (field(&found, "expected"), field(&found, "attended")),
        (Some(Field::Number(5)), Some(Field::Number(4)))
    );
    assert_eq!(field(&found, "absent"), Some(names(&["许知行"])));
    assert_eq!(field(&found, "observers"), Some(names(&["周维岳", "林书瑾"])));
    assert_eq!(field(&found, "agenda"), Some(names(&["研究换届"])));
}

#[test]
fn what_is_no_headcount_is_not_guessed() {
    let found = guessed("党课记录\n2022年3月5日\n参会人员：全体党员和入党积极分子\n应到党员18名，实到 17 人");
    assert_eq!(field(&found, "attended"), None);
    assert_eq!(field(&found, "expected"), Some(Field::Number(18)));
    assert_eq!(field(&found, "place"), None);
}

#[test]
fn a_word_within_a_word_is_no_label() {
    let found = guessed("主题党日记录\n2022年3月5日\n要盯住重点时间：春耕。大会主持人：无名氏");
    assert_eq!(found.day.clone().map(|g| g.reason), Some(Reason::Text));
    assert_eq!(field(&found, "host"), None);
}

#[test]
fn a_decision_tells_honour_issuer_level_and_number() {
    let found = guessed(
        "关于表彰2022年度“先进党支部”的决定\n云州市东湖区委员会文件 东委发[2022]012号\n各党支部：\n上村党支部事迹突出。\n\
         中共云州市东湖区委员会\n二〇二二年六月三十日",
    );
    assert_eq!(found.kind.value, Kind::Award);
    let day = found.day.clone().expect("a day");
    assert_eq!((day.value, day.reason), (Day { year: 2022, month: 6, day: 30 }, Reason::Signature));
    assert_eq!(field(&found, "honour"), Some(text("先进党支部")));
    assert_eq!(field(&found, "issuer"), Some(text("中共云州市东湖区委员会")));
    assert_eq!(field(&found, "level"), Some(text("县级")));
    assert_eq!(field(&found, "document_number"), Some(text("东委发〔2022〕12号")));
    assert_eq!(found.branch.map(|g| g.value).as_deref(), Some("sc"));
}

#[test]
fn a_red_head_and_a_title_of_two_lines_are_seen() {
    let made = draft(
        "中共青溪镇委员会文件\n青党发〔2022〕8号\n关于做好2022年党员发展工作的\n通知\n各党支部：",
        Syntax::PlainText,
    );
    assert_eq!(made.title, "关于做好2022年党员发展工作的通知");
    let body = made.body("x").text;
    assert!(body.starts_with("中共青溪镇委员会文件\n\n青党发〔2022〕8号\n\n各党支部"), "{body}");
}

#[test]
fn a_report_that_names_no_branch_is_about_the_whole() {
    let found = guessed("2022年度抓基层党建述职报告\n各位领导：");
    let branch = found.branch.expect("a branch");
    assert_eq!((branch.value.as_str(), branch.reason), ("dw", Reason::OnlyBranch));
    assert_eq!((found.day, found.year), (None, Some(2022)));
}
