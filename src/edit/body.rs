//! The text below the front matter as the form shows it, and back: lines that did not change keep their bytes.
//! Never looks into a line.

/// What the form shows: without the blank lines above it, lines ended by line feeds as every browser gives them.
pub fn shown(body: &str) -> String {
    let (_, text) = divide(body);
    lines(text).into_iter().flat_map(|line| [bare(line), if ends(line) { "\n" } else { "" }]).collect()
}

/// The body with what the form gave back.
pub fn splice(body: &str, new: &str, newline: &str) -> String {
    let (lead, old) = divide(body);
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(old), lines(new));
    let same = |(a, b): &(&&str, &&str)| bare(a) == bare(b) && ends(a) == ends(b);
    let head = old.iter().zip(&new).take_while(same).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
    let mut out = lead.to_owned();
    out.extend(old[..head].iter().copied());
    for line in &new_rest[..new_rest.len() - tail] {
        out.push_str(bare(line));
        out.push_str(if ends(line) { newline } else { "" });
    }
    out.extend(old_rest[old_rest.len() - tail..].iter().copied());
    out
}

/// The blank lines above a text, and the text.
fn divide(body: &str) -> (&str, &str) {
    let blank = lines(body).into_iter().take_while(|line| bare(line).is_empty() && ends(line));
    body.split_at(blank.map(str::len).sum())
}

/// Lines with their ends, of which there are three sorts.
fn lines(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n']) {
        let length = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        let (line, after) = rest.split_at(at + length);
        found.push(line);
        rest = after;
    }
    found.extend(Some(rest).filter(|rest| !rest.is_empty()));
    found
}

fn bare(line: &str) -> &str {
    line.trim_end_matches(['\r', '\n'])
}

fn ends(line: &str) -> bool {
    line.ends_with(['\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_stay_keep_their_ends() {
        let body = "\r\n\r\n一\r\n二\n三\r四";
        assert_eq!(shown(body), "一\n二\n三\n四");
        assert_eq!(splice(body, "一\n二\n三\n四", "\r\n"), body);
        assert_eq!(splice(body, "一\n新\n\n三\n四", "\r\n"), "\r\n\r\n一\r\n新\r\n\r\n三\r四");
        assert_eq!(splice("", "新\n", "\n"), "新\n");
        assert_eq!(splice("\n旧\n", "", "\n"), "\n");
    }
}
