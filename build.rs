//! Lists the files of `themes/default` so that the binary carries them, and hashes the program's source so
//! that it can tell its own caches from another version's; never reads anything else.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("themes/default");
    println!("cargo:rerun-if-changed=themes/default");
    let mut files = Vec::new();
    collect(&folder, &folder, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for (name, path) in &files {
        println!("cargo:rerun-if-changed={}", path.display());
        let _ = writeln!(code, "    ({name:?}, include_bytes!({:?})),", path.display().to_string());
    }
    code.push(']');
    println!("cargo:rustc-env=DANGAN_SOURCE={:016x}", source_hash(&files)?);
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    fs::write(out.join("default_theme.rs"), code)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            files.push((relative.to_string_lossy().replace('\\', "/"), path.clone()));
        }
    }
    Ok(())
}

/// FNV-1a, 64 bits, over the theme, the code and the versions of what it is built with.
fn source_hash(theme: &[(String, PathBuf)]) -> io::Result<u64> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = theme.to_vec();
    collect(&root, &root.join("src"), &mut files)?;
    for name in ["Cargo.lock", "deploy/iis/web.config"] {
        files.push((name.to_owned(), root.join(name)));
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (name, path) in &files {
        println!("cargo:rerun-if-changed={}", path.display());
        let bytes = fs::read(path)?;
        for byte in name.bytes().chain(bytes) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo:rerun-if-changed=src");
    Ok(hash)
}
