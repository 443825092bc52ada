//! Arguments → one library call → diagnostics → exit status.
//! The only file that prints and that reads the environment.

#[path = "main/ask.rs"]
mod ask;
#[path = "main/bar.rs"]
mod bar;
#[path = "main/freeze.rs"]
mod freeze;
#[path = "main/look.rs"]
mod look;
#[path = "main/parts.rs"]
mod parts;
#[path = "main/send.rs"]
mod send;

use bar::Bar;
use clap::{CommandFactory, Parser};
use dangan::cli::{
    AudienceArg, BuildArgs, CatalogueArgs, Cli, Command, Format, ImportArgs, KindArg, LangArg, NewArgs, ServeArgs,
    VerifyArgs,
};
use dangan::diag::terminal::{self, Colour};
use dangan::diag::{self, Diagnostic, Failure, Lang, Severity};
use dangan::load::Sources;
use dangan::model::Edition;
use dangan::model::earlier;
use dangan::model::entry::Kind;
use dangan::progress::Silent;
use dangan::serve::{self, Report};
use dangan::verify::Lists;
use dangan::watch::Silence;
use dangan::{BuildOptions, Built, Outcome, scaffold, schema, verify};
use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// The content has faults.
const FAULTY: u8 = 1;

/// Wrong usage, or the environment failed.
const FAILED: u8 = 2;

/// More faults than this are summed up on a terminal: nobody reads a thousand.
const SHOWN: usize = 100;

/// A build makes and drops small texts by the million, and the system's allocator looks ever longer for free memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = language(cli.lang);
    let result = match cli.command {
        None => build(&cli.root, &BuildArgs::default(), cli.format, lang),
        Some(Command::Merge(args)) => parts::merge(&cli.root, &args, cli.format, lang),
        Some(Command::Build(args)) => build(&cli.root, &args, cli.format, lang),
        Some(Command::Serve(args)) => serve(&cli.root, args, lang),
        Some(Command::Verify(args)) => verify(&args, cli.format, lang),
        Some(Command::Check(args)) => look::check(&cli.root, &args, cli.format, lang),
        Some(Command::Init { dir }) => scaffold::init(&dir).map(|()| print_path(&dir)),
        Some(Command::New(args)) => new(&cli.root, &args, lang),
        Some(Command::Import(args)) => import(&cli.root, &args, cli.format, lang),
        Some(Command::Snapshot(args)) => freeze::snapshot(&cli.root, &args, cli.format, lang),
        Some(Command::Diff(args)) => freeze::diff(&args, cli.format, lang),
        Some(Command::Publish(args)) => send::publish(&cli.root, &args, cli.format, lang),
        Some(Command::Catalogue(args)) => catalogue(&cli.root, &args, cli.format, lang),
        Some(Command::Schema) => print(&schema::json()),
        Some(Command::Completions { shell }) => {
            clap_complete::generate(shell, &mut Cli::command(), "dangan", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    };
    result.unwrap_or_else(|failure| fail(&failure, lang))
}

/// `--lang`, else Chinese where `LC_ALL` or `LANG` begins with `zh`.
fn language(asked: Option<LangArg>) -> Lang {
    let locale = || {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        set("LC_ALL").or_else(|| set("LANG")).unwrap_or_default()
    };
    match asked {
        Some(LangArg::Zh) => Lang::Chinese,
        None if locale().starts_with("zh") => Lang::Chinese,
        Some(LangArg::En) | None => Lang::English,
    }
}

fn fail(failure: &Failure, lang: Lang) -> ExitCode {
    // A stream that takes no message must not hide the exit status.
    let _ = writeln!(std::io::stderr(), "{}", failure.text(lang));
    ExitCode::from(FAILED)
}

/// Prints a result; a reader that has gone away is no fault of ours.
fn print(text: &str) -> Result<ExitCode, Failure> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Io { path: PathBuf::from("stdout"), error })
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn print_path(path: &Path) -> ExitCode {
    print(&path.display().to_string()).unwrap_or(ExitCode::from(FAILED))
}

