//! Signatures: made here and checked with the `minisign` tool, and the other way round.
//! tests/run installs the tool; without it these tests fail.

use crate::bags::{Laid, snapshot};
use crate::harness::{command, finish};
use dangan::diag::KeyProblem;
use dangan::sign::{self, PublicKey, Refusal};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Keys that the `minisign` tool made.
struct Keys {
    folder: TempDir,
}

impl Keys {
    fn new(password: Option<&str>) -> Keys {
        let keys = Keys { folder: TempDir::new().expect("a folder") };
        let mut tool = minisign();
        tool.arg("-G").arg("-p").arg(keys.path("public")).arg("-s").arg(keys.path("secret"));
        if password.is_none() {
            tool.arg("-W");
        }
        feed(&mut tool, password.map(|word| format!("{word}\n{word}\n")));
        keys
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn secret(&self) -> String {
        fs::read_to_string(self.path("secret")).expect("a secret key")
    }

    fn public(&self) -> PublicKey {
        PublicKey::parse(&fs::read_to_string(self.path("public")).expect("a public key")).expect("a key")
    }
}

fn minisign() -> Command {
    Command::new("minisign")
}

fn feed(tool: &mut Command, input: Option<String>) {
    let mut child = tool.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("minisign is installed");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.unwrap_or_default().as_bytes()).expect("written");
    drop(stdin);
    assert!(child.wait().expect("ended").success());
}

const MESSAGE: &[u8] = b"what is signed\n";

#[test]
fn the_tool_takes_our_signatures_and_we_take_the_tools() {
    let keys = Keys::new(None);
    let file = keys.path("message");
    fs::write(&file, MESSAGE).expect("written");
    let ours = sign::sign(&keys.secret(), None, MESSAGE, "file:message").expect("signed");
    fs::write(keys.path("message.minisig"), &ours).expect("written");
    let mut tool = minisign();
    feed(tool.arg("-V").arg("-p").arg(keys.path("public")).arg("-m").arg(&file), None);
    for legacy in [&["-S"][..], &["-S", "-l"]] {
        let mut tool = minisign();
        let comment = ["-t", "by the tool"];
        feed(tool.args(legacy).arg("-s").arg(keys.path("secret")).args(comment).arg("-m").arg(&file), None);
        let theirs = fs::read_to_string(keys.path("message.minisig")).expect("a signature");
        assert_eq!(sign::verify(&keys.public(), &theirs, MESSAGE).as_deref(), Ok("by the tool"), "{legacy:?}");
    }
}

#[test]
fn a_password_is_needed_where_the_key_has_one() {
    let keys = Keys::new(Some("秘密"));
    assert_eq!(sign::needs_password(&keys.secret()), Some(true));
    assert_eq!(sign::sign(&keys.secret(), None, MESSAGE, "x"), Err(KeyProblem::PasswordNeeded));
    assert_eq!(sign::sign(&keys.secret(), Some("other"), MESSAGE, "x"), Err(KeyProblem::WrongPassword));
    let signature = sign::sign(&keys.secret(), Some("秘密"), MESSAGE, "x").expect("signed");
    assert_eq!(sign::verify(&keys.public(), &signature, MESSAGE).as_deref(), Ok("x"));
    assert_eq!(sign::sign("nonsense", None, MESSAGE, "x"), Err(KeyProblem::NoKey));
    assert_eq!(sign::needs_password("untrusted comment: x\nAAAA\n"), None);
}

#[test]
fn other_keys_other_messages_and_every_changed_byte_are_refused() {
    let (keys, others) = (Keys::new(None), Keys::new(None));
    let signature = sign::sign(&keys.secret(), None, MESSAGE, "a comment").expect("signed");
    assert!(matches!(sign::verify(&others.public(), &signature, MESSAGE), Err(Refusal::OtherKey { .. })));
    assert_eq!(sign::verify(&keys.public(), &signature, b"something else"), Err(Refusal::Wrong));
    assert_eq!(sign::verify(&keys.public(), "nonsense", MESSAGE), Err(Refusal::Malformed));
    let untrusted = signature.find('\n').expect("a line");
    for at in untrusted + 1..signature.len() - 1 {
        let mut changed = signature.clone().into_bytes();
        changed[at] ^= 1;
        let Ok(changed) = String::from_utf8(changed) else { continue };
        assert!(sign::verify(&keys.public(), &changed, MESSAGE).is_err(), "byte {at}: {changed}");
    }
    for length in 0..signature.len() - 1 {
        assert!(sign::verify(&keys.public(), &signature[..length], MESSAGE).is_err(), "cut to {length}");
    }
}

