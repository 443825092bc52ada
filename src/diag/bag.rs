//! What can be wrong with a snapshot: the bag (RFC 8493), the zip it is in, and the records in it.
//! Code, severity and words in Chinese and English, one row each. Never finds a fault.

use super::Severity;

/// Why a path in a list is refused without looking for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each below say what it is")]
pub enum PathFault {
    Absolute,
    Parent,
    Home,
    Drive,
    Unc,
    Variable,
    Empty,
    Control,
}

/// What is wrong with a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each below say what it is")]
pub enum ZipFault {
    NotZip,
    Directory,
    ManyDisks,
    Encrypted,
    Method { method: u16 },
    Name { why: PathFault },
    Backslash,
    Link,
    Special,
    Duplicate,
    CaseTwin { other: String },
    FileAsFolder,
    NotUtf8,
    HeaderDiffers,
    Overlap,
    Gap { bytes: u64 },
    Trailing { bytes: u64 },
    Crc,
    Size,
    Ratio { ratio: u64, limit: u64 },
    Total { limit: u64 },
    TopFolder,
}

/// What is wrong with the records in a snapshot of this program's own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each below say what it is")]
pub enum RecordFault {
    PartMissing,
    ListForm,
    Unreadable { detail: String },
    FieldMissing { entry: String, field: String },
    FieldValue { entry: String, field: String, value: String },
    FieldCharacter { entry: String, field: String },
    IdTwice { entry: String },
    Sequence { entry: String },
    NumberMissing { entry: String },
    NumberShape { entry: String, number: String },
    NumberTwice { number: String },
    NumberGap { class: String, missing: String },
    SourceMissing { entry: String },
    SourceHash { entry: String },
    PageMissing { entry: String },
    Differs { entry: String, field: String },
    Count { said: String, is: u64 },
    Format { extension: String },
    NotUtf8,
    NoDoctype,
    LinkBroken { target: String },
    Superfluous,
    EmptyFolder,
}

/// What is wrong with a bag.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each below say what it is")]
pub enum BagFault {
    Zip(ZipFault),
    Record(RecordFault),
    Link,
    Special,
    NameNotUnicode,
    Unreadable { reason: String },
    TooLarge { megabytes: u64 },
    NoDeclaration,
    DeclarationBom,
    DeclarationLine { text: String },
    DeclarationSpace { text: String },
    DeclarationExtra { text: String },
    DeclarationSwapped,
    Version { text: String },
    NoEncoding,
    Encoding { text: String },
    NotInEncoding { encoding: String },
    NoPayload,
    NoManifest,
    Algorithm { name: String },
    ListLine { text: String },
    ListCut,
    ListNoEnd,
    HashShape { text: String },
    Path { path: String, why: PathFault },
    NotPayload { path: String },
    NotTag { path: String },
    ListsTagManifest { path: String },
    ListedTwice { path: String },
    ListedAgain { path: String, severity: Severity },
    Missing { list: String },
    Unlisted,
    NotInEvery { list: String },
    Checksum { list: String, algorithm: String },
    ListWrong { path: String, algorithm: String },
    TagManifestOmits { manifest: String },
    TagManifestAlone { algorithm: String },
    FetchLine { text: String },
    FetchUnlisted { path: String },
    FetchTagFile { path: String },
    NotFetched { address: String },
    InfoLine { text: String },
    InfoSpace { text: String },
    OxumTwice,
    OxumShape { text: String },
    Oxum { said: String, is: String },
    InfoRepeated { label: String },
    CaseTwin { other: String },
    NormalForm { listed: String },
    NormalTwin { other: String },
    Star { path: String },
    DotPath { path: String },
    PercentBare { path: String },
    SystemFile,
    SignatureMissing,
    SignatureUnreadable { reason: String },
    SignatureMalformed,
    SignatureOtherKey { signed_by: String, given: String },
    SignatureWrong,
    NothingSigned,
}

