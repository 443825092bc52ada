//! Failures of the environment (exit status 2), with their words in Chinese and English.
//! Never a fault of the content: those are `Fault`s.

use super::message::{Lang, Words};
use super::publish::PublishFailure;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Why nothing was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// The text is no minisign secret key.
    NoKey,
    /// The key has a password, and none was given.
    PasswordNeeded,
    /// The password is not this key's.
    WrongPassword,
    /// The system gave no random numbers.
    Random,
}

/// What stopped the program that no edit of the content mends.
#[derive(Debug)]
pub enum Failure {
    /// The project root has no `content/`.
    NoContent(PathBuf),
    /// The output folder holds files that no build wrote.
    ForeignOutput {
        /// The folder.
        folder: PathBuf,
        /// One of the files.
        example: String,
    },
    /// The folder for a part of a build holds another part.
    OtherPart {
        /// The folder.
        folder: PathBuf,
        /// Which part is there, as `2/5`.
        there: String,
    },
    /// The output folder would overwrite sources.
    OutputInSources(PathBuf),
    /// A file or folder that should be new is there already.
    Exists(PathBuf),
    /// Reading or writing failed.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Another program listens at the address.
    PortTaken {
        /// The address.
        address: SocketAddr,
        /// The next port that is free.
        free: Option<u16>,
    },
    /// The form would be open to other computers.
    EditExposed(SocketAddr),
    /// The system gave no random numbers.
    NoRandom,
    /// There is a snapshot of this name with other content.
    SnapshotDiffers(PathBuf),
    /// There is a snapshot of this name, and it is damaged.
    SnapshotDamaged(PathBuf),
    /// What was just written does not read back as it should.
    SnapshotUnsound(PathBuf),
    /// It is not a snapshot of ours, or lacks what a comparison needs.
    NoSnapshot {
        /// The folder or zip file.
        path: PathBuf,
        /// The file that is missing or unreadable.
        lacks: String,
    },
    /// An option's value makes no sense.
    Usage {
        /// The option.
        option: &'static str,
        /// The value given.
        value: String,
    },
    /// An option is needed where nobody can be asked.
    OptionMissing {
        /// The option.
        option: &'static str,
    },
    /// A question was not answered.
    Unanswered,
    /// A page of findings was asked for together with the public edition.
    InternalOnly,
    /// A secret key that does not sign.
    SecretKey {
        /// Its file.
        path: PathBuf,
        /// Why.
        problem: KeyProblem,
    },
    /// What `--key` names is neither a public key nor a file with one.
    PublicKey(String),
    /// A publication was stopped.
    Publish(Box<PublishFailure>),
}