fn sign_bag(laid: &Laid, keys: &Keys) {
    let message = fs::read(laid.file("tagmanifest-sha512.txt")).expect("a tag manifest");
    let signature = sign::sign(&keys.secret(), None, &message, "file:tagmanifest-sha512.txt").expect("signed");
    fs::write(laid.beside("bag.minisig"), signature).expect("written");
}

fn verify(path: &Path, key: &Path) -> (i32, String) {
    let run = finish(command().arg("verify").arg(path).arg("--key").arg(key).args(["--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let codes = json["diagnostics"].as_array().expect("a list").iter().map(|d| d["code"].as_str().unwrap_or(""));
    (
        run.status,
        format!("{} {}", json["signature"]["outcome"].as_str().unwrap_or(""), codes.collect::<Vec<_>>().join(" ")),
    )
}

#[test]
fn verify_tells_missing_wrong_and_altered_signatures_apart() {
    let (keys, others) = (Keys::new(None), Keys::new(None));
    let laid = snapshot().lay();
    let answer = |key: &Keys| verify(&laid.path(), &key.path("public"));
    assert_eq!(answer(&keys), (1, String::from("failed sign.missing")));
    sign_bag(&laid, &keys);
    assert_eq!(answer(&keys), (0, String::from("passed ")));
    assert_eq!(answer(&others), (1, String::from("failed sign.other_key")));
    let signature = fs::read_to_string(laid.beside("bag.minisig")).expect("a signature");
    fs::write(laid.beside("bag.minisig"), signature.replace("file:tag", "file:Tag")).expect("written");
    assert_eq!(answer(&keys), (1, String::from("failed sign.wrong")));
    fs::write(laid.beside("bag.minisig"), "nonsense").expect("written");
    assert_eq!(answer(&keys), (1, String::from("failed sign.malformed")));
    fs::write(laid.beside("bag.minisig"), b"\xff").expect("written");
    assert_eq!(answer(&keys), (1, String::from("failed sign.malformed")));
    sign_bag(&laid, &keys);
    fs::remove_file(laid.file("tagmanifest-sha512.txt")).expect("removed");
    assert!(answer(&keys).1.contains("sign.nothing_signed"));
}

#[test]
fn the_key_itself_may_stand_on_the_command_line_and_none_means_not_tested() {
    let keys = Keys::new(None);
    let laid = snapshot().lay();
    sign_bag(&laid, &keys);
    let text = fs::read_to_string(keys.path("public")).expect("a public key");
    let line = text.lines().nth(1).expect("a key");
    assert_eq!(verify(&laid.path(), Path::new(line)), (0, String::from("passed ")));
    let run = finish(command().arg("verify").arg(laid.path()).args(["--lang", "zh"]));
    assert!(run.stdout.contains("固化信息有效性              未检测  有签名"), "{}", run.stdout);
}

#[test]
fn a_new_bag_under_an_old_signature_is_found() {
    let keys = Keys::new(None);
    let laid = snapshot().lay();
    sign_bag(&laid, &keys);
    // Somebody changes a file and writes all lists anew: the bag agrees with itself, and the signature gives it away.
    let forged =
        crate::bags::listed(crate::bags::records().with("data/content/site.yaml", "title: 别的\norganization: 支部\n"));
    for (path, bytes) in &forged.0 {
        laid.put(path, bytes);
    }
    assert_eq!(crate::bags::findings(&laid.path()), Vec::<String>::new());
    assert_eq!(verify(&laid.path(), &keys.path("public")), (1, String::from("failed sign.wrong")));
}
