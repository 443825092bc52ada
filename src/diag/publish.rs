//! What stops a publication (exit status 2), with its words in Chinese and English.
//! Never a fault of the content, and never shows a secret.

use super::failure::Failure;
use super::message::Lang;
use serde::{Deserialize, Serialize};

/// Who publishes, as a lock tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The machine's name.
    pub host: String,
    /// Who is logged in there.
    pub user: String,
    /// The process's number there.
    pub process: u32,
    /// When it began, by that machine's clock: `2022-12-30 09:15:02+08:00`.
    pub since: String,
}

/// What readers see after a publication has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// The site as it was.
    Before,
    /// Every page that a list leads to, some of them new and some as they were.
    Between,
}

/// What a store says instead of doing what it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreProblem {
    /// Nobody answers at the address.
    Unreachable,
    /// Connections break off, or answers do not come.
    Broken,
    /// The key is not known there, or its secret is another.
    Credentials,
    /// The key may not do this.
    Permission,
    /// There is no such bucket.
    NoBucket,
    /// This computer's clock and the store's differ too much for a signature to count.
    Clock,
    /// Its space or quota is used up.
    Full,
    /// Anything else, in its own words.
    Other(String),
}

/// Why nothing was published, or not all.
#[derive(Debug)]
pub enum PublishFailure {
    /// It is neither a path nor `s3://bucket/prefix`.
    Address(String),
    /// A key stands in the address.
    SecretInTarget,
    /// The target is the folder that is built into, lies in it, or holds it.
    Output(String),
    /// The target holds files that no publication left there.
    Foreign {
        /// The target.
        target: String,
        /// One of the files.
        example: String,
    },
    /// Somebody publishes there.
    Locked {
        /// The target.
        target: String,
        /// Who, where the lock tells.
        holder: Option<Holder>,
    },
    /// Somebody else took over the lock meanwhile.
    LockLost(String),
    /// The target holds the public edition, and the internal one was to be sent.
    Internal(String),
    /// The list of what was published is damaged.
    Record(String),
    /// A file of the site changed while it was sent.
    Changed(String),
    /// Somebody asked it to stop: Ctrl-C, or the system is shutting down.
    Stopped,
    /// A file does not read back from the target as it was sent.
    Unsound(String),
    /// No key for the store is in the environment.
    NoCredentials,
    /// The store's address is not encrypted.
    PlainHttp(String),
    /// The store did not do what it was asked.
    Store {
        /// The store's address.
        at: String,
        /// Why.
        problem: StoreProblem,
    },
    /// Something stopped it after it had begun.
    Halted {
        /// What readers see now.
        readers: Readers,
        /// What it was.
        cause: Box<Failure>,
    },
}

impl From<PublishFailure> for Failure {
    fn from(failure: PublishFailure) -> Failure {
        Failure::Publish(Box::new(failure))
    }
}