fn build(root: &Path, args: &BuildArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let out = args.out.clone().unwrap_or_else(|| root.join("public"));
    let edition = edition(args.audience);
    let bar = Bar::new(lang);
    let options = BuildOptions { root: root.to_path_buf(), out: out.clone(), edition };
    let result = match args.part {
        None => dangan::build(&options, &bar),
        Some(share) => dangan::parts::build(&options, share, &bar),
    };
    bar.finish();
    let outcome = result?;
    show(&outcome.sources, &outcome.diagnostics, lang);
    if format == Format::Json {
        print(&build_json(&outcome, &out, lang))?;
    }
    let Some(built) = outcome.built else { return Ok(ExitCode::from(FAULTY)) };
    if args.timings {
        bar.timings().for_each(|line| eprintln!("{line}"));
    }
    eprintln!("{}", summary(&built, started.elapsed().as_secs_f64(), lang));
    if format == Format::Text {
        // A part is opened by nobody, but merged.
        let shown = if args.part.is_some() { out } else { out.join("index.html") };
        print(&std::path::absolute(&shown).unwrap_or(shown).display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn edition(audience: AudienceArg) -> Edition {
    match audience {
        AudienceArg::Internal => Edition::Internal,
        AudienceArg::Public => Edition::Public,
    }
}

fn summary(built: &Built, seconds: f64, lang: Lang) -> String {
    let (entries, pages, tally) = (built.entries, built.pages, built.tally);
    let (written, unchanged) = (megabytes(tally.written), megabytes(tally.unchanged));
    match lang {
        Lang::Chinese => format!(
            "完成：{entries} 个条目，{pages} 个页面，写入 {written}，未变 {unchanged}，删除 {} 个文件，用时 {seconds:.2} 秒",
            tally.removed
        ),
        Lang::English => format!(
            "done: {}, {}, {written} written, {unchanged} unchanged, {} removed, {seconds:.2} s",
            counted(entries as u64, "entry", "entries"),
            counted(pages as u64, "page", "pages"),
            counted(tally.removed, "file", "files")
        ),
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

fn catalogue(root: &Path, args: &CatalogueArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    let out = args.out.clone().unwrap_or_else(|| root.join(earlier::FILE));
    let outcome = dangan::catalogue(root, &out, edition(args.audience))?;
    show(&outcome.sources, &outcome.diagnostics, lang);
    let faulty = diag::any_error(&outcome.diagnostics);
    match format {
        Format::Json => {
            let diagnostics = diag::to_json(&outcome.diagnostics, lang);
            let written = if faulty { Vec::new() } else { vec![out.display().to_string()] };
            print(&serde_json::json!({ "diagnostics": diagnostics, "written": written }).to_string())?;
        }
        Format::Text if !faulty => print(&out.display().to_string()).map(|_| ())?,
        Format::Text => {}
    }
    Ok(if faulty { ExitCode::from(FAULTY) } else { ExitCode::SUCCESS })
}

fn build_json(outcome: &Outcome, out: &Path, lang: Lang) -> String {
    let diagnostics = diag::to_json(&outcome.diagnostics, lang);
    let object = match &outcome.built {
        Some(built) => serde_json::json!({
            "diagnostics": diagnostics,
            "output": out.display().to_string(),
            "entries": built.entries,
            "pages": built.pages,
            "files": built.tally.files,
            "bytes_written": built.tally.written,
            "bytes_unchanged": built.tally.unchanged,
            "files_removed": built.tally.removed,
        }),
        None => serde_json::json!({ "diagnostics": diagnostics }),
    };
    object.to_string()
}

/// All diagnostics on stderr, then how many there are.
fn show(sources: &Sources, diagnostics: &[Diagnostic], lang: Lang) {
    show_faults(sources, diagnostics, lang);
    if !diagnostics.is_empty() {
        eprintln!("{}", tally(diagnostics, lang));
    }
}

/// All diagnostics on stderr, each with its line.
fn show_faults(sources: &Sources, diagnostics: &[Diagnostic], lang: Lang) {
    let colour = if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Colour::Ansi
    } else {
        Colour::Plain
    };
    let limit = if std::io::stderr().is_terminal() { SHOWN } else { usize::MAX };
    for d in diagnostics.iter().take(limit) {
        let source = sources.text(&d.file);
        eprintln!("{}\n", terminal::render(d, source, lang, colour));
    }
}

fn tally(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let errors = diagnostics.iter().filter(|d| d.severity() == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    match lang {
        Lang::Chinese if errors > 0 => {
            format!("{errors} 处错误，{warnings} 处提醒；有错误时不生成网站，原来的网站没有改动")
        }
        Lang::Chinese => format!("{warnings} 处提醒"),
        Lang::English if errors > 0 => {
            let (errors, warnings) =
                (counted(errors as u64, "error", "errors"), counted(warnings as u64, "warning", "warnings"));
            format!("{errors}, {warnings}; nothing is built while there are errors")
        }
        Lang::English => counted(warnings as u64, "warning", "warnings"),
    }
}

fn serve(root: &Path, args: ServeArgs, lang: Lang) -> Result<ExitCode, Failure> {
    let edit = args.edit.then(token).transpose()?.map(|token| serve::Edit { token, check: findings });
    let options = serve::Options { root: root.to_path_buf(), address: args.addr, poll: args.poll, lang, edit };
    serve::serve(&options, move |report| report_serving(&report, lang))?;
    Ok(ExitCode::SUCCESS)
}

/// 256 random bits in hex.
fn token() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| Failure::NoRandom)?;
    Ok(dangan::fingerprint::hex(&bytes))
}

/// What `check` finds, for the form.
fn findings(root: &Path) -> Result<serve::Checked, Failure> {
    let found = dangan::check(root, Edition::Internal, &Silent)?;
    Ok((found.sources, found.diagnostics))
}

fn report_serving(report: &Report, lang: Lang) {
    match (report, lang) {
        (Report::Ready(address), _) => {
            let _ = print(&format!("http://{address}/"));
        }
        (Report::Editing(address), Lang::Chinese) => {
            eprintln!("填写档案请打开下面的地址；它只给你一个人用，不要发给别人：");
            let _ = print(address);
        }
        (Report::Editing(address), Lang::English) => {
            eprintln!("open the form at the address below; keep it to yourself:");
            let _ = print(address);
        }
        (Report::Exposed, Lang::Chinese) => eprintln!("提醒：这个地址别的电脑也能打开，包括内部条目"),
        (Report::Exposed, Lang::English) => {
            eprintln!("warning: other computers can open this address, internal entries included");
        }
        (Report::Polling(reason), Lang::Chinese) => {
            eprintln!("提醒：收不到文件变动的通知（{}），改为每半秒查看一次", silence(reason, lang));
        }
        (Report::Polling(reason), Lang::English) => {
            eprintln!(
                "warning: no file events to be had ({}); looking for changes twice a second",
                silence(reason, lang)
            );
        }
        (Report::Failed(failure), _) => eprintln!("{}", failure.text(lang)),
        (Report::Found(sources, diagnostics), _) => show(sources, diagnostics, lang),
        (Report::Mended, Lang::Chinese) => eprintln!("错误都改好了，网站已更新"),
        (Report::Mended, Lang::English) => eprintln!("all errors are mended, and the site is up to date"),
    }
}

/// Why changes are looked for and not told, and what can be done about it.
fn silence(reason: &Silence, lang: Lang) -> Cow<'_, str> {
    match (reason, lang) {
        (Silence::FileSystem(kind), Lang::Chinese) => Cow::Owned(format!("{kind} 文件系统不发通知")),
        (Silence::FileSystem(kind), Lang::English) => Cow::Owned(format!("a file system of kind {kind} sends none")),
        (Silence::Limit, Lang::Chinese) => {
            Cow::Borrowed("系统能监视的文件夹数已用完，管理员可以调高 fs.inotify.max_user_watches")
        }
        (Silence::Limit, Lang::English) => {
            Cow::Borrowed("the system watches no more folders; an administrator can raise fs.inotify.max_user_watches")
        }
        (Silence::Other(said), _) => Cow::Borrowed(said),
    }
}

fn verify(args: &VerifyArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    let key = args.key.as_deref().map(verify::key).transpose()?;
    let lists = if args.sm3 { Lists::All } else { Lists::Manifests };
    let report = verify::verify(&args.path, key.as_ref(), lists)?;
    match format {
        Format::Json => print(&verify::view::json(&report, lang).to_string())?,
        Format::Text => {
            print(&verify::view::verdict(&report, lang))?;
            let findings = verify::view::findings(&report, lang);
            if !findings.is_empty() {
                eprintln!("\n{findings}");
            }
            verify::view::four(&report, lang).map_or(Ok(ExitCode::SUCCESS), |table| print(&format!("\n{table}")))?
        }
    };
    Ok(if report.is_valid() { ExitCode::SUCCESS } else { ExitCode::from(FAULTY) })
}

/// `1 error`, `2 errors`.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn kind_of(kind: KindArg) -> Kind {
    match kind {
        KindArg::Activity => Kind::Activity,
        KindArg::Award => Kind::Award,
        KindArg::Report => Kind::Report,
    }
}

fn new(root: &Path, args: &NewArgs, lang: Lang) -> Result<ExitCode, Failure> {
    let known = ask::answers(root, args, lang)?;
    let request = scaffold::NewEntry {
        kind: kind_of(args.kind),
        title: &known.title,
        branch: &known.branch,
        date: &known.date,
        from: args.from.as_deref(),
    };
    let path = scaffold::new_entry(root, &request, lang)?;
    print(&path.display().to_string())
}

fn import(root: &Path, args: &ImportArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    let request = scaffold::Import {
        kind: args.kind.map(kind_of),
        branch: args.branch.as_deref(),
        date: args.date.as_deref(),
        map: args.map.as_deref(),
        original: if args.no_original { scaffold::Original::Left } else { scaffold::Original::Kept },
        repeated: if args.again { scaffold::Repeated::Imported } else { scaffold::Repeated::Told },
    };
    let outcome = scaffold::import(root, &args.files, &request, lang)?;
    for notice in &outcome.notices {
        eprintln!("{}: {}", notice.file, notice.text);
    }
    let paths: Vec<String> = outcome.written.iter().map(|p| p.display().to_string()).collect();
    match format {
        Format::Text => paths.iter().try_for_each(|path| print(path).map(|_| ()))?,
        Format::Json => {
            let diagnostics = diag::to_json(&outcome.diagnostics, lang);
            let notice = |n: &scaffold::Notice| serde_json::json!({ "file": n.file, "message": n.text });
            let notices: Vec<serde_json::Value> = outcome.notices.iter().map(notice).collect();
            let object = serde_json::json!({ "diagnostics": diagnostics, "notices": notices, "written": paths });
            print(&object.to_string())?;
        }
    }
    for d in &outcome.diagnostics {
        eprintln!("{}\n", terminal::render(d, None, lang, Colour::Plain));
    }
    Ok(if diag::any_error(&outcome.diagnostics) { ExitCode::from(FAULTY) } else { ExitCode::SUCCESS })
}
