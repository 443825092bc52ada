//! The pages of the form, put together from their parts. Never holds anything of an archive: scripts ask for it.

const SHELL: &str = include_str!("page/shell.html");

/// A page by the last part of its address.
pub fn html(name: &str) -> Option<String> {
    let (title, main, scripts): (&str, &str, &[&str]) = match name {
        "" => ("条目", include_str!("page/list.html"), &["list"]),
        "entry" => (
            "填写",
            include_str!("page/entry.html"),
            &["rows", "records", "branches", "fields", "faults", "preview", "files", "conflict", "late", "entry"],
        ),
        "import" => ("导入", include_str!("page/import.html"), &["import"]),
        "check" => ("检查", include_str!("page/check.html"), &["check"]),
        _ => return None,
    };
    let scripts: Vec<String> =
        scripts.iter().map(|name| format!("<script src=\"/__dangan/edit/{name}.js\"></script>\n")).collect();
    let current = format!("data-page=\"{}\"", if name == "entry" { "" } else { name });
    let page = SHELL.replace("{title}", title).replace("{main}", main).replace("{scripts}", &scripts.concat());
    Some(page.replace(&current, &format!("{current} aria-current=\"page\"")))
}

/// A script or style sheet.
pub fn part(name: &str) -> Option<&'static str> {
    Some(match name {
        "theme.css" => include_str!("../../../themes/default/static/style.css"),
        "prefs.js" => include_str!("../../../themes/default/static/prefs.js"),
        "edit.css" => include_str!("page/edit.css"),
        "base.js" => include_str!("page/base.js"),
        "list.js" => include_str!("page/list.js"),
        "rows.js" => include_str!("page/rows.js"),
        "records.js" => include_str!("page/records.js"),
        "branches.js" => include_str!("page/branches.js"),
        "fields.js" => include_str!("page/fields.js"),
        "faults.js" => include_str!("page/faults.js"),
        "preview.js" => include_str!("page/preview.js"),
        "files.js" => include_str!("page/files.js"),
        "conflict.js" => include_str!("page/conflict.js"),
        "late.js" => include_str!("page/late.js"),
        "entry.js" => include_str!("page/entry.js"),
        "import.js" => include_str!("page/import.js"),
        "check.js" => include_str!("page/check.js"),
        _ => return None,
    })
}
