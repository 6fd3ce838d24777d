#!/usr/bin/env python3
"""One year of the office, from last year's report to the corrections of this year's: every step by the program itself, every
workbook filled by another program.

    year.py PROGRAM WORK_FOLDER TRANSCRIPT.md

Wards fill the forms that `template --previous` prints (openpyxl, two of them LibreOffice). One is late, one sends twice, one is
wrong, one sends a blank, one gives a reason, one sends nothing until it is reminded. The transcript says what the office sees at
each step; it is reviewed and kept. Exit code 1 where a step ends otherwise than it should.
"""
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import zipfile

import openpyxl

HERE = pathlib.Path(__file__).parent
SAMPLES = HERE.parent.parent / "samples"
INVENTED = "架空"
# Ward ▸ the day on which its file says it was saved.
SENT = {"都島区": "2026-04-24", "福島区": "2026-04-10", "此花区": "2026-04-15", "中央区": "2026-04-16", "西区": "2026-04-17"}


def offset(blank, sample):
    """How many rows lower everything stands in the sample, which carries a line that it is invented."""
    def misfits(rows):
        cells = (c for row in blank.iter_rows() for c in row if c.protection.locked and c.value is not None)
        return sum(1 for c in cells if sample.cell(c.row + rows, c.column).value != c.value)
    return min(range(3), key=misfits)


def values_of(blank, sample):
    """What the sample holds in the cells that the blank leaves open: SHEET!CELL ▸ value."""
    values = {}
    for sheet in blank:
        if sheet.title not in sample.sheetnames:
            continue
        filled = sample[sheet.title]
        rows = offset(sheet, filled)
        for row in sheet.iter_rows():
            for cell in row:
                value = filled.cell(cell.row + rows, cell.column).value
                if not cell.protection.locked and value is not None and value != cell.value:
                    values[f"{sheet.title}!{cell.coordinate}"] = value
    return values


def address(workbook, name):
    """SHEET!CELL of a defined name."""
    (sheet, cell), = workbook.defined_names[name].destinations
    return f"{sheet}!{cell.replace('$', '')}"


