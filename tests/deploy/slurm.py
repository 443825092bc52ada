"""A build in parts on a real Slurm of two nodes on this machine, one of which dies in mid-part.

usage: tests/deploy/slurm.py DANGAN FOLDER      FOLDER is made anew. Needs slurmctld, slurmd, munged and strace.

First a site is built in four parts; the node of part 2 is killed while it writes. Slurm must run that part on the other
node, the merge must follow, and the site must be that of one build, byte for byte. Then an entry gets a fault: the parts
must fail, the merge must be cancelled, the site must stay. Every wait has an end; logs are printed where one is reached.
"""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "bench/lib"))
import archive

ENTRIES = 120
SEED = 2022
PARTS = 4

# The part stops itself before its tenth new folder: it has written some of its files, and not all.
STALLING = """#!/bin/sh
if [ "$SLURM_ARRAY_TASK_ID" = 2 ] && mkdir "{folder}/stalled" 2>/dev/null; then
  exec strace -f -qq -o /dev/null -e trace=mkdir -e inject=mkdir:signal=STOP:when=10 "{dangan}" "$@"
fi
exec "{dangan}" "$@"
"""

# A node counts as lost after a few seconds without an answer, and what ran there may start again at once.
CONF = """
ClusterName=local
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser={user}
SlurmdUser={user}
AuthInfo=socket={folder}/munge.socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/%n.log
SlurmdTimeout=6
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SwitchType=switch/none
MpiDefault=none
SchedulerParameters=sched_interval=2
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1
PartitionName=all Nodes=n1,n2 Default=YES State=UP
"""


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\nended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def wait(what, seconds, ready):
    """What `ready` gives once that is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(0.3)
    raise RuntimeError(f"not within {seconds} s: {what}")


class Slurm:
    """The daemons of one cluster; only those started here are ever ended."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = {}
        for name in ["state", "spool-n1", "spool-n2"]:
            (folder / name).mkdir()
        host = socket.gethostname().split(".")[0]
        user = run("id", "-un")
        conf = folder / "slurm.conf"
        conf.write_text(CONF.format(host=host, user=user, folder=folder, ports=free_ports(3)))
        os.environ["SLURM_CONF"] = str(conf)

    def start(self):
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        files = {"key-file": key}
        files |= {f"{name}-file": self.folder / f"munge.{name}" for name in ["pid", "log", "seed"]}
        options = [f"--{name}={path}" for name, path in files.items()]
        socket_path = self.folder / "munge.socket"
        self._daemon("munged", ["munged", "--foreground", "--force", f"--socket={socket_path}", *options])
        wait("munged's socket", 10, socket_path.exists)
        self._daemon("slurmctld", ["slurmctld", "-D"])
        for node in ["n1", "n2"]:
            self._daemon(node, ["slurmd", "-D", "-N", node])
        wait("two idle nodes", 40, lambda: self._quiet("sinfo", "-h", "-t", "idle", "-o", "%D") == "2")

    def _daemon(self, name, command):
        out = (self.folder / f"{name}.out").open("wb")
        self.daemons[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    @staticmethod
    def _quiet(*command):
        return subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.strip()

    def job(self, number):
        """What Slurm says of a job or of a task of an array, by name; nothing while it is not known."""
        lines = self._quiet("scontrol", "show", "job", number, "--oneliner").splitlines()
        words = lines[0].split() if lines else []
        return dict(word.split("=", 1) for word in words if "=" in word)

    def stop(self):
        self._quiet("scancel", "--user", run("id", "-un"))
        end = time.monotonic() + 15
        while self._quiet("squeue", "-h") and time.monotonic() < end:
            time.sleep(0.3)
        for name in ["n1", "n2", "slurmctld", "munged"]:
            daemon = self.daemons.get(name)
            if daemon and daemon.poll() is None:
                daemon.terminate()
                try:
                    daemon.wait(10)
                except subprocess.TimeoutExpired:
                    daemon.kill()

    def logs(self):
        for path in sorted(self.folder.glob("*.out")):
            print(f"--- {path.name}", *path.read_text(errors="replace").splitlines()[-25:], sep="\n")


def processes():
    """Each process of this machine with its parent and its command line."""
    found = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            after = status.read_text().rsplit(")", 1)[1].split()
            command = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        found[int(status.parent.name)] = (int(after[1]), after[0], command)
    return found


def tree_of(step, found):
    """A process and all below it."""
    below = [child for child, (parent, _, _) in found.items() if parent == step]
    return [step] + [one for child in below for one in tree_of(child, found)]


def stalled(work):
    """The process of part 2 that has stopped itself."""
    return [
        number
        for number, (_, state, command) in processes().items()
        if state in "tT" and f"--out {work}/2 " in command and not command.startswith("strace")
    ]


def kill_node(slurm, node, number):
    """Kills a node as a power cut does: its daemon, then what ran there, up to the step that stands above it."""
    slurm.daemons[node].kill()
    found = processes()
    step = number
    while "slurmstepd" not in found[step][2]:
        step = found[step][0]
    for one in tree_of(step, found):
        # Those below may end on their own once the ones above have gone.
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def submit(folder, dangan):
    script = PROJECT / "deploy/slurm/submit"
    environment = os.environ | {"DANGAN": str(dangan)}
    return run(script, folder / "archive", folder / "site", PARTS, env=environment).split()


def a_node_dies(slurm, folder, wrapper, expected):
    parts, merge = submit(folder, wrapper)
    work = folder / f"site.parts/internal-{PARTS}"
    number = wait("part 2 stops in mid-part", 30, lambda: stalled(work))[0]
    task = f"{parts}_2"
    node = slurm.job(task)["BatchHost"]
    assert list(work.glob(".dangan-part-2.*/site/.dangan-new/site/*")), "part 2 has written nothing yet"
    assert not (work / "2").exists() and not (folder / "site").exists()
    kill_node(slurm, node, number)
    print(f"part 2 killed on {node} while it wrote")
    wait("part 2 again, on the other node", 60, lambda: slurm.job(task).get("JobState") == "COMPLETED")
    again = slurm.job(task)
    assert again["Restarts"] == "1" and again["BatchHost"] != node, again
    print(f"part 2 made again on {again['BatchHost']}")
    wait("the merge", 40, lambda: slurm.job(merge).get("JobState") == "COMPLETED")
    assert tree(folder / "site") == expected, "not the bytes of one build"
    print(f"merged: {len(expected)} files, the bytes of one build")


def a_fault_stops_all(slurm, folder, dangan, expected):
    entry = sorted((folder / "archive/content").rglob("*.md"))[0]
    entry.write_text(entry.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    parts, merge = submit(folder, dangan)
    wait("the merge is cancelled", 60, lambda: slurm.job(merge).get("JobState") == "CANCELLED")
    assert slurm.job(f"{parts}_1")["ExitCode"] == "1:0", slurm.job(f"{parts}_1")
    assert "titel" in (folder / f"site.parts/part-{parts}-1.log").read_text(encoding="utf-8")
    assert tree(folder / "site") == expected, "the site has changed"
    print("a fault in the content: the parts fail, the merge is cancelled, the site is as it was")


def main():
    dangan, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    archive.write(folder / "archive", ENTRIES, SEED)
    run(dangan, "build", "--root", folder / "archive", "--out", folder / "whole")
    expected = tree(folder / "whole")
    wrapper = folder / "stalling"
    wrapper.write_text(STALLING.format(folder=folder, dangan=dangan))
    wrapper.chmod(0o755)
    # A socket's path has room for a hundred characters, so the daemons' files lie in a short one.
    daemons = pathlib.Path(run("mktemp", "-d"))
    slurm = Slurm(daemons)
    try:
        slurm.start()
        a_node_dies(slurm, folder, wrapper, expected)
        a_fault_stops_all(slurm, folder, dangan, expected)
    except Exception:
        slurm.logs()
        for log in sorted(folder.glob("site.parts/*.log")):
            print(f"--- {log.name}", log.read_text(errors="replace")[-2000:], sep="\n")
        raise
    finally:
        slurm.stop()
        shutil.rmtree(daemons, ignore_errors=True)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
