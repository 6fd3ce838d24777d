"""A synthetic country of any size: definitions and registry of its own, a filled workbook of every unit, and the truth.

    python3 tests/bench/generate.py --units 240 --out DIR [--seed S] [--fault-every N]

writes DIR/templates (for --templates), DIR/inbox/NNN/*.xlsx and DIR/truth.json. The same arguments give the same bytes
(with the same zlib). Everything is invented and says so: 架空. Needs the standard library only.

The workbooks are the samples of samples/r7 with another unit's name, code, numbers and sentences (slots.py); half of
those were written by the program, half were saved by LibreOffice. A unit has as many areas as the sample it is made of.
Every 20th unit, or as --fault-every says, has one planted fault. truth.json tells them, and what the country's figures come to without the numbers
that are withheld for them; verify.py holds a run of the program to it.
"""

import argparse
import html
import json
import random
import shutil
from pathlib import Path

import slots

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AS_OF = "2026-03-31"
YEARS = (2024, 2025)
FORM_YEARS = (2024, 2025, 2026)
PER_FOLDER = 2000
FAULT_EVERY = 20

# 47 prefectures that there are none of, and how they are read.
PREFECTURES = """
青葉あおば 朝霧あさぎり 梓川あずさがわ 泉野いずみの 稲穂いなほ 岩波いわなみ 梅香うめか 浦風うらかぜ 雲海うんかい 桜坂さくらざか
霞野かすみの 金波きんぱ 銀河ぎんが 草笛くさぶえ 楠葉くすのは 紅葉こうよう 木立こだち 小波さざなみ 里山さとやま 潮音しおね
白露しらつゆ 杉風すぎかぜ 涼風すずかぜ 星月ほしつき 早苗さなえ 空色そらいろ 高嶺たかね 滝音たきおと 竹林ちくりん 千草ちぐさ
月影つきかげ 椿原つばきはら 常磐ときわ 渚なぎさ 菜花なのはな 虹橋にじばし 野菊のぎく 萩原はぎのはら 花笠はながさ 春日和はるびより
氷見原ひみはら 藤波ふじなみ 穂波ほなみ 松籟しょうらい 水鏡みずかがみ 深雪みゆき 若草わかくさ
""".split()
DIRECTIONS = [("北", "きた"), ("東", "ひがし"), ("南", "みなみ"), ("西", "にし"), ("中", "なか")]
KINDS = [("市", "し"), ("町", "ちょう"), ("村", "むら")]
DIGITS = ["ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"]

# What a unit says in its own words after the first sentence of a bullet.
TAILS = [
    "{name}では、これまでに{n}世帯が加わった。",
    "{name}の担当者{m}人が、{n}回にわたって話し合った。",
    "参加は延べ{n}人で、{name}の{m}地区に広がっている。",
    "{name}としては、{m}か月ごとに見直し、{n}件を目安に進める。",
    "次の年度は{name}の{m}か所で試み、{n}人に声をかける。",
    "{name}の広報に載せたところ、{n}件の問い合わせがあった。",
    "{m}月の連絡会で、{name}の{n}人に結果を知らせた。",
    "{name}の学校{m}校とも話し合い、{n}人の協力を得た。",
    "今後は{name}の{n}世帯を、{m}つの組に分けて訪ねる。",
    "{name}の窓口では、{n}件のうち{m}件を同じ日に引き継いだ。",
    "{m}日間の研修に、{name}から{n}人が出席した。",
]


def kana_of(number):
    return "".join(DIGITS[int(digit)] for digit in str(number))


def code_of(prefecture, number):
    """A local-government code: prefecture, number and check digit (JIS X 0401, 0402)."""
    five = f"{prefecture:02}{number:03}"
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2)))
    return five + str((11 - total % 11) % 10)