impl Failure {
    /// A closure for `map_err` that names the path.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Failure + use<> {
        let path = path.to_path_buf();
        move |error| Failure::Io { path, error }
    }

    /// The words in a language.
    pub fn words(&self, lang: Lang) -> Words {
        let (message, hint) = match lang {
            Lang::Chinese => self.chinese(),
            Lang::English => self.english(),
        };
        Words { message, hint }
    }

    /// The words as a terminal shows them.
    pub fn text(&self, lang: Lang) -> String {
        let Words { message, hint } = self.words(lang);
        match (lang, hint.as_str()) {
            (Lang::Chinese, "") => format!("失败：{message}"),
            (Lang::Chinese, hint) => format!("失败：{message}\n办法：{hint}"),
            (Lang::English, "") => format!("failed: {message}"),
            (Lang::English, hint) => format!("failed: {message}\nhelp: {hint}"),
        }
    }

    fn chinese(&self) -> (String, String) {
        match self {
            Failure::NoContent(path) => (
                format!("{} 里没有 content 文件夹", path.display()),
                String::from("到档案所在的文件夹里运行，或用 --root 指明；新建一个用 dangan init"),
            ),
            Failure::ForeignOutput { folder, example } => (
                format!("输出文件夹 {} 里有不是本程序写的文件：{example}", folder.display()),
                String::from("换一个空文件夹，或先把那些文件移走"),
            ),
            Failure::OtherPart { folder, there } => (
                format!("{} 里是第 {there} 部分，没有改动它", folder.display()),
                String::from("给每一部分单独的文件夹；不再要那一部分的，先删掉它的文件夹"),
            ),
            Failure::OutputInSources(path) => (
                format!("不能输出到 {}：那里放着档案的原文", path.display()),
                String::from("换一个文件夹，例如 public"),
            ),
            Failure::Exists(path) => {
                (format!("{} 已经存在，没有改动它", path.display()), String::from("换一个名字，或先移走它"))
            }
            Failure::Io { path, error } => (format!("{}：{}", path.display(), reason_zh(error)), hint_zh(error)),
            Failure::PortTaken { address, free } => (
                format!("{address} 已被别的程序占用"),
                free.map_or_else(String::new, |port| {
                    format!("下一个空着的端口是 {port}：--addr {}", SocketAddr::new(address.ip(), port))
                }),
            ),
            Failure::EditExposed(address) => (
                format!("{address} 别的电脑也能打开，不能用来填写"),
                String::from("--edit 只能用本机的地址，如 --addr 127.0.0.1:8000；给别人看而不改，去掉 --edit"),
            ),
            Failure::NoRandom => (String::from("系统没有给出随机数，没有启动"), String::from("重启电脑后再试")),
            Failure::SnapshotDiffers(path) => (
                format!("{} 已经有了，内容与这次的不同，没有改动它", path.display()),
                String::from(
                    "在 site.yaml 里把“截止日期”改为新的日期再做；确实要重做同一天的，先把原来的移到别处，或用 --out 换一个文件夹",
                ),
            ),
            Failure::SnapshotDamaged(path) => (
                format!("{} 已经有了，但已损坏或被改动过，没有碰它", path.display()),
                String::from("运行 dangan verify 看哪些文件不对；把它移到别处以后再做"),
            ),
            Failure::SnapshotUnsound(path) => (
                format!("刚写好的快照 {} 读回来不一致，已经丢弃", path.display()),
                String::from("多半是磁盘或网络盘有问题；换一个磁盘再试"),
            ),
            Failure::NoSnapshot { path, lacks } => (
                format!("{} 不是可以比较的快照：缺少 {lacks}，或它读不出来", path.display()),
                String::from("写快照的文件夹或 zip 文件；是否完好用 dangan verify 检查"),
            ),
            Failure::Usage { option, value } => (format!("{option} 不能是“{value}”"), String::from("见 dangan help")),
            Failure::OptionMissing { option } => {
                (format!("缺少 {option}"), String::from("写上它；在终端窗口里运行时会一项一项地问"))
            }
            Failure::Unanswered => (String::from("没有答完，什么也没有写"), String::new()),
            Failure::InternalOnly => (
                String::from("检查结果的网页只供内部，不能与 --audience public 一起用"),
                String::from("去掉 --audience public；公开版有什么问题，不加 --html 看"),
            ),
            Failure::SecretKey { path, problem } => key_zh(path, *problem),
            Failure::PublicKey(text) => (
                format!("“{text}”不是 minisign 公钥，也不是装着公钥的文件"),
                String::from("写公钥文件（通常是 minisign.pub）的路径，或公钥本身（RW 开头的一行）"),
            ),
            Failure::Publish(failure) => failure.chinese(),
        }
    }

    fn english(&self) -> (String, String) {
        match self {
            Failure::NoContent(path) => (
                format!("{} has no folder content/", path.display()),
                String::from("run it in the archive's folder or name it with --root; `dangan init` makes a new one"),
            ),
            Failure::ForeignOutput { folder, example } => (
                format!("the output folder {} holds files that dangan did not write: {example}", folder.display()),
                String::from("choose an empty folder, or move those files away"),
            ),
            Failure::OtherPart { folder, there } => (
                format!("{} holds part {there}, which was left as it is", folder.display()),
                String::from("give each part a folder of its own; remove that folder if its part is no longer needed"),
            ),
            Failure::OutputInSources(path) => (
                format!("cannot write into {}: the archive's sources are there", path.display()),
                String::from("choose another folder, such as public"),
            ),
            Failure::Exists(path) => (
                format!("{} exists already and was left as it is", path.display()),
                String::from("choose another name, or move it away"),
            ),
            Failure::Io { path, error } => (format!("{}: {}", path.display(), reason_en(error)), hint_en(error)),
            Failure::PortTaken { address, free } => (
                format!("another program listens at {address}"),
                free.map_or_else(String::new, |port| {
                    format!("the next free port is {port}: --addr {}", SocketAddr::new(address.ip(), port))
                }),
            ),
            Failure::EditExposed(address) => (
                format!("other computers can open {address}: the form is not served there"),
                String::from("use --edit with an address of this computer alone, such as --addr 127.0.0.1:8000"),
            ),
            Failure::NoRandom => (
                String::from("the system gave no random numbers; not started"),
                String::from("try again after a restart"),
            ),
            Failure::SnapshotDiffers(path) => (
                format!("{} is there already with other content, and was left as it is", path.display()),
                String::from(
                    "give a new `as_of` in site.yaml; to make the same day's again, move the old one away or name another folder with --out",
                ),
            ),
            Failure::SnapshotDamaged(path) => (
                format!("{} is there already but damaged or altered, and was left as it is", path.display()),
                String::from("see what is wrong with `dangan verify`, move it away, and try again"),
            ),
            Failure::SnapshotUnsound(path) => (
                format!(
                    "the snapshot just written, {}, does not read back as it should; it was discarded",
                    path.display()
                ),
                String::from("the disk or the network drive is at fault, most likely; try another"),
            ),
            Failure::NoSnapshot { path, lacks } => (
                format!("{} is no snapshot that can be compared: {lacks} is missing or cannot be read", path.display()),
                String::from("name a snapshot's folder or zip file; `dangan verify` tells whether it is whole"),
            ),
            Failure::Usage { option, value } => {
                (format!("{option} cannot be `{value}`"), String::from("see `dangan help`"))
            }
            Failure::OptionMissing { option } => {
                (format!("{option} is missing"), String::from("give it; on a terminal it would be asked for"))
            }
            Failure::Unanswered => (String::from("not all was answered, and nothing was written"), String::new()),
            Failure::InternalOnly => (
                String::from("a page of findings is for internal use alone and cannot go with --audience public"),
                String::from("leave out --audience public; without --html the public edition can be checked"),
            ),
            Failure::SecretKey { path, problem } => key_en(path, *problem),
            Failure::PublicKey(text) => (
                format!("`{text}` is neither a minisign public key nor a file with one"),
                String::from("give the path of minisign.pub, or the key itself: the line that begins with RW"),
            ),
            Failure::Publish(failure) => failure.english(),
        }
    }
}

