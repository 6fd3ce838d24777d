//! Slips in one value: words and signs where a number belongs, blanks, impossible numbers.

use rust_decimal::Decimal;
use torimatome::check::rules::{required_value_blank, value_negative_or_fractional};
use torimatome::diagnostic::{Code, Place};
use torimatome::model::{Fact, Normalisation};
use torimatome::read::{Cell, CellValue};

use super::form::{cell, number, text};
use super::mutant::{Mutant, Mutator, beside, counts, filled, is_percent, put_fact, unit, whole};
use super::random::Random;
use super::world::{World, definitions};

pub(super) const MUTATORS: &[(&str, Mutator)] = &[
    ("V201", estimates),
    ("V201", composites),
    ("V201", words),
    ("V201", other_cells),
    ("V202", not_calculated),
    ("V203", odd_spellings),
    ("V203", near_spellings),
    ("V204", not_collected),
    ("V210", impossible_counts),
    ("V211", blanks),
    ("V211", blank_sheets),
];

type Spelling = (&'static str, fn(&str, &str) -> String);

/// One mutant per field and spelling.
fn spelt(
    world: &World,
    random: &mut Random,
    code: Code,
    spellings: &[Spelling],
    fits: fn(&Fact) -> bool,
) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (kind, spell) in spellings {
        for (ward, fact) in filled(world, random) {
            if fits(fact) {
                let written = spell(
                    &fact.value.number().expect("a number").to_string(),
                    unit(fact),
                );
                let written = Some(text(written));
                mutants.push(Mutant::in_fact(world, code, kind, ward, fact, written));
            }
        }
    }
    mutants
}

fn estimates(world: &World, random: &mut Random) -> Vec<Mutant> {
    let spellings: [Spelling; 4] = [
        ("約", |n, _| format!("約{n}")),
        ("程度", |n, unit| format!("{n}{unit}程度")),
        ("以上", |n, _| format!("{n}以上")),
        ("～", |n, _| format!("{n}～{n}9")),
    ];
    spelt(world, random, Code::VALUE_NOT_A_NUMBER, &spellings, |_| {
        true
    })
}

fn composites(world: &World, random: &mut Random) -> Vec<Mutant> {
    let spellings: [Spelling; 3] = [
        ("→", |n, _| format!("{n}→{n}1")),
        ("＋", |n, unit| format!("{n}{unit}＋2{unit}")),
        ("うち", |n, unit| format!("{n}{unit}、うち新規3{unit}")),
    ];
    spelt(
        world,
        random,
        Code::VALUE_NOT_A_NUMBER,
        &spellings,
        |fact| !is_percent(fact),
    )
}

fn words(world: &World, random: &mut Random) -> Vec<Mutant> {
    let spellings: [Spelling; 3] = [
        ("文", |_, _| "別紙のとおり".to_owned()),
        ("漢数字", |_, _| "十二".to_owned()),
        ("他の単位", |n, _| format!("{n}冊")),
    ];
    spelt(world, random, Code::VALUE_NOT_A_NUMBER, &spellings, |_| {
        true
    })
}

/// 12/16 that became 16 December, an error value, TRUE, and a count under a percent format.
fn other_cells(world: &World, random: &mut Random) -> Vec<Mutant> {
    let date = CellValue::Date {
        iso: "2025-12-16".to_owned(),
        serial: Decimal::from(46007),
    };
    let percent = |fact: &Fact| Cell {
        is_percent: true,
        ..number(whole(fact))
    };
    let mut mutants = Vec::new();
    let values = [
        ("日付", date),
        ("#REF!", CellValue::Error("#REF!".to_owned())),
        ("TRUE", CellValue::Bool(true)),
    ];
    for (kind, value) in values {
        for (ward, fact) in filled(world, random) {
            let written = Some(cell(value.clone()));
            mutants.push(Mutant::in_fact(
                world,
                Code::VALUE_NOT_A_NUMBER,
                kind,
                ward,
                fact,
                written,
            ));
        }
    }
    for (ward, fact) in counts(world, random) {
        if fact.indicator.as_str() != "1-2" {
            let written = Some(percent(fact));
            mutants.push(Mutant::in_fact(
                world,
                Code::VALUE_NOT_A_NUMBER,
                "％の書式",
                ward,
                fact,
                written,
            ));
        }
    }
    mutants
}

