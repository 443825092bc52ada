"""From save to reload event: entries are edited one by one while `dangan serve` runs, on a copy of their archive.
Never decides what is good.
"""
import pathlib
import queue
import random
import shutil
import signal
import socket
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


def each_edit(root, process, edits):
    """Milliseconds from each save to its event. Pauses between them, as somebody who writes makes."""
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
    return taken


def latency(binary, archive, edits):
    """Serves a copy of an archive and edits so many of its entries; ends the server that it started."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        shutil.copytree(archive / "content", root / "content")
        command = [binary, "--root", str(root), "serve", "--addr", "127.0.0.1:0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            return each_edit(root, process, edits)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(TIMEOUT)
