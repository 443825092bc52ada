"""A snapshot of 10,000 made-up entries, found whole by sha512sum, sha256sum, cksum, bagit, unzip and dangan itself.

usage: tests/snapshot/large.py DANGAN FOLDER      FOLDER is made anew. Run with a Python that has bagit.
"""
import pathlib
import shutil
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "bench/lib"))
import archive

ENTRIES = 10_000
SEED = 2022


def run(command, folder=None):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def main():
    dangan, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    archive.write(folder / "archive", ENTRIES, SEED)
    # Names as clerks give them, and a file without a byte.
    (folder / "archive/content/附件").mkdir()
    (folder / "archive/content/附件/空 表.csv").write_bytes(b"")
    said = run([dangan, "snapshot", "--root", folder / "archive", "--out", folder / "snapshots", "--zip"])
    bag, packed = (pathlib.Path(line) for line in said.splitlines()[:2])
    info = (bag / "bag-info.txt").read_text(encoding="utf-8")
    assert f"Entry-Count: {ENTRIES}\n" in info, info
    for sums in ["manifest-sha512.txt", "tagmanifest-sha512.txt"]:
        run(["sha512sum", "--quiet", "--strict", "-c", sums], bag)
    for sums in ["manifest-sha256.txt", "tagmanifest-sha256.txt"]:
        run(["sha256sum", "--quiet", "--strict", "-c", sums], bag)
    run(["cksum", "-a", "sm3", "--quiet", "--strict", "--check", "sm3.txt"], bag)
    assert "is valid" in run([pathlib.Path(sys.executable).parent / "bagit.py", "--validate", bag])
    run(["unzip", "-tqq", packed])
    run([dangan, "verify", bag])
    run([dangan, "verify", packed])
    shutil.rmtree(folder)
    print(f"a snapshot of {ENTRIES} entries: found whole by all")


if __name__ == "__main__":
    main()
