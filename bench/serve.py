#!/usr/bin/env python3
"""From save to reload event: edits entries one by one while `dangan serve` runs.

    python3 bench/serve.py target/release/dangan ARCHIVE [--edits 50]

Works on a copy of the archive, prints the median and the worst, and ends the server it started.
Needs Python 3 alone.
"""

import argparse
import pathlib
import queue
import random
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time

TIMEOUT = 30


def listen(address, events):
    """Puts the name and the arrival of every event into a queue."""
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    stream = socket.create_connection((host, int(port)))
    stream.sendall(f"GET /__dangan/events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    for line in stream.makefile("rb"):
        if line.startswith(b"event: "):
            events.put((line[7:].strip().decode(), time.perf_counter()))


def await_event(events, name):
    while True:
        found, when = events.get(timeout=TIMEOUT)
        if found == name:
            return when


def edit(path, number):
    """Saves as editors do: a new file beside the old one, then a rename."""
    text = path.read_bytes() + f"\n第{number}次改动。\n".encode()
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(text)
    started = time.perf_counter()
    beside.replace(path)
    return started


def measure(root, process, edits):
    address = process.stdout.readline().strip()
    events = queue.Queue()
    threading.Thread(target=listen, args=(address, events), daemon=True).start()
    await_event(events, "state")
    entries = sorted((root / "content").rglob("*.md"))
    taken = []
    for number, path in enumerate(random.Random(1).sample(entries, min(edits, len(entries))), 1):
        started = edit(path, number)
        taken.append((await_event(events, "reload") - started) * 1000)
        time.sleep(0.1)
    return len(entries), taken


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("--edits", type=int, default=50)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        shutil.copytree(args.archive / "content", root / "content")
        command = [args.binary, "--root", str(root), "serve", "--addr", "127.0.0.1:0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            count, taken = measure(root, process, args.edits)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(TIMEOUT)
    print(f"{count} entries, {len(taken)} edits: median {statistics.median(taken):.0f} ms, worst {max(taken):.0f} ms")


if __name__ == "__main__":
    main()
