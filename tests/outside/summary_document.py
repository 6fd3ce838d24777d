#!/usr/bin/env python3
"""Opens summary.docx with python-docx and holds it to the tables written beside it.

    summary_document.py [--self-test] OUT...

- its sentences are those that the oracle recomputes from figures.csv;
- each key figure is the city's value of its indicator, found by the number behind it, which annex.pdf resolves;
- headings in order of their levels, every picture described, the language told, the pages numbered;
- it is valid as openxml-audit judges it, and LibreOffice prints it on at most three A4 pages.

With --self-test every digit of the key figures is spoiled, one at a time, and must be found out.
"""

import csv
import pathlib
import re
import subprocess
import sys
import tempfile

import docx

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))
import verdict  # noqa: E402

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CITY = verdict.CITY
MOST_PAGES = 3


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def all_paragraphs(document):
    """Every paragraph in order, those in cells too: style and text."""
    names = {style.style_id: style.name for style in document.styles}
    for element in document.element.body.iter(f"{WORD}p"):
        style = element.find(f"{WORD}pPr/{WORD}pStyle")
        text = "".join(node.text or "" for node in element.iter(f"{WORD}t"))
        yield names[style.get(f"{WORD}val")], text


def figures(out):
    with open(out / "figures.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["指標"], row["年度"]): row["値"] for row in rows if row["団体コード"] == CITY}


def numbers(out):
    """The short numbers of the committee's volumes ▸ indicator and year."""
    text = run("pdftotext", "-layout", str(out / "annex.pdf"), "-")
    found = re.findall(r"^ *(\d+) .*? (\d-[\w-]+)/(\d{4})/市$", text, flags=re.MULTILINE)
    return {number: (indicator, year) for number, indicator, year in found}


def key_faults(boxes, known, table):
    told = []
    for text in boxes:
        box = re.fullmatch(r"([\d,.]+)?(\D.*?) \[(\d+)\]", text)
        if not box:
            told.append(f"no figure: {text}")
            continue
        value = table.get(known.get(box[3]), "")
        if (box[1] or "").replace(",", "") != value:
            told.append(f"{text}: {value or 'none'} in the table")
    return told


def structure_faults(document, paragraphs):
    told = []
    levels = [int(style[-1]) for style, _ in paragraphs if style.lower().startswith("heading ")]
    if not levels or levels[0] != 1 or any(after > before + 1 for before, after in zip(levels, levels[1:])):
        told.append(f"levels of headings: {levels}")
    drawn = [node for node in document.element.body.iter() if node.tag.endswith("}docPr")]
    if not drawn or not all(node.get("descr") for node in drawn) or len({node.get("id") for node in drawn}) != len(drawn):
        told.append(f"{len(drawn)} pictures, not all described once")
    if document.core_properties.language != "ja-JP" or not document.core_properties.title:
        told.append("title or language is not told")
    foot = "".join(document.sections[0].footer._element.itertext()) + str(document.sections[0].footer._element.xml)
    if "NUMPAGES" not in foot:
        told.append("pages are not numbered")
    section = document.sections[0]
    if (round(section.page_width.mm), round(section.page_height.mm)) != (210, 297):
        told.append("not A4 upright")
    return told


def check(out, self_test):
    path = out / "summary.docx"
    document = docx.Document(str(path))
    paragraphs = list(all_paragraphs(document))
    text = re.sub(r"\s|\[\d+\]", "", "".join(text for _, text in paragraphs))
    told = verdict.faults(verdict.Year(out), text)
    boxes = [text for style, text in paragraphs if style == "主な指標の数"]
    known, table = numbers(out), figures(out)
    told += key_faults(boxes, known, table)
    told += structure_faults(document, paragraphs)
    audit = subprocess.run([sys.executable, "-m", "openxml_audit", "--max-errors", "0", str(path)], capture_output=True, text=True)
    if audit.returncode != 0:
        told.append(audit.stdout + audit.stderr)
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{work}/profile", "--convert-to", "pdf", "--outdir", work, str(path)], check=True, capture_output=True)
        info = run("pdfinfo", f"{work}/summary.pdf")
    pages = int(re.search(r"^Pages: +(\d+)", info, flags=re.MULTILINE)[1])
    if pages > MOST_PAGES:
        told.append(f"{pages} pages")
    if told:
        sys.exit(f"{path}: " + "\n".join(told))
    if self_test:
        spoiled = 0
        for at, box in enumerate(boxes):
            for digit in re.finditer(r"\d", box.split("[")[0]):
                wrong = box[: digit.start()] + str((int(digit[0]) + 1) % 10) + box[digit.end() :]
                spoiled += 1
                if not key_faults([*boxes[:at], wrong, *boxes[at + 1 :]], known, table):
                    sys.exit(f"{path}: {wrong} is not found out")
        print(f"{path}: {spoiled} wrong digits are found out")
    print(f"{path}: {len(boxes)} key figures, {pages} pages, valid")


def main():
    outs = [argument for argument in sys.argv[1:] if argument != "--self-test"]
    if not outs:
        sys.exit(__doc__)
    for out in map(pathlib.Path, outs):
        check(out, "--self-test" in sys.argv)


if __name__ == "__main__":
    main()