impl PublishFailure {
    /// The reason, and how to mend it, in Chinese.
    pub fn chinese(&self) -> (String, String) {
        let (message, hint): (String, &str) = match self {
            Self::Address(text) => (
                format!("“{text}”不是可以发布到的地方"),
                "写文件夹或共享文件夹的路径，或 s3://桶名/前缀；ftp、smb 等先连接成文件夹",
            ),
            Self::SecretInTarget => (
                String::from("目标里写着密钥，没有使用；它会留在命令记录里"),
                "从目标里删去 @ 和它前面的部分，密钥放在环境变量 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 里；写出过的密钥请作废",
            ),
            Self::Output(target) => {
                (format!("不能发布到 {target}：网站就编译在那里"), "换一个文件夹，或用 --out 编译到别处")
            }
            Self::Foreign { target, example } => {
                (format!("{target} 里有不是本程序发布的文件：{example}"), "换一个空的地方，或先把那些文件移走")
            }
            Self::Locked { target, holder } => return locked_zh(target, holder.as_ref()),
            Self::LockLost(target) => {
                (format!("发布 {target} 的时候，另有人用 --break-lock 接了过去"), "等那边发布完，再运行一次")
            }
            Self::Internal(target) => (
                format!("{target} 上是公开版，这次要发布的是内部版，没有发布"),
                "发布公开版加上 --audience public；确实要换成内部版，先清空那里",
            ),
            Self::Record(path) => {
                (format!("{path} 已损坏，不知道那里哪些文件是本程序发布的"), "换一个空的地方发布，或清空那里再发布")
            }
            Self::Changed(path) => (format!("{path} 在发布的时候变了"), "等别的编译结束，再运行一次"),
            Self::Stopped => (String::from("没有发布完就被叫停了（Ctrl-C）"), "再运行一次，会接着做"),
            Self::Unsound(path) => {
                (format!("{path} 送到以后读回来不一致"), "多半是磁盘或网络有问题；再运行一次，还这样就换一个地方")
            }
            Self::NoCredentials => (
                String::from("环境变量里没有存储的密钥"),
                "设 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，内网存储再设 AWS_ENDPOINT_URL；见 docs/publish.md",
            ),
            Self::PlainHttp(at) => (
                format!("{at} 没有加密，经过的网络都能看到内容"),
                "用 https 的地址；确实只有 http 时设 AWS_ALLOW_HTTP=true",
            ),
            Self::Store { at, problem } => return store_zh(at, problem),
            Self::Halted { readers, cause } => return halted_zh(*readers, cause),
        };
        (message, hint.to_owned())
    }

    /// The same in English.
    pub fn english(&self) -> (String, String) {
        let (message, hint): (String, &str) = match self {
            Self::Address(text) => (
                format!("`{text}` is no place to publish to"),
                "give the path of a folder or share, or s3://bucket/prefix; connect ftp or smb as a folder first",
            ),
            Self::SecretInTarget => (
                String::from("a key stands in the target; it was not used, but stays in the shell's history"),
                "leave out the @ and all before it, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and revoke that key",
            ),
            Self::Output(target) => (
                format!("cannot publish to {target}: the site is built there"),
                "choose another folder, or build elsewhere with --out",
            ),
            Self::Foreign { target, example } => (
                format!("{target} holds files that dangan did not publish: {example}"),
                "choose an empty place, or move those files away",
            ),
            Self::Locked { target, holder } => return locked_en(target, holder.as_ref()),
            Self::LockLost(target) => (
                format!("somebody took over {target} with --break-lock while it was published to"),
                "run it again when that publication has ended",
            ),
            Self::Internal(target) => (
                format!("{target} holds the public edition, and this would be the internal one: not published"),
                "add --audience public; to have the internal edition there, empty the place first",
            ),
            Self::Record(path) => (
                format!("{path} is damaged, so that nobody knows which files there are dangan's"),
                "publish to an empty place, or empty this one first",
            ),
            Self::Changed(path) => {
                (format!("{path} changed while it was published"), "run it again when no other build is under way")
            }
            Self::Stopped => (
                String::from("it was stopped (Ctrl-C) before all was published"),
                "run it again: it goes on from there",
            ),
            Self::Unsound(path) => (
                format!("{path} does not read back from the target as it was sent"),
                "the disk or the network is at fault, most likely; run it again, then try another place",
            ),
            Self::NoCredentials => (
                String::from("no key for the store is in the environment"),
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_ENDPOINT_URL for a store of your own; see docs/publish.md",
            ),
            Self::PlainHttp(at) => (
                format!("{at} is not encrypted: every network on the way can read what is sent"),
                "use an address with https; where there is none, set AWS_ALLOW_HTTP=true",
            ),
            Self::Store { at, problem } => return store_en(at, problem),
            Self::Halted { readers, cause } => return halted_en(*readers, cause),
        };
        (message, hint.to_owned())
    }
}

fn locked_zh(target: &str, holder: Option<&Holder>) -> (String, String) {
    let by = holder.map_or_else(
        || String::from("有人"),
        |h| format!("{}（电脑 {}，进程 {}）从 {}（那台电脑的时间）起", h.user, h.host, h.process, h.since),
    );
    (
        format!("{by}正在发布到 {target}，或者中断后没有收尾"),
        String::from("等它结束再运行；确知它已经停了，加上 --break-lock 接着做"),
    )
}