fn not_calculated(world: &World, random: &mut Random) -> Vec<Mutant> {
    let empty = Cell {
        is_formula: true,
        ..cell(CellValue::Empty)
    };
    let facts = filled(world, random).into_iter();
    facts
        .map(|(ward, fact)| {
            let written = Some(empty.clone());
            Mutant::in_fact(
                world,
                Code::VALUE_NOT_CALCULATED,
                "結果のない数式",
                ward,
                fact,
                written,
            )
        })
        .collect()
}

/// Read rightly, and said so.
fn odd_spellings(world: &World, random: &mut Random) -> Vec<Mutant> {
    let spellings: [Spelling; 4] = [
        ("全角", |n, _| n.chars().map(wide).collect()),
        ("単位", |n, unit| format!("{n}{unit}")),
        ("空白", |n, _| format!("　{n} ")),
        ("文字列", |n, _| n.to_owned()),
    ];
    spelt(world, random, Code::VALUE_NORMALISED, &spellings, |fact| {
        // A typed percentage that is the form's own is shown with its sign: nothing to tell.
        !is_percent(fact) && !fact.normalisations.contains(&Normalisation::PrintedText)
    })
}

fn near_spellings(world: &World, random: &mut Random) -> Vec<Mutant> {
    let spellings: [Spelling; 1] = [("近い単位", |n, unit| {
        let near = match unit {
            "件" => "回",
            "人" => "名",
            _ => "戸",
        };
        format!("{n}{near}")
    })];
    spelt(world, random, Code::VALUE_NORMALISED, &spellings, |fact| {
        ["件", "人", "世帯"].contains(&unit(fact))
    })
}

fn wide(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(c as u32 + 0xFEE0).expect("a digit"),
        '.' => '．',
        c => c,
    }
}

fn not_collected(world: &World, random: &mut Random) -> Vec<Mutant> {
    let spellings: [Spelling; 3] = [
        ("未集計", |_, _| "未集計".to_owned()),
        ("横棒", |_, _| "－".to_owned()),
        ("調査中", |_, _| "（調査中）".to_owned()),
    ];
    spelt(world, random, Code::VALUE_NOT_COLLECTED, &spellings, |_| {
        true
    })
}

fn impossible_counts(world: &World, random: &mut Random) -> Vec<Mutant> {
    let code = value_negative_or_fractional::CODE;
    let mut mutants = Vec::new();
    for (ward, fact) in counts(world, random) {
        let count = whole(fact).max(1);
        let half = Decimal::from(count) + Decimal::new(5, 1);
        for (kind, written) in [
            ("負の数", number(-count)),
            ("▲", text(format!("▲{count}"))),
            ("小数", number(half)),
        ] {
            mutants.push(Mutant::in_fact(
                world,
                code,
                kind,
                ward,
                fact,
                Some(written),
            ));
        }
    }
    mutants
}

fn blanks(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in filled(world, random) {
        let field = definitions().forms[0]
            .field(&fact.indicator)
            .expect("a field");
        let is_asked = field.is_required && field.indicator == fact.indicator;
        // The ratio follows from its two counts where both are there.
        let follows = fact.indicator.as_str() == "2-6"
            && beside(world, ward, fact, "2-6-answers").is_some_and(|f| f.value.number().is_some());
        if is_asked && !follows {
            let spaces = Some(text("　"));
            mutants.push(Mutant::in_fact(
                world,
                required_value_blank::CODE,
                "空欄",
                ward,
                fact,
                None,
            ));
            mutants.push(Mutant::in_fact(
                world,
                required_value_blank::CODE,
                "空白だけ",
                ward,
                fact,
                spaces,
            ));
        }
    }
    mutants
}

/// A whole sheet of a year left blank is told once, at the sheet.
fn blank_sheets(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for sheet in definitions().forms[0]
        .sheets
        .iter()
        .filter(|sheet| sheet.id != "participation")
    {
        for year in world.due() {
            let ward = super::mutant::some_ward(world, random);
            let fields = sheet.blocks.iter().flat_map(|block| &block.fields);
            let ids = fields.flat_map(|field| std::iter::once(&field.indicator).chain(&field.rate));
            let facts: Vec<&Fact> = ids
                .filter_map(|id| world.fact(ward, id.as_str(), year))
                .collect();
            let place = Place::sheet(&world.books[ward].file, &facts[0].provenance.sheet);
            let cells = facts.iter().map(|fact| put_fact(fact, None)).collect();
            mutants.push(Mutant::in_cells(
                world,
                required_value_blank::CODE,
                "シート全体",
                ward,
                place,
                cells,
            ));
        }
    }
    mutants
}
