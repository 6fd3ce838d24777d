"""own_window.py OUT COMMAND...: runs a command in a terminal of its own, presses a key when it asks for one, and writes what it showed.

Fails if it never asks, does not end with the key, or ends before it. Prints the exit code."""
import os
import pty
import re
import select
import sys
import time

ASKS = "何かキーを押すと".encode()
PATIENCE = 60

out, *command = sys.argv[1:]
process, terminal = pty.fork()
if process == 0:
    os.execvp(command[0], command)
shown = b""
started = time.monotonic()
pressed = None
while time.monotonic() - started < PATIENCE:
    if select.select([terminal], [], [], 0.2)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    if pressed is None and ASKS in shown:
        # Long enough for a program that does not wait to end.
        time.sleep(1)
        assert os.waitpid(process, os.WNOHANG) == (0, 0), "it did not wait"
        os.write(terminal, b" ")
        pressed = time.monotonic()
    ended, status = os.waitpid(process, os.WNOHANG)
    if ended:
        break
else:
    os.kill(process, 9)
    sys.exit("it did not end: " + shown.decode(errors="replace"))
if not ended:
    _, status = os.waitpid(process, 0)
text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\r", "", shown.decode(errors="replace"))
open(out, "w", encoding="utf-8").write(text)
assert pressed is not None, "it never asked for a key: " + text
print(os.waitstatus_to_exitcode(status))