fn locked_en(target: &str, holder: Option<&Holder>) -> (String, String) {
    let by = holder.map_or_else(
        || String::from("somebody"),
        |h| format!("{} on {} (process {}), since {} by that computer's clock,", h.user, h.host, h.process, h.since),
    );
    (
        format!("{by} is publishing to {target}, or was interrupted there"),
        String::from("wait until that has ended; if you know that it has stopped, go on with --break-lock"),
    )
}

fn store_zh(at: &str, problem: &StoreProblem) -> (String, String) {
    let (reason, mend) = match problem {
        StoreProblem::Unreachable => {
            ("连不上".to_owned(), "看地址（AWS_ENDPOINT_URL）对不对、网络通不通、证书是否受信任")
        }
        StoreProblem::Broken => ("连接断了，重试也没有成功".to_owned(), "网络好了再运行一次，会接着做"),
        StoreProblem::Credentials => {
            ("不认这个密钥".to_owned(), "核对 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 和 AWS_REGION")
        }
        StoreProblem::Permission => ("不许这个密钥做这件事".to_owned(), "请管理员给它列出、读、写、删除这个桶的权限"),
        StoreProblem::NoBucket => ("没有这个桶".to_owned(), "核对桶名；新桶要先由管理员建好"),
        StoreProblem::Clock => ("说这台电脑的时钟不准，不接受签名".to_owned(), "把这台电脑的时间和时区校准，再运行"),
        StoreProblem::Full => ("空间或配额用完了".to_owned(), "请管理员腾出空间，再运行一次，会接着做"),
        StoreProblem::Other(text) => (format!("回答：{text}"), ""),
    };
    (format!("{at} {reason}"), mend.to_owned())
}

fn store_en(at: &str, problem: &StoreProblem) -> (String, String) {
    let (reason, mend) = match problem {
        StoreProblem::Unreachable => (
            "cannot be reached".to_owned(),
            "see that the address (AWS_ENDPOINT_URL) is right, the network up and the certificate trusted",
        ),
        StoreProblem::Broken => (
            "breaks off connections, and trying again did not help".to_owned(),
            "run it again later: it goes on from there",
        ),
        StoreProblem::Credentials => (
            "does not accept this key".to_owned(),
            "see that AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION are right",
        ),
        StoreProblem::Permission => (
            "does not let this key do that".to_owned(),
            "ask for the right to list, read, write and delete in this bucket",
        ),
        StoreProblem::NoBucket => {
            ("has no such bucket".to_owned(), "see that its name is right; a new one must be made first")
        }
        StoreProblem::Clock => (
            "says that this computer's clock is wrong, and accepts no signature".to_owned(),
            "set this computer's time and time zone right, and run it again",
        ),
        StoreProblem::Full => {
            ("has no space or quota left".to_owned(), "ask for more space and run it again: it goes on from there")
        }
        StoreProblem::Other(text) => (format!("answers: {text}"), ""),
    };
    (format!("{at} {reason}"), mend.to_owned())
}

fn halted_zh(readers: Readers, cause: &Failure) -> (String, String) {
    let words = cause.words(Lang::Chinese);
    let state = match readers {
        Readers::Before => "读者看到的网站没有改动",
        Readers::Between => "替换到一半：读者能打开的链接都有效，有的页面是新的、有的还是旧的；再运行一次就会做完",
    };
    (format!("{}\n{state}", words.message), words.hint)
}

fn halted_en(readers: Readers, cause: &Failure) -> (String, String) {
    let words = cause.words(Lang::English);
    let state = match readers {
        Readers::Before => "readers see the site as it was",
        Readers::Between => {
            "it stopped half-way: every link that readers meet works, some pages are new and some are not yet; run it again"
        }
    };
    (format!("{}\n{state}", words.message), words.hint)
}
