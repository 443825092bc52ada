//! `README.txt` of a bag: how a stranger opens and checks it without this program, in Chinese and English.
//! Never says that anything was checked: it says how to.

use super::{AGENT, Facts, SEAL, Weight, human};
use crate::model::Edition;
use crate::model::entry::Kind;

/// Lines end in CR LF: Notepad on old Windows shows nothing else as lines.
pub fn text(facts: &Facts, weight: Weight) -> String {
    let mut lines = chinese(facts, weight);
    lines.extend([String::new(), "=".repeat(72), String::new()]);
    lines.extend(english(facts, weight));
    lines
        .iter()
        .flat_map(|text| text.lines().chain(text.is_empty().then_some("")))
        .fold(String::new(), |all, line| all + line + "\r\n")
}

/// Windows PowerShell 5 and newer, which every Windows since 10 has.
const POWERSHELL: &str = r#"    Get-Content manifest-sha256.txt -Encoding UTF8 | ForEach-Object {
      $sum, $file = $_ -split '  ', 2
      if ((Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash -ne $sum) { "BAD  $file" }
    }"#;

fn chinese(facts: &Facts, weight: Weight) -> Vec<String> {
    let site = &facts.archive.site;
    let edition = match facts.archive.edition {
        Edition::Internal => "内部版：含不公开的条目，请按内部材料保管",
        Edition::Public => "公开版：只有公开的条目",
    };
    let mut lines = vec![
        format!("{} · 快照", site.title),
        String::new(),
        format!("单位：{}", site.organization),
        format!("截至：{}", facts.as_of),
        format!("范围：{edition}"),
        format!(
            "内容：条目 {} 个（活动 {}，荣誉 {}，报告 {}）；文件 {} 个，共 {}",
            facts.archive.entries.len(),
            facts.count(Kind::Activity),
            facts.count(Kind::Award),
            facts.count(Kind::Report),
            weight.files,
            human(weight.bytes)
        ),
        format!("制作：{AGENT}"),
        String::from(
            r"
一、怎么看

用任何浏览器打开 data/site/index.html。不用联网，不用安装软件，也不用服务器；
检索、目录、图表都在里面。如果这是一个 zip 文件，先全部解压再打开。

二、里面有什么

data/site/             编好的网站
data/content/          原文：每个条目一个文本文件（Markdown，UTF-8 编码，记事本就能打开），
                       以及附件和照片
data/catalogue.csv     归档文件目录（WPS 或 Excel 可以打开）
data/catalogue.xml     同一份目录，XML 格式
data/catalogue.json    同一份目录，JSON 格式
bag-info.txt           这个快照的基本情况
manifest-sha512.txt    data 里每个文件的 SHA-512 校验值
manifest-sha256.txt    data 里每个文件的 SHA-256 校验值
sm3.txt                data 里每个文件的国密 SM3 校验值
tagmanifest-*.txt      上面这些清单自己的校验值
bagit.txt              表明这个文件夹按国际标准 BagIt 1.0（RFC 8493）存放
",
        ),
    ];
    if !site.include.is_empty() {
        lines.push(String::from(match facts.archive.edition {
            Edition::Internal => "data/members/          各成员单位的快照，原样；每一份都能单独检验\n",
            Edition::Public => "data/members/          各成员单位公开条目的原文，以及用到的附件和照片\n",
        }));
    }
    if facts.archive.edition == Edition::Public {
        lines.push(String::from(
            "公开版的 site.yaml 和 branches.yaml 去掉了注释和与公开内容无关的设置。提到不公开\n\
             条目的原文，以及带有拍摄信息（可能有位置）的照片原件没有收入；网页里都有。\n",
        ));
    }
    lines.push(format!(
        r"三、怎么确认没有缺、没有改

先进入这个文件夹（README.txt 所在的文件夹）再运行。下面每条命令都只读不写。

Windows（在文件夹里按住 Shift 点右键，打开 PowerShell，粘贴；没有输出就是全部相符）：

{POWERSHELL}

Windows，只查一个文件：

    certutil -hashfile data\catalogue.csv SHA512

    再与 manifest-sha512.txt 里那一行比对。

Linux：

    sha512sum --quiet -c manifest-sha512.txt && sha512sum --quiet -c tagmanifest-sha512.txt
    cksum -a sm3 --quiet --check sm3.txt

macOS：

    shasum -a 512 -c manifest-sha512.txt | grep -v OK
    shasum -a 512 -c tagmanifest-sha512.txt | grep -v OK

    没有输出就是全部相符。

凡是支持 BagIt 的软件也都能检验，例如 Python 的 bagit：bagit.py --validate 文件夹。
用本程序：dangan verify 文件夹

校验值只能说明内容与清单相符。要确认清单也没有被人换过，请把 {SEAL} 的
SHA-512 与另外保存的（例如快照目录页上的、移交清单上的）比对；有 .minisig 签名
文件的，用发布单位的公钥验签。"
    ));
    lines
}