/// A row of the table: code, Chinese reason and mend, English reason and mend.
type Row = (&'static str, [String; 2], [String; 2]);

/// A row from anything that makes texts.
fn row(code: &'static str, zh: [impl Into<String>; 2], en: [impl Into<String>; 2]) -> Row {
    (code, zh.map(Into::into), en.map(Into::into))
}

impl BagFault {
    /// The code that scripts rely on; the same in every language.
    pub fn code(&self) -> &'static str {
        self.row().0
    }

    /// Whether the bag is invalid for it.
    pub fn severity(&self) -> Severity {
        match self {
            BagFault::ListedAgain { severity, .. } => *severity,
            BagFault::Zip(ZipFault::CaseTwin { .. })
            | BagFault::Record(
                RecordFault::NumberGap { .. }
                | RecordFault::NumberMissing { .. }
                | RecordFault::NumberShape { .. }
                | RecordFault::Format { .. }
                | RecordFault::EmptyFolder,
            )
            | BagFault::ListNoEnd
            | BagFault::TagManifestAlone { .. }
            | BagFault::InfoRepeated { .. }
            | BagFault::CaseTwin { .. }
            | BagFault::NormalForm { .. }
            | BagFault::NormalTwin { .. }
            | BagFault::Star { .. }
            | BagFault::DotPath { .. }
            | BagFault::PercentBare { .. }
            | BagFault::SystemFile => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What tells it from others of the same code, file and line; nothing where only the list that shows it differs.
    pub fn aspect(&self) -> String {
        match self {
            BagFault::Missing { .. } | BagFault::Checksum { .. } => String::new(),
            other => other.chinese().0,
        }
    }

    /// Chinese reason and mend.
    pub fn chinese(&self) -> (String, String) {
        let [reason, mend] = self.row().1;
        (reason, mend)
    }

    /// English reason and mend.
    pub fn english(&self) -> (String, String) {
        let [reason, mend] = self.row().2;
        (reason, mend)
    }

    /// One row a fault.
    #[rustfmt::skip]
    fn row(&self) -> Row {
        use BagFault as B;
        let (again_zh, again_en) = ("从交来的一方重新取得这份快照", "get this snapshot again from whoever made it");
        let (list_zh, list_en) = ("清单被改动或写坏了；重新取得这份快照", "the list was changed or badly written; get this snapshot again");
        match self {
            B::Zip(fault) => fault.row(),
            B::Record(fault) => fault.row(),
            B::Link => row("bag.link", ["这是链接，没有打开它", "快照里只能是文件本身；删除链接，换成文件"], ["this is a link; it was not opened", "a snapshot holds files themselves; put the file in the link's place"]),
            B::Special => row("bag.special", ["这不是普通文件（管道、设备或套接字），没有打开它", "删除它"], ["this is no plain file (a pipe, device or socket); it was not opened", "delete it"]),
            B::NameNotUnicode => row("bag.name_not_unicode", ["文件名的编码认不出来", "重新起一个文件名，再做一份快照"], ["the file name is not valid Unicode", "rename the file and make the snapshot again"]),
            B::Unreadable { reason } => row("bag.unreadable", [format!("读不出来：{reason}"), own("检查权限；光盘或硬盘可能坏了，换一份备份再试")], [format!("cannot be read: {reason}"), own("check its permissions; the disk may be failing: try another copy")]),
            B::TooLarge { megabytes } => row("bag.too_large", [format!("文件有 {megabytes} MB，这种文件不会这么大"), own(again_zh)], [format!("the file is {megabytes} MB, which no file of this sort is"), own(again_en)]),
            B::NoDeclaration => row("bag.no_declaration", ["没有 bagit.txt：这不是一份快照", "指明快照的文件夹本身（里面有 bagit.txt 和 data）"], ["there is no bagit.txt: this is no bag", "name the bag's own folder, which holds bagit.txt and data"]),
            B::DeclarationBom => row("bag.declaration_bom", ["bagit.txt 开头多了字节顺序标记（BOM）", "用不加 BOM 的 UTF-8 保存"], ["bagit.txt begins with a byte order mark", "save it as UTF-8 without one"]),
            B::DeclarationLine { text } => row("bag.declaration_line", [format!("这一行不是规定的写法：{text}"), own("第一行是“BagIt-Version: 1.0”，第二行是“Tag-File-Character-Encoding: UTF-8”")], [format!("this line is not as it must be: {text}"), own("line 1 is `BagIt-Version: 1.0`, line 2 `Tag-File-Character-Encoding: UTF-8`")]),
            B::DeclarationSpace { text } => row("bag.declaration_whitespace", [format!("这一行的空格不对：{text}"), own("冒号前面没有空格，后面正好一个空格，行末没有空格")], [format!("the white space of this line is wrong: {text}"), own("none before the colon, exactly one space after it, none at the end")]),
            B::DeclarationExtra { text } => row("bag.declaration_extra_line", [format!("bagit.txt 只能有两行，这里多了：{text}"), own("删除多出的行")], [format!("bagit.txt has two lines only; this one is too many: {text}"), own("delete it")]),
            B::DeclarationSwapped => row("bag.declaration_swapped", ["bagit.txt 的两行次序颠倒了", "BagIt-Version 在前，Tag-File-Character-Encoding 在后"], ["the two lines of bagit.txt are in the wrong order", "BagIt-Version first, Tag-File-Character-Encoding second"]),
            B::Version { text } => row("bag.version", [format!("不认识的 BagIt 版本：{text}"), own("可以核对 0.93 到 1.0 的版本")], [format!("unknown version of BagIt: {text}"), own("versions 0.93 to 1.0 can be verified")]),
            B::NoEncoding => row("bag.no_encoding", ["bagit.txt 没有写明编码", "第二行写“Tag-File-Character-Encoding: UTF-8”"], ["bagit.txt names no encoding", "line 2 is `Tag-File-Character-Encoding: UTF-8`"]),
            B::Encoding { text } => row("bag.encoding", [format!("不认识的编码：{text}"), own("最好用 UTF-8")], [format!("unknown encoding: {text}"), own("UTF-8 is best")]),
            B::NotInEncoding { encoding } => row("bag.not_in_encoding", [format!("文件不是 bagit.txt 所说的 {encoding} 编码"), own(again_zh)], [format!("the file is not in {encoding}, as bagit.txt says"), own(again_en)]),
            B::NoPayload => row("bag.no_payload", ["没有 data 文件夹", again_zh], ["there is no folder data", again_en]),
            B::NoManifest => row("bag.no_manifest", ["没有校验清单（manifest-….txt），无法核对", again_zh], ["there is no payload manifest (manifest-….txt); nothing can be checked", again_en]),
            B::Algorithm { name } => row("bag.algorithm", [format!("不认识的校验算法：{name}，这份清单没有核对"), own("可以核对 md5、sha1、sha224、sha256、sha384、sha512、sm3")], [format!("unknown algorithm {name}; this list was not checked"), own("md5, sha1, sha224, sha256, sha384, sha512 and sm3 can be checked")]),
            B::ListLine { text } => row("bag.list_line", [format!("清单的这一行读不懂：{text}"), own(list_zh)], [format!("this line of the list cannot be read: {text}"), own(list_en)]),
            B::ListCut => row("bag.list_cut", ["清单在最后一行中间断了", list_zh], ["the list is cut in the middle of its last line", list_en]),
            B::ListNoEnd => row("bag.list_no_line_end", ["清单的最后一行没有换行", "可能少了内容；与原件比一比大小"], ["the last line of the list does not end", "something may be missing; compare its size with the original's"]),
            B::HashShape { text } => row("bag.hash_shape", [format!("校验值的长度或字符不对：{text}"), own(list_zh)], [format!("the checksum has a wrong length or character: {text}"), own(list_en)]),
            B::Path { path, why } => why.row(path),
            B::NotPayload { path } => row("bag.not_payload", [format!("内容清单里列了不在 data 下的文件：{path}"), own(list_zh)], [format!("a payload manifest lists a file outside data/: {path}"), own(list_en)]),
            B::NotTag { path } => row("bag.not_tag", [format!("标签清单里列了 data 下的文件：{path}"), own(list_zh)], [format!("a tag manifest lists a file of data/: {path}"), own(list_en)]),
            B::ListsTagManifest { path } => row("bag.lists_tagmanifest", [format!("标签清单里列了标签清单：{path}"), own(list_zh)], [format!("a tag manifest lists a tag manifest: {path}"), own(list_en)]),
            B::ListedTwice { path } => row("bag.listed_twice", [format!("同一个文件列了两次，校验值不同：{path}"), own(list_zh)], [format!("a file is listed twice with different checksums: {path}"), own(list_en)]),
            B::ListedAgain { path, .. } => row("bag.listed_again", [format!("同一个文件列了两次：{path}"), own("每个文件在一份清单里只列一次")], [format!("a file is listed twice: {path}"), own("a list names each file once")]),
            B::Missing { list } => row("bag.missing_file", [format!("少了这个文件（{list} 里有）"), own("从别的备份补回它，或重新取得这份快照")], [format!("this file is missing ({list} lists it)"), own("put it back from another copy, or get this snapshot again")]),
            B::Unlisted => row("bag.unlisted", ["多出的文件：哪份清单里都没有", "查明它从哪里来；不属于这份快照就删除"], ["an extra file: no manifest lists it", "find out where it comes from; delete it if it is not part of the snapshot"]),
            B::NotInEvery { list } => row("bag.not_in_every_manifest", [format!("{list} 里没有列这个文件，别的清单里有"), own(list_zh)], [format!("{list} does not list this file, though another manifest does"), own(list_en)]),
            B::Checksum { list, algorithm } => row("bag.checksum", [format!("内容与 {list} 里的 {algorithm} 校验值不符：文件被改动或损坏"), own("从别的备份换回原文件；不要使用这一份")], [format!("its {algorithm} differs from {list}: the file was changed or damaged"), own("put the original back from another copy; do not use this one")]),
            B::ListWrong { path, algorithm } => row("bag.list_wrong", [format!("这里的 {algorithm} 校验值与 {path} 不符，而别的清单都符合：多半是清单被改动"), own(list_zh)], [format!("the {algorithm} here differs from {path}, though the other lists agree with it: this list was probably changed"), own(list_en)]),
            B::TagManifestOmits { manifest } => row("bag.tagmanifest_omits_manifest", [format!("标签清单里没有列 {manifest}，它被改动也看不出来"), own(list_zh)], [format!("the tag manifest does not list {manifest}, so a change of it would not show"), own(list_en)]),
            B::TagManifestAlone { algorithm } => row("bag.tagmanifest_algorithm", [format!("有 {algorithm} 的标签清单，却没有 {algorithm} 的内容清单"), own("不影响核对")], [format!("there is a tag manifest of {algorithm} but no payload manifest of it"), own("nothing need be done")]),
            B::FetchLine { text } => row("bag.fetch_line", [format!("fetch.txt 的这一行读不懂：{text}"), own("每行写：网址、长度（或 -）、路径")], [format!("this line of fetch.txt cannot be read: {text}"), own("a line is: address, length or -, path")]),
            B::FetchUnlisted { path } => row("bag.fetch_unlisted", [format!("fetch.txt 里的文件不在每一份清单里：{path}"), own(list_zh)], [format!("fetch.txt names a file that not every manifest lists: {path}"), own(list_en)]),
            B::FetchTagFile { path } => row("bag.fetch_tag_file", [format!("fetch.txt 里列了不在 data 下的文件：{path}"), own(list_zh)], [format!("fetch.txt names a file outside data/: {path}"), own(list_en)]),
            B::NotFetched { address } => row("bag.not_fetched", [format!("文件还在别处，没有取来：{address}"), own("本程序从不下载；请交来的一方补齐")], [format!("the file is still elsewhere: {address}"), own("this program never downloads; ask for a complete copy")]),
            B::InfoLine { text } => row("bag.info_line", [format!("这一行不是“名称: 内容”的写法：{text}"), own(again_zh)], [format!("this line is not `Label: value`: {text}"), own(again_en)]),
            B::InfoSpace { text } => row("bag.info_whitespace", [format!("这一行的空格不对：{text}"), own("1.0 版规定：名称前后没有空格，冒号后面一个空格")], [format!("the white space of this line is wrong: {text}"), own("version 1.0 wants none around the label and one space after the colon")]),
            B::OxumTwice => row("bag.oxum_repeated", ["Payload-Oxum 写了不止一次", again_zh], ["Payload-Oxum is given more than once", again_en]),
            B::OxumShape { text } => row("bag.oxum_shape", [format!("Payload-Oxum 应当是“字节数.文件数”，写的是：{text}"), own(again_zh)], [format!("Payload-Oxum should be octets.count, and is: {text}"), own(again_en)]),
            B::Oxum { said, is } => row("bag.oxum", [format!("Payload-Oxum（字节数.文件数）写的是 {said}，实际是 {is}"), own("有文件多了、少了或变了；看其他各条")], [format!("Payload-Oxum (octets.count) says {said}; there are {is}"), own("files were added, lost or changed; see the other findings")]),
            B::InfoRepeated { label } => row("bag.info_repeated", [format!("{label} 写了不止一次"), own("不影响核对")], [format!("{label} is given more than once"), own("nothing need be done")]),
            B::CaseTwin { other } => row("bag.case_twin", [format!("与 {other} 只差大小写，拷到 Windows 上会互相覆盖"), own("不要在 Windows 上解开；请做快照的一方改名重做")], [format!("the name differs from {other} only in case; Windows cannot keep both"), own("do not copy it to Windows; ask its maker to rename one")]),
            B::NormalForm { listed } => row("bag.normal_form", [format!("文件名的组合方式与清单里的“{listed}”不同，看起来是一样的"), own("多半是在 Mac 上拷过；不影响内容")], [format!("the name is composed otherwise than `{listed}` in the list, though they look alike"), own("it was probably copied on a Mac; the content is not affected")]),
            B::NormalTwin { other } => row("bag.normal_twin", [format!("与“{other}”看起来相同，只是字符的组合方式不同"), own("有的系统上会互相覆盖；请做快照的一方改名重做")], [format!("looks the same as `{other}` and differs only in how characters are composed"), own("some systems cannot keep both; ask its maker to rename one")]),
            B::Star { path } => row("bag.md5sum_star", [format!("路径前面多了星号（md5sum 的写法）：*{path}"), own("照没有星号核对了；清单最好去掉星号")], [format!("an asterisk stands before the path, as md5sum writes it: *{path}"), own("it was checked without; the list is better without it")]),
            B::DotPath { path } => row("bag.dot_path", [format!("路径里有多余的“./”：{path}"), own("照去掉以后核对了；清单最好去掉它")], [format!("the path has needless `./`: {path}"), own("it was checked without; the list is better without it")]),
            B::PercentBare { path } => row("bag.percent", [format!("路径里的 % 没有写成 %25：{path}"), own("照原样核对了；别的程序可能找不到这个文件")], [format!("a % in the path is not written as %25: {path}"), own("it was checked as it stands; other programs may not find the file")]),
            B::SystemFile => row("bag.system_file", ["这是系统自己生成的文件，不是档案", "以后做快照前先清掉"], ["a file that the system made for itself, no record", "clear such files away before a snapshot is made"]),
            B::SignatureMissing => row("sign.missing", ["没有签名文件", "签名与快照放在同一个文件夹里；向签名的一方索取"], ["there is no signature file", "it lies beside the snapshot; ask whoever signed it"]),
            B::SignatureUnreadable { reason } => row("sign.unreadable", [format!("签名文件读不出来：{reason}"), own("检查权限")], [format!("the signature file cannot be read: {reason}"), own("check its permissions")]),
            B::SignatureMalformed => row("sign.malformed", ["这不是 minisign 签名，或者签名写坏了", "向签名的一方重新索取"], ["this is no minisign signature, or a damaged one", "ask for it again"]),
            B::SignatureOtherKey { signed_by, given } => row("sign.other_key", [format!("签名用的是另一把钥匙（{signed_by}），给的公钥是 {given}"), own("核对公钥；钥匙确实不对的话，不要相信这份签名")], [format!("it was signed with another key ({signed_by}); the one given is {given}"), own("check the public key; if it is right, do not trust this signature")]),
            B::SignatureWrong => row("sign.wrong", ["签名不成立：清单或签名被改动过", "不要使用这一份；重新取得"], ["the signature does not hold: the list or the signature was changed", "do not use this copy; get it again"]),
            B::NothingSigned => row("sign.nothing_signed", ["没有 tagmanifest-sha512.txt，没有可核对签名的东西", again_zh], ["there is no tagmanifest-sha512.txt that a signature could be of", again_en]),
        }
    }
}

fn own(text: &str) -> String {
    String::from(text)
}

impl PathFault {
    /// One row a reason; `path` as the list has it.
    #[rustfmt::skip]
    fn row(self, path: &str) -> Row {
        let (code, zh, en) = match self {
            PathFault::Absolute => ("bag.path_absolute", "是绝对路径", "is absolute"),
            PathFault::Parent => ("bag.path_parent", "用“..”跑到快照外面", "leaves the bag with `..`"),
            PathFault::Home => ("bag.path_home", "以 ~ 开头，指向用户的文件夹", "begins with ~, a user's folder"),
            PathFault::Drive => ("bag.path_drive", "带有盘符", "names a drive"),
            PathFault::Unc => ("bag.path_unc", "指向网络或设备（\\\\…）", "names a share or device (\\\\…)"),
            PathFault::Variable => ("bag.path_variable", "带有系统变量（%…%）", "holds a system variable (%…%)"),
            PathFault::Empty => ("bag.path_empty", "是空的", "is empty"),
            PathFault::Control => ("bag.path_control", "含有控制字符", "holds a control character"),
        };
        let shown: String = path.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        row(code, [format!("路径“{shown}”{zh}，没有打开它"), own("这份清单不可信；重新取得这份快照")], [format!("the path `{shown}` {en}; it was not opened"), own("do not trust this list; get this snapshot again")])
    }
}

impl ZipFault {
    /// One row a fault.
    #[rustfmt::skip]
    fn row(&self) -> Row {
        use ZipFault as Z;
        let (again_zh, again_en) = ("压缩包传坏了或被动过；重新取得，或改为核对文件夹", "the zip was damaged or tampered with; get it again, or verify the folder");
        match self {
            Z::NotZip => row("zip.not_zip", ["这不是 zip 压缩包，或者没有下载完", again_zh], ["this is no zip, or it is cut short", again_en]),
            Z::Directory => row("zip.directory", ["压缩包的目录坏了", again_zh], ["the zip's directory is broken", again_en]),
            Z::ManyDisks => row("zip.many_disks", ["这是分卷压缩包", "先合成一个再核对"], ["the zip is one of several volumes", "join them first"]),
            Z::Encrypted => row("zip.encrypted", ["压缩包加了密码", "快照不加密；请交来的一方重做"], ["the entry is encrypted", "a snapshot is not; ask for it again"]),
            Z::Method { method } => row("zip.method", [format!("压缩方法 {method} 不支持"), own("用普通的“存储”或“deflate”重新压缩")], [format!("compression method {method} is not supported"), own("pack it again, stored or deflated")]),
            Z::Name { why } => {
                let (code, zh, en) = match why {
                    PathFault::Absolute => ("zip.absolute", "是绝对路径", "is absolute"),
                    PathFault::Parent => ("zip.parent", "用“..”跑到外面", "leaves the zip with `..`"),
                    PathFault::Home => ("zip.home", "以 ~ 开头", "begins with ~"),
                    PathFault::Drive => ("zip.drive", "带有盘符", "names a drive"),
                    PathFault::Unc => ("zip.unc", "指向网络或设备", "names a share or device"),
                    PathFault::Variable => ("zip.variable", "带有系统变量", "holds a system variable"),
                    PathFault::Empty => ("zip.empty_name", "有空的一段", "has an empty part"),
                    PathFault::Control => ("zip.control", "含有控制字符", "holds a control character"),
                };
                row(code, [format!("压缩包里的文件名{zh}"), own("不要解开这个压缩包")], [format!("the entry's name {en}"), own("do not unpack this zip")])
            }
            Z::Backslash => row("zip.backslash", ["压缩包里的文件名用了反斜杠", "不要解开这个压缩包；请交来的一方重做"], ["the entry's name holds a backslash", "do not unpack this zip; ask for it again"]),
            Z::Link => row("zip.link", ["压缩包里有链接", "不要解开这个压缩包"], ["the entry is a link", "do not unpack this zip"]),
            Z::Special => row("zip.special", ["压缩包里有不是普通文件的东西", "不要解开这个压缩包"], ["the entry is neither file nor folder", "do not unpack this zip"]),
            Z::Duplicate => row("zip.duplicate", ["压缩包里有两个同名的文件", again_zh], ["two entries have this name", again_en]),
            Z::CaseTwin { other } => row("zip.case_twin", [format!("与 {other} 只差大小写，在 Windows 上解开会互相覆盖"), own("不要在 Windows 上解开")], [format!("the name differs from {other} only in case; Windows cannot keep both"), own("do not unpack it on Windows")]),
            Z::FileAsFolder => row("zip.file_as_folder", ["同一个名字既是文件又是文件夹", again_zh], ["one name is both a file and a folder", again_en]),
            Z::NotUtf8 => row("zip.not_utf8", ["压缩包里的文件名没有标明 UTF-8，老的 Windows 上会成乱码", "用支持 UTF-8 文件名的程序重新压缩"], ["the entry's name is not marked as UTF-8", "pack it again with a program that marks names"]),
            Z::HeaderDiffers => row("zip.header_differs", ["压缩包的目录与这个文件自己的记录不一致", again_zh], ["the directory and the entry's own header differ", again_en]),
            Z::Overlap => row("zip.overlap", ["压缩包里的两个文件占了同一段", "不要解开这个压缩包"], ["the entry overlaps another one", "do not unpack this zip"]),
            Z::Gap { bytes } => row("zip.gap", [format!("压缩包里有 {bytes} 个字节不属于任何文件"), own(again_zh)], [format!("{bytes} bytes of the zip belong to no entry"), own(again_en)]),
            Z::Trailing { bytes } => row("zip.trailing", [format!("压缩包末尾多了 {bytes} 个字节"), own(again_zh)], [format!("{bytes} bytes stand after the end of the zip"), own(again_en)]),
            Z::Crc => row("zip.crc", ["解压出的内容与压缩包自己的校验不符", again_zh], ["what was unpacked differs from the zip's own checksum", again_en]),
            Z::Size => row("zip.size", ["解压出的长度与目录所说的不符", again_zh], ["what was unpacked has another length than the directory says", again_en]),
            Z::Ratio { ratio, limit } => row("zip.ratio", [format!("压缩了 {ratio} 倍，超过 {limit} 倍：可能是“压缩炸弹”"), own("不要解开这个压缩包")], [format!("it is compressed {ratio} times, over the limit of {limit}: perhaps a zip bomb"), own("do not unpack this zip")]),
            Z::Total { limit } => row("zip.total", [format!("解开后超过 {} GB：可能是“压缩炸弹”", limit >> 30), own("不要解开；确实这么大的话，改为核对文件夹")], [format!("it would unpack to more than {} GB: perhaps a zip bomb", limit >> 30), own("do not unpack it; if it really is that large, verify the folder")]),
            Z::TopFolder => row("zip.top_folder", ["压缩包最上层应当只有一个文件夹，就是快照", "重新压缩快照的文件夹本身"], ["the zip must hold one folder at its top, the bag", "pack the bag's folder itself"]),
        }
    }
}

impl RecordFault {
    /// One row a fault.
    #[rustfmt::skip]
    fn row(&self) -> Row {
        use RecordFault as R;
        let (redo_zh, redo_en) = ("在档案里改正后重新做快照", "mend the archive and make the snapshot again");
        match self {
            R::PartMissing => row("record.part_missing", ["快照少了这一部分", "用 dangan snapshot 重新做"], ["this part of the snapshot is missing", "make it again with `dangan snapshot`"]),
            R::ListForm => row("record.list_form", ["标签清单不是本程序写出的样子：被改动过", "从别的备份换回，或重新取得这份快照"], ["the tag manifest is not as this program writes it: it was changed", "put it back from another copy, or get this snapshot again"]),
            R::Unreadable { detail } => row("record.unreadable", [own("目录文件读不懂"), own("用 dangan snapshot 重新做")], [format!("the file cannot be read: {detail}"), own("make the snapshot again with `dangan snapshot`")]),
            R::FieldMissing { entry, field } => row("record.field_missing", [format!("{entry} 缺少“{field}”"), own(redo_zh)], [format!("{entry} lacks `{field}`"), own(redo_en)]),
            R::FieldValue { entry, field, value } => row("record.field_value", [format!("{entry} 的“{field}”不能是“{value}”"), own(redo_zh)], [format!("`{field}` of {entry} cannot be `{value}`"), own(redo_en)]),
            R::FieldCharacter { entry, field } => row("record.field_character", [format!("{entry} 的“{field}”含有控制字符"), own(redo_zh)], [format!("`{field}` of {entry} holds a control character"), own(redo_en)]),
            R::IdTwice { entry } => row("record.id_twice", [format!("目录里有两个 {entry}"), own(redo_zh)], [format!("the catalogue lists {entry} twice"), own(redo_en)]),
            R::Sequence { entry } => row("record.sequence", [format!("{entry} 的序号没有接着上一件"), own(redo_zh)], [format!("the sequence number of {entry} does not follow the one before"), own(redo_en)]),
            R::NumberMissing { entry } => row("record.number_missing", [format!("{entry} 没有档号，别的条目有"), own("给它编档号后重新做快照")], [format!("{entry} has no archival number, though others have"), own("give it one and make the snapshot again")]),
            R::NumberShape { entry, number } => row("record.number_shape", [format!("{entry} 的档号“{number}”不合 DA/T 22 的写法"), own("例如 Z109-WS·2022-Y-BGS-0001")], [format!("the archival number `{number}` of {entry} is not in the form of DA/T 22"), own("for example Z109-WS·2022-Y-BGS-0001")]),
            R::NumberTwice { number } => row("record.number_twice", [format!("档号 {number} 用了两次"), own(redo_zh)], [format!("the archival number {number} is used twice"), own(redo_en)]),
            R::NumberGap { class, missing } => row("record.number_gap", [format!("{class} 的件号有空缺：{missing}"), own("缺的件确实没有的话，写一份说明")], [format!("item numbers of {class} are missing: {missing}"), own("if there are no such items, write a note of it")]),
            R::SourceMissing { entry } => row("record.source_missing", [format!("找不到 {entry} 的原文"), own("从别的备份补回它")], [format!("the source of {entry} is missing"), own("put it back from another copy")]),
            R::SourceHash { entry } => row("record.source_hash", [format!("{entry} 的原文与目录里登记的校验值不符"), own(redo_zh)], [format!("the source of {entry} differs from the checksum registered for it"), own(redo_en)]),
            R::PageMissing { entry } => row("record.page_missing", [format!("网站里没有 {entry} 的页面"), own(redo_zh)], [format!("the site has no page of {entry}"), own(redo_en)]),
            R::Differs { entry, field } => row("record.differs", [format!("{entry} 的“{field}”在目录和 archive.json 里不同"), own(redo_zh)], [format!("`{field}` of {entry} differs between catalogue and archive.json"), own(redo_en)]),
            R::Count { said, is } => row("record.count", [format!("bag-info.txt 写的是 {said} 件，目录里有 {is} 件"), own(redo_zh)], [format!("bag-info.txt says {said} entries; the catalogue has {is}"), own(redo_en)]),
            R::Format { extension } => row("record.format", [format!(".{extension} 不在长期保存的格式之列"), own("转成 PDF、图片或文本再存")], [format!(".{extension} is no format for long preservation"), own("keep a PDF, picture or text of it")]),
            R::NotUtf8 => row("record.not_utf8", ["文件不是 UTF-8 文本", redo_zh], ["the file is not UTF-8 text", redo_en]),
            R::NoDoctype => row("record.no_doctype", ["网页开头不是 <!doctype html>", redo_zh], ["the page does not begin with <!doctype html>", redo_en]),
            R::LinkBroken { target } => row("record.link_broken", [format!("网页里的链接没有对应的文件：{target}"), own(redo_zh)], [format!("a link of the page leads nowhere: {target}"), own(redo_en)]),
            R::Superfluous => row("record.superfluous", ["多余的文件：不是快照的一部分", "查明它从哪里来，然后删除"], ["a file that is no part of the snapshot", "find out where it comes from, then delete it"]),
            R::EmptyFolder => row("record.empty_folder", ["多余的空文件夹", "删除它"], ["an empty folder that is no part of the snapshot", "delete it"]),
        }
    }
}