def dated(path, day):
    """Lets the file say that it was saved on a day: the programs write the present."""
    with zipfile.ZipFile(path) as old:
        parts = [(info, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info, data in parts:
            if info.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{day}T01:00:00Z".encode(), data)
            new.writestr(info.filename, data)


class Year:
    def __init__(self, program, work, transcript):
        self.program, self.work, self.transcript = program, work, transcript
        self.lines = ["# One year of the office", ""]

    def say(self, heading, text):
        self.lines += [f"## {heading}", "", text, ""]

    def show(self, kind, text):
        self.lines += [f"```{kind}", *(line.rstrip() for line in text.strip().splitlines()), "```", ""]

    def run(self, *arguments, code=0, keep=None):
        """Runs the program; the transcript keeps the lines that `keep` says."""
        result = subprocess.run([self.program, *arguments], cwd=self.work, capture_output=True, text=True)
        said = result.stdout + result.stderr
        if result.returncode != code:
            sys.exit(f"{' '.join(arguments)}: {result.returncode} instead of {code}\n{said}")
        shown = [a.replace(str(SAMPLES), "samples") for a in arguments]
        if keep:
            said = "\n".join(line for line in said.splitlines() if keep(line))
        self.show("console", f"$ torimatome {' '.join(shown)}\n? {code}\n{said}")

    def table(self, path, columns, keep=lambda row: True):
        """Columns of a table of the output."""
        text = (self.work / path).read_text(encoding="utf-8-sig")
        rows = [row for row in csv.DictReader(io.StringIO(text)) if keep(row)]
        self.show("text", "\n".join([" | ".join(columns)] + [" | ".join(row[c] for c in columns) for row in rows]))

    def text(self, path):
        self.show("text", (self.work / path).read_text(encoding="utf-8-sig"))

    def fill(self, ward, into, change=None, why=None, leave=False, day=None, office=False):
        """A ward fills its form with what the sample of this year says, and what `change` says otherwise."""
        blank_path, = (self.work / "blank").glob(f"*_{ward}.xlsx")
        sample, = (SAMPLES / "r7").glob(f"*_{ward}.xlsx")
        blank = openpyxl.load_workbook(blank_path)
        values = {} if leave else values_of(blank, openpyxl.load_workbook(sample))
        for name, value in zip("BCDEF", why or ()):
            sheet = blank["確認・理由"]
            row = next(row for row in range(1, sheet.max_row) if not sheet[f"B{row}"].protection.locked)
            values[f"確認・理由!{name}{row}"] = value
        for name, value in (change or {}).items():
            values[name if "!" in name else address(blank, name)] = value
        out = self.work / into
        out.parent.mkdir(parents=True, exist_ok=True)
        if office:
            spec = self.work / "values.json"
            spec.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
            command = ["/usr/bin/python3", HERE / "fill_with_libreoffice.py", blank_path, out, spec, self.work / "profile"]
            subprocess.run(command, check=True, capture_output=True)
        else:
            for place, value in values.items():
                sheet, cell = place.split("!")
                assert not blank[sheet][cell].protection.locked, place
                blank[sheet][cell].value = value
            blank.save(out)
        dated(out, day or SENT.get(ward, "2026-04-08"))

    def tables_of_office(self):
        received = "ファイル,受領日\n都島区.xlsx,令和8年4月25日\n福島区_修正.xlsx,R8.4.14\n"
        (self.work / "受領.csv").write_text(received, encoding="utf-8-sig")
        contacts = "団体コード,担当,メール\n271071,港 太郎（架空）,minato@example.jp\n271039,福島 花子（架空）,fukushima@example.jp\n"
        (self.work / "宛先.csv").write_bytes(contacts.encode("cp932"))


def closing(line):
    """What the office reads at the end of a run."""
    return line.startswith(("　", "書き出し先", "令和")) or "取りまとめました" in line


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, work, transcript = (pathlib.Path(a).resolve() for a in sys.argv[1:])
    work.mkdir(parents=True, exist_ok=True)
    year = Year(program, work, transcript)
    year.tables_of_office()
    of_few = lambda row: row["区名"] in {"北区", "都島区", "福島区", "此花区", "中央区", "西区", "港区"}
    ledger = ["区名", "回", "受領日", "受領日の元", "遅れ", "状態", "ファイル", "点検の経過", "受理日", "受理した人"]
    sent = ["区名", "種別", "ファイル", "誤り", "確認", "返却用ファイル", "文面", "宛先", "メール"]

    year.say("Last year's report", "What was accepted a year ago is where this year begins.")
    year.run("compile", str(SAMPLES / "r6"), "--out", "last", keep=closing)

    year.say("The forms go out", "Earlier years stand in them as they were accepted; the last day and whom to ask are printed.")
    year.run("template", "--previous", "last", "--as-of", "R8.3.31", "--due", "令和8年4月20日", "--out", "blank")
    book = openpyxl.load_workbook(next((work / "blank").glob("*_西区.xlsx")))
    guide = [str(c.value) for row in book["はじめに"].iter_rows() for c in row if c.value and ("期限" in str(c.value) or "問い合わせ" in str(c.value))]
    year.show("text", "\n".join(guide))

    wards = [p.stem.split("_")[1] for p in sorted((SAMPLES / "r7").glob("*.xlsx"))]
    special = {"都島区", "福島区", "此花区", "中央区", "西区", "港区"}
    for ward in wards:
        if ward not in special:
            year.fill(ward, f"in/{ward}.xlsx", office=ward in {"北区", "天王寺区"})
    year.fill("都島区", "in/都島区.xlsx")
    year.fill("福島区", "in/福島区.xlsx")
    year.fill("福島区", "in/福島区_修正.xlsx", change={"TM_1_5_2025": 41}, day="2026-04-14")
    year.fill("此花区", "in/此花区.xlsx", change={"TM_1_2_2025": 99})
    year.fill("中央区", "in/中央区.xlsx", leave=True)
    why = ["T504", "基本目標1　④", "2025年度", "相談の窓口を一つにまとめ、ほかの窓口の相談も数えたため（架空）。", "西 次郎（架空）"]
    year.fill("西区", "in/西区.xlsx", change={"TM_1_4_2025": 4210}, why=why)

    year.say("What has come by the last day", "One late, one twice, one wrong, one blank, one with a reason, one missing.")
    office = ("--previous", "last", "--due", "R8.4.20", "--received", "受領.csv", "--contacts", "宛先.csv")
    year.run("compile", "in", *office, "--out", "desk", "--stamp=2026-04-26T10:00", code=1, keep=closing)
    year.table("desk/提出台帳.csv", ledger, of_few)
    year.say("What goes out", "A ward with notes only is not written to; one that sent nothing is.")
    year.table("desk/returns/返却一覧.csv", sent)
    for letter in ["督促_港区.txt", "督促_中央区.txt", "返却_此花区.txt"]:
        year.text(f"desk/returns/{letter}")

    year.say("They answer", "The wrong one is corrected, the blank one filled in, the missing one comes.")
    year.fill("此花区", "in/此花区（2回目）.xlsx", day="2026-04-28")
    year.fill("中央区", "in/中央区（記入）.xlsx", day="2026-04-28")
    year.fill("港区", "in/港区.xlsx", day="2026-04-30")
    year.run("compile", "in", *office, "--out", "desk", "--stamp=2026-05-01T10:00", keep=closing)
    year.table("desk/提出台帳.csv", ledger, of_few)
    year.say("The same run again", "Nothing new came, so nothing new is written into the ledger.")
    before = (work / "desk/提出台帳.csv").read_bytes()
    year.run("compile", "in", *office, "--out", "desk", "--stamp=2026-05-02T10:00", keep=lambda line: "提出台帳" in line)
    if (work / "desk/提出台帳.csv").read_bytes() != before:
        sys.exit("the ledger of the same run again is another one")

    year.say("Accepted", "Whoever accepts a submission gives a name.")
    for ward in ["西区", "minato"]:
        year.run("accept", "desk", ward, "--by", "局 太郎（架空）", "--on", "R8.5.8", code=0 if ward == "西区" else 2)
    for ward in ["みなと", "27103"]:
        year.run("accept", "desk", ward, "--by", "局 太郎（架空）", "--on", "R8.5.8")

    year.say("Sealed", "From now on nobody writes into the folder, and no page says 速報.")
    year.run("compile", "in", *office, "--out", "desk", "--stamp=2026-05-10T10:00", "--final", keep=closing)
    year.table("desk/returns/返却一覧.csv", sent)
    year.text("desk/returns/受理_西区.txt")
    year.run("compile", "in", *office, "--out", "desk", code=2)
    year.run("accept", "desk", "北区", "--by", "局 太郎（架空）", code=2)

    year.say("A correction afterwards", "One number and one text; what changed is listed for those who have the report.")
    words = address(openpyxl.load_workbook(next((work / "blank").glob("*_北区.xlsx"))), "TM_goal_1_actions_2025_1")
    year.fill("北区", "in/北区_訂正.xlsx", change={"TM_1_5_2025": 23, words: "架空：見守りの会を毎月ひらき、訪問先の名簿を見直した。"}, day="2026-06-01")
    year.run("compile", "in", *office, "--out", "again", "--stamp=2026-06-02T10:00", keep=closing)
    year.run("diff", "desk", "again", "--out", "correction")
    transcript.write_text("\n".join(year.lines).rstrip() + "\n", encoding="utf-8")
    print(f"{len(year.lines)} lines: {transcript.name}")


main()