fn english(facts: &Facts, weight: Weight) -> Vec<String> {
    let site = &facts.archive.site;
    let edition = match facts.archive.edition {
        Edition::Internal => "internal: holds entries that are not public; keep it accordingly",
        Edition::Public => "public entries only",
    };
    let mut lines = vec![
        format!("{}: a snapshot", site.title),
        String::new(),
        format!("Organisation: {}", site.organization),
        format!("As of:        {}", facts.as_of),
        format!("Edition:      {edition}"),
        format!(
            "Holds:        {} entries ({} activities, {} awards, {} reports); {} files, {}",
            facts.archive.entries.len(),
            facts.count(Kind::Activity),
            facts.count(Kind::Award),
            facts.count(Kind::Report),
            weight.files,
            human(weight.bytes)
        ),
        format!("Made by:      {AGENT}"),
        String::from(
            r"
1. To read it

Open data/site/index.html in any browser. It needs no network, no software and no
server; search, indexes and charts are inside. Unpack a zip file wholly first.

2. What is inside

data/site/             the site
data/content/          the sources: one text file an entry (Markdown, UTF-8), with the
                       attachments and photos
data/catalogue.csv     the catalogue for a spreadsheet; .xml and .json hold the same
bag-info.txt           facts about this snapshot
manifest-sha512.txt    SHA-512 of every file in data
manifest-sha256.txt    SHA-256 of every file in data
sm3.txt                SM3 (the Chinese national hash) of every file in data
tagmanifest-*.txt      hashes of these lists themselves
bagit.txt              says that this folder follows BagIt 1.0 (RFC 8493)
",
        ),
    ];
    if !site.include.is_empty() {
        lines.push(String::from(match facts.archive.edition {
            Edition::Internal => {
                "data/members/          the members' snapshots as they are; each can be checked by itself\n"
            }
            Edition::Public => {
                "data/members/          sources of the members' public entries, with the files that these use\n"
            }
        }));
    }
    if facts.archive.edition == Edition::Public {
        lines.push(String::from(
            "In the public edition, site.yaml and branches.yaml have no comments and no settings that\n\
             the public entries do not need. Sources that name entries which are not public, and\n\
             originals of photos with camera data (a place, perhaps), are left out; the pages have both.\n",
        ));
    }
    lines.push(format!(
        r"3. To check that nothing is missing or altered

Go into this folder (the one with README.txt) first. No command below writes anything.

Windows (Shift + right click in the folder, open PowerShell, paste; silence means that all is well):

{POWERSHELL}

Windows, one file:

    certutil -hashfile data\catalogue.csv SHA512

    and compare with its line in manifest-sha512.txt.

Linux:

    sha512sum --quiet -c manifest-sha512.txt && sha512sum --quiet -c tagmanifest-sha512.txt
    cksum -a sm3 --quiet --check sm3.txt

macOS (silence means that all is well):

    shasum -a 512 -c manifest-sha512.txt | grep -v OK
    shasum -a 512 -c tagmanifest-sha512.txt | grep -v OK

Every program that knows BagIt can check it too, such as Python's bagit: bagit.py --validate FOLDER
With this program: dangan verify FOLDER

Hashes show that the content fits the lists. To be sure that nobody has exchanged the
lists, compare the SHA-512 of {SEAL} with one that was kept elsewhere (on
the index page of the snapshots, or in a deed of transfer); where there is a .minisig
file, check the signature with the publisher's public key."
    ));
    lines
}
