"""Runs a command on a terminal of its own and types lines into it, each when its prompt is there.

    dialog.py DEADLINE PROMPT=ANSWER... -- COMMAND...     (ANSWER `^D` ends the input)
    dialog.py DEADLINE PROMPT==ANSWER... -- COMMAND...    (typed as soon as the terminal hides what is typed)

Prints all that the terminal showed and exits with the command's status. Needs a Unix; never uses the network.
"""
import os
import pty
import select
import sys
import termios
import time


def hides(terminal):
    return not termios.tcgetattr(terminal)[3] & termios.ECHO


def main():
    cut = sys.argv.index("--")
    deadline = time.monotonic() + float(sys.argv[1])
    steps = [step.split("=", 1) for step in sys.argv[2:cut]]
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(sys.argv[cut + 1], sys.argv[cut + 1 :])
    shown, read_to = b"", 0
    while True:
        ready, _, _ = select.select([terminal], [], [], 0.1)
        if ready:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        asked = steps and steps[0][0].encode() in shown[read_to:]
        if asked and (not steps[0][1].startswith("=") or hides(terminal)):
            read_to = len(shown)
            answer = steps.pop(0)[1].removeprefix("=")
            os.write(terminal, b"\x04" if answer == "^D" else answer.encode() + b"\n")
        if time.monotonic() > deadline:
            sys.exit(f"no end after {sys.argv[1]} s; left: {steps}; shown: {shown.decode('utf-8', 'replace')}")
    _, status = os.waitpid(child, 0)
    sys.stdout.buffer.write(shown)
    sys.stdout.flush()
    sys.exit(os.waitstatus_to_exitcode(status))


main()