fn key_zh(path: &Path, problem: KeyProblem) -> (String, String) {
    let (reason, mend) = match problem {
        KeyProblem::NoKey => ("不是 minisign 私钥", "写 minisign -G 生成的私钥文件（通常是 minisign.key）的路径"),
        KeyProblem::PasswordNeeded => ("有密码", "在终端里运行并输入密码，或设环境变量 DANGAN_SIGN_PASSWORD"),
        KeyProblem::WrongPassword => ("的密码不对", "重新输入密码"),
        KeyProblem::Random => ("没有用上：系统没有给出随机数", "重启电脑后再试"),
    };
    (format!("私钥 {} {reason}", path.display()), mend.to_owned())
}

fn key_en(path: &Path, problem: KeyProblem) -> (String, String) {
    let (reason, mend) = match problem {
        KeyProblem::NoKey => ("is no minisign secret key", "give the file that `minisign -G` wrote"),
        KeyProblem::PasswordNeeded => ("has a password", "run in a terminal, or set DANGAN_SIGN_PASSWORD"),
        KeyProblem::WrongPassword => ("has another password", "enter it again"),
        KeyProblem::Random => ("was not used: the system gave no random numbers", "try again after a restart"),
    };
    (format!("the key {} {reason}", path.display()), mend.to_owned())
}

fn reason_zh(error: &io::Error) -> String {
    let known = match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件或文件夹",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "没有权限",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "磁盘满了",
        io::ErrorKind::NotADirectory => "不是文件夹",
        io::ErrorKind::AlreadyExists => "已经存在",
        _ => return error.to_string(),
    };
    known.to_owned()
}

fn reason_en(error: &io::Error) -> String {
    let known = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "permission denied",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full",
        io::ErrorKind::NotADirectory => "not a folder",
        io::ErrorKind::AlreadyExists => "it exists already",
        _ => return error.to_string(),
    };
    known.to_owned()
}

fn hint_zh(error: &io::Error) -> String {
    String::from(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "腾出空间后再试；原来的网站没有改动",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "请管理员给这个文件夹写入权限，或换一个文件夹"
        }
        _ => "",
    })
}

fn hint_en(error: &io::Error) -> String {
    String::from(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and try again; the site there before is unchanged"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "ask for write permission on that folder, or choose another"
        }
        _ => "",
    })
}
