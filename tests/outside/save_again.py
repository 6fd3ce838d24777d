#!/usr/bin/env python3
"""Opens workbooks and saves them again with another program, nothing changed.

    save_again.py openpyxl|libreoffice OUT_DIR PROFILE_DIR WORKBOOK...
"""
import subprocess
import sys
from pathlib import Path


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    program, out, profile, *books = sys.argv[1:]
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    if program == "openpyxl":
        import openpyxl

        for book in books:
            openpyxl.load_workbook(book).save(out / Path(book).name)
    else:
        installation = f"-env:UserInstallation={Path(profile).resolve().as_uri()}"
        command = ["soffice", "--headless", installation, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
        subprocess.run([*command, "--outdir", out, *books], check=True, capture_output=True)
    for book in books:
        if not (out / Path(book).name).exists():
            sys.exit(f"{program} did not save {book}")


if __name__ == "__main__":
    main()
