"""The least that any reader must do: inflating the parts of workbooks that are needed. FOLDER [FOLDER ...]

Prints one line of JSON: workbooks, megabytes inflated, seconds of CPU and of wall time; reading the files and starting
Python are not in it. zlib is not the quickest inflater there is, so a ratio to it flatters a little; tests/bench/compile.rs
has the same floor in Rust.
"""

import io
import json
import sys
import time
import zipfile
import zlib
from pathlib import Path

# Nothing that a form says stands in these.
NEEDLESS = ("xl/theme/", "docProps/app.xml")


def packed(path):
    """The deflated bytes of the needed parts."""
    data = path.read_bytes()
    for entry in zipfile.ZipFile(io.BytesIO(data)).infolist():
        if not entry.filename.startswith(NEEDLESS):
            at = entry.header_offset
            start = at + 30 + int.from_bytes(data[at + 26:at + 28], "little") + int.from_bytes(data[at + 28:at + 30], "little")
            yield data[start:start + entry.compress_size]


def main():
    files = [path for folder in sys.argv[1:] for path in sorted(Path(folder).rglob("*.xlsx"))]
    parts = [part for path in files for part in packed(path)]
    cpu, wall, total = time.process_time(), time.perf_counter(), 0
    for part in parts:
        total += len(zlib.decompress(part, -15))
    seconds = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps({"workbooks": len(files), "megabytes": total / 1e6, **seconds}))


if __name__ == "__main__":
    main()
