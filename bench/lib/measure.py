"""Runs a command and says how long it took and how much memory it used. Never decides what is good."""
import os
import pathlib
import statistics
import subprocess
import sys
import time


class Run:
    """One run: seconds by the clock and of all processors, bytes of memory at the peak, messages on stderr."""

    def __init__(self, seconds, work, memory, messages):
        self.seconds, self.work, self.memory, self.messages = seconds, work, memory, messages


def run(command):
    """Runs a command after everything written before is on the disk, so that no run pays for another."""
    os.sync()
    started = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    messages = process.stderr.read().decode("utf-8", "replace")
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {process.returncode}: {messages}")
    # Linux counts in kibibytes, macOS in bytes.
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(seconds, usage.ru_utime + usage.ru_stime, memory, messages)


def stage(runs, name):
    """Median seconds of one stage, from lines such as `search 0.512 s`; None where no line tells."""
    found = []
    for one in runs:
        for line in one.messages.splitlines():
            words = line.split()
            if len(words) >= 2 and words[0].strip(":") == name:
                found.append(float(words[1]))
    return statistics.median(found) if found else None


def seconds(runs):
    return statistics.median(one.seconds for one in runs)


def work(runs):
    return statistics.median(one.work for one in runs)


def memory(runs):
    return max(one.memory for one in runs)


def weigh(folder):
    """Bytes and number of the files in a folder, and the bytes that they take up on the disk, in whole blocks."""
    found = [path.stat() for path in pathlib.Path(folder).rglob("*") if path.is_file()]
    return {"bytes": sum(s.st_size for s in found), "disk": sum(s.st_blocks * 512 for s in found), "files": len(found)}


def warm(folder):
    """Reads every file once, so that every program finds its sources in memory."""
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file():
            path.read_bytes()