def percent(part, whole):
    """In percent with one decimal, half up, as text."""
    tenths = (2 * part * 1000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


def typed(part, whole):
    """The same as it stands in a cell: without a needless zero."""
    return percent(part, whole).removesuffix(".0")


class Unit:
    """One unit: who it is, what it reports, what it gets wrong."""

    def __init__(self, index, seed, letter, fault_every):
        self.index, self.letter, self.areas = index, letter, letter.areas
        prefecture, number = index % 47, index // 47 + 1
        self.code = code_of(prefecture + 1, number)
        word = PREFECTURES[prefecture]
        kanji = word.rstrip("ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねの"
                            "はばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろわをん")
        direction, kind = DIRECTIONS[number % 5], KINDS[(number + prefecture) % 3]
        self.name = f"架空{kanji}県{direction[0]}{number}{kind[0]}"
        self.kana = f"かくう{word[len(kanji):]}けん{direction[1]}{kana_of(number)}{kind[1]}"
        self.random = random.Random(f"{seed}/{self.code}")
        self.values = {}
        self.fill_in()
        self.overwritten, self.extra, self.fault = set(), [], None
        if index % fault_every == fault_every // 2:
            self.plant(FAULTS[index // fault_every % len(FAULTS)])
        self.bullets = 0

    def share(self, of, low, high):
        return (of * self.random.randint(low, high) + 50) // 100

    def fill_in(self):
        """Figures on a scale with the number of areas, and those of the year after: as in samples/generate.rs."""
        between, areas = self.random.randint, self.areas
        consultations = areas * between(25, 60) + between(0, 24)
        received = areas * between(3, 8) + between(0, 7)
        year = {
            "1-1": self.share(areas, 70, 98),
            "1-2": self.share(areas, 60, 94),
            "1-3": areas * between(60, 110) + between(0, 40),
            "1-4": consultations,
            "1-5": self.share(consultations, 28, 60),
            "1-6": areas * between(4, 9) + between(0, 6),
            "2-1": received,
            "2-2": self.share(received, 15, 35),
            "2-3": between(5, 24),
            "2-4": between(2, 9),
            "2-5": self.share(received, 30, 70),
            "2-6-answers": between(18, 60),
            "3-1": areas * between(2, 6) + between(0, 9),
        }
        for at in YEARS:
            if at != YEARS[0]:
                year = {indicator: self.grown(indicator, count) for indicator, count in year.items()}
            answers = year["2-6-answers"]
            positive = self.share(answers, 72, 95)
            derived = {
                "2-6-positive": positive,
                "2-6": typed(positive, answers),
                "1-2-rate": typed(year["1-2"], areas),
            }
            for indicator, number in (year | derived).items():
                self.values[indicator, at] = number

    def grown(self, indicator, count):
        if indicator in ("1-1", "1-2"):
            return min(count + self.random.randint(0, 2), self.areas)
        if indicator == "2-6-answers":
            return count + self.random.randint(0, 9)
        return self.share(count, 94, 114)

    def plant(self, kind):
        code, severity, indicator, year, change, withheld = kind
        entered = change(self)
        self.values[indicator, year] = entered
        if (indicator, year) == ("1-2", 2025):
            self.values["1-2-rate", year] = typed(entered, self.areas)
        if indicator == "1-2-rate":
            # Typed over the formula.
            self.overwritten.add((indicator, year))
        self.fault = {
            "unit": self.code, "name": self.name, "code": code, "severity": severity, "indicator": indicator,
            "fiscal_year": year, "entered": str(entered), "withheld": withheld,
        }

    def file(self):
        return f"{self.index // PER_FOLDER:03}/{self.code}_{self.name}.xlsx"

    def slot(self, letter, slot):
        """What stands in a slot of the sample."""
        if isinstance(slot, slots.Cell):
            return self.cell(slot)
        match slot:
            case ("name",):
                return self.name
            case ("unique",):
                return str(letter.strings + len(self.extra))
            case ("more",):
                return "".join(f"<si><t>{text}</t></si>" for text in self.extra)
            case ("words", text):
                return escaped(text.replace(letter.name, self.name).replace(letter.code, self.code))
            case ("bullet", text):
                return escaped(self.bullet(letter, text))

    def cell(self, cell):
        value = self.values.get(cell.key, "")
        if value == "":
            return cell.blank()
        if isinstance(value, str) and not value.replace(".", "").isdigit():
            self.extra.append(value)
            return cell.text(self.letter.strings + len(self.extra) - 1)
        return cell.number(value, formula=cell.key not in self.overwritten)

    def bullet(self, letter, text):
        self.bullets += 1
        head = text.split("。")[0] + "。"
        tail = TAILS[(self.index + self.bullets) % len(TAILS)]
        own = tail.format(name=self.name, n=self.random.randint(13, 400), m=self.random.randint(2, 12))
        return head.replace(letter.name, self.name) + own


def escaped(text):
    return html.escape(text, quote=False)


# code, severity, indicator, fiscal year, what is entered, and the figures from which the unit's number is left out for it.
# A rate of the whole is reckoned from counts, so that a wrong rate takes nothing out of it.
FAULTS = [
    ("C301", "error", "1-2", 2025, lambda unit: unit.areas + 1, ["1-2"]),
    ("V201", "error", "1-4", 2025, lambda unit: f"約{unit.values['1-4', 2025]}", ["1-4"]),
    ("V211", "warning", "2-1", 2025, lambda unit: "", ["2-1"]),
    ("C306", "error", "2-6", 2025, lambda unit: "12.5", []),
    ("V210", "error", "1-5", 2025, lambda unit: -unit.values["1-5", 2025], ["1-5"]),
    ("C304", "error", "1-6", 2026, lambda unit: 35, []),
    ("C302", "error", "1-2-rate", 2025, lambda unit: typed(unit.values["1-2", 2025], 334), []),
    ("V204", "warning", "3-1", 2025, lambda unit: "未集計", ["3-1"]),
]


class Totals:
    """Sums over the units, without the numbers that are withheld."""

    def __init__(self):
        self.sums, self.areas = {}, dict.fromkeys(FORM_YEARS, 0)

    def add(self, unit):
        for year in FORM_YEARS:
            self.areas[year] += unit.areas
        withheld = unit.fault["withheld"] if unit.fault else []
        at = unit.fault["fiscal_year"] if unit.fault else None
        for (indicator, year), value in unit.values.items():
            if year not in YEARS or indicator in ("1-2-rate", "2-6") or (year == at and indicator in withheld):
                continue
            self.count(indicator, year, value, None)
            if indicator in ("1-1", "1-2"):
                self.count(f"{indicator}-rate", year, value, unit.areas)
            if indicator == "2-6-positive":
                self.count("2-6", year, value, unit.values["2-6-answers", year])

    def count(self, indicator, year, value, whole):
        entry = self.sums.setdefault((indicator, year), [0, 0 if whole else None, 0])
        entry[0] += value
        entry[2] += 1
        if whole:
            entry[1] += whole

    def figures(self):
        for (indicator, year), (value, whole, units) in sorted(self.sums.items()):
            if whole is None:
                yield {"indicator": indicator, "fiscal_year": year, "value": str(value), "units": units}
            else:
                yield {
                    "indicator": indicator, "fiscal_year": year, "value": percent(value, whole),
                    "numerator": value, "denominator": whole, "units": units,
                }


def templates(units, totals, out):
    """The project's definitions with another tree of areas and another registry; what names the city says 架空."""
    out.mkdir(parents=True)
    for name in ("functions.toml", "guide.toml", "indicators.toml", "letters.toml", "reasons.toml"):
        shutil.copyfile(ROOT / "templates" / name, out / name)
    for folder in ("forms", "reports"):
        shutil.copytree(ROOT / "templates" / folder, out / folder, copy_function=shutil.copyfile)
    for path in sorted((out / "reports").iterdir()):
        text = path.read_text("utf-8")
        path.write_text(text.replace("大阪市福祉局", "架空国の省"), "utf-8")
    areas = [
        "# 架空: an invented country; no unit, code or number of it is real.\n",
        '[[level]]\nid = "city"\nnoun = "国"\n', '[[level]]\nid = "ward"\nnoun = "市町村"\n',
        '[[level]]\nid = "area"\nnoun = "地域"\ncount = "名簿提供地域数"\n',
        '[city]\ncode = "999997"\ncode5 = "99999"\nname = "架空国"\nkana = "かくうこく"\n',
    ]
    registry = ["# 架空: invented numbers of areas.\n", 'name = "架空国の地域数登録"\n', "[total]"]
    registry += [f"{year} = {total}" for year, total in totals.areas.items()]
    for unit in units:
        areas.append(
            f'[[ward]]\nnumber = {unit.index + 1}\nname = "{unit.name}"\nkana = "{unit.kana}"\n'
            f'code = "{unit.code}"\ncode5 = "{unit.code[:5]}"\n'
        )
        counts = ", ".join(f"{year} = {unit.areas}" for year in FORM_YEARS)
        registry.append(
            f'\n[[ward]]\ncode = "{unit.code}"\nname = "{unit.name}"\nareas = {{ {counts} }}\n'
            'status = "synthetic"\nsource = "架空の数"'
        )
    (out / "areas.toml").write_text("\n".join(areas), "utf-8")
    (out / "registry.toml").write_text("\n".join(registry) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description="a synthetic country: definitions, workbooks, truth")
    parser.add_argument("--units", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--fault-every", type=int, default=FAULT_EVERY)
    arguments = parser.parse_args()
    if not 1 <= arguments.units <= 47 * 999:
        raise SystemExit("from 1 to 46,953 units: the codes of 47 prefectures have room for 999 each")
    out = arguments.out
    if out.exists() and any(out.iterdir()):
        raise SystemExit(f"{out} is not empty")
    letters = [slots.Letter(path) for path in sorted((ROOT / "samples" / "r7").glob("*.xlsx"))]
    totals, units, faults = Totals(), [], []
    for index in range(arguments.units):
        unit = Unit(index, arguments.seed, letters[index % len(letters)], arguments.fault_every)
        path = out / "inbox" / unit.file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(unit.letter.fill(unit))
        totals.add(unit)
        if unit.fault:
            faults.append(unit.fault | {"file": unit.file()})
        units.append(unit)
        del unit.values, unit.random
    templates(units, totals, out / "templates")
    truth = {
        "note": "架空", "units": arguments.units, "seed": arguments.seed, "as_of": AS_OF,
        "areas": totals.areas, "figures": list(totals.figures()), "faults": faults,
    }
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
