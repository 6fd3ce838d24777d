//! Slips on the sheet of reasons: rows that match nothing, that give no cause, that excuse an error, that lack a name.

use std::sync::Arc;
use torimatome::check::waiver::codes;

use torimatome::diagnostic::{Code, Place};
use torimatome::model::{CellRef, Fact, FiscalYear};
use torimatome::read::{Cell, Sheet, Workbook};

use super::form::{number, put, text};
use super::mutant::{Mutant, Mutator, filled, is_percent, whole};
use super::random::Random;
use super::within::each;
use super::world::{World, definitions};

pub(super) const MUTATORS: &[(&str, Mutator)] = &[
    ("S150", without_name),
    ("C330", unmatched),
    ("C331", without_cause),
    ("C333", for_error),
];

const HEADINGS: [&str; 5] = ["コード", "項目", "年度", "理由", "氏名"];
/// Where the one row stands, and its columns for the reason and the name.
const ROW: u32 = 1;
const TEXT: u32 = 3;
const NAME: u32 = 4;

/// The sheet with one row; the item by its indicator.
fn sheet(name: &Arc<str>, code: &str, fact: &Fact, reason: &str, who: &str) -> Sheet {
    let year = format!("{}年度", fact.year);
    let row = [code, fact.indicator.as_str(), &year, reason, who];
    let mut sheet = Sheet {
        name: Arc::clone(name),
        ..Sheet::default()
    };
    for (at, words) in [(0, HEADINGS), (ROW, row)] {
        for (col, words) in (0..).zip(words) {
            if !words.is_empty() {
                sheet.cells.insert(CellRef::new(at, col), text(words));
            }
        }
    }
    sheet
}

/// What a row says beside code and field: its reason and who wrote it.
type Words = (&'static str, &'static str);

/// A row for a fact, which holds another value if one is given; told at a column of that row.
fn row(
    world: &World,
    (code, kind, col): (Code, &'static str, u32),
    (ward, fact): (usize, &Fact),
    (excused, (reason, who)): (&'static str, Words),
    written: Option<Option<Cell>>,
) -> Mutant {
    let name: Arc<str> = Arc::from(definitions().reasons.sheet_name.as_str());
    let file = &world.books[ward].file;
    let place = Place::cell(file, &name, CellRef::new(ROW, col));
    let fact = fact.clone();
    let change = move |book: &mut Workbook| {
        book.sheets.retain(|sheet| sheet.name != name);
        book.sheets.push(sheet(&name, excused, &fact, reason, who));
        if let Some(cell) = &written {
            let (sheet, at) = (&fact.provenance.sheet, fact.provenance.cell);
            put(book, sheet, at, cell.clone());
        }
    };
    Mutant::in_book(world, code, kind, ward, place, change)
}

const GOOD: Words = (
    "名簿を整理し、二重に数えていた人を除いたため。",
    "福祉 花子",
);

/// The fields that are told of where they are blank.
fn asked<'w>(world: &'w World, random: &mut Random) -> Vec<(usize, &'w Fact)> {
    let mut facts = filled(world, random);
    facts.retain(|(_, fact)| {
        let field = definitions().forms[0].field(&fact.indicator);
        field.is_some_and(|field| field.is_required) && !is_percent(fact)
    });
    facts
}

fn without_name(world: &World, random: &mut Random) -> Vec<Mutant> {
    let at = (Code::REASON_UNREADABLE, "氏名がない", NAME);
    let words = ("V211", (GOOD.0, ""));
    let facts = asked(world, random).into_iter();
    facts
        .map(|fact| row(world, at, fact, words, None))
        .collect()
}

fn unmatched(world: &World, random: &mut Random) -> Vec<Mutant> {
    let at = (codes::REASON_UNMATCHED, "様式にない年度の理由", TEXT);
    let facts = asked(world, random).into_iter();
    facts
        .map(|(ward, fact)| {
            let never = Fact {
                year: FiscalYear(fact.year.0 + 20),
                ..fact.clone()
            };
            row(world, at, (ward, &never), ("V211", GOOD), None)
        })
        .collect()
}

fn without_cause(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (kind, said) in [("OK", "OK"), ("確認済み", "確認済みです。")] {
        let at = (codes::REASON_WITHOUT_CAUSE, kind, TEXT);
        for fact in asked(world, random) {
            let words = ("V211", (said, GOOD.1));
            mutants.push(row(world, at, fact, words, Some(None)));
        }
    }
    mutants
}

fn for_error(world: &World, _: &mut Random) -> Vec<Mutant> {
    let at = (codes::REASON_FOR_ERROR, "誤りへの理由", TEXT);
    let facts = each(world, &["1-1"]).into_iter();
    facts
        .map(|(ward, fact)| {
            let above = i64::from(world.areas(ward, fact.year)) + whole(fact) % 5 + 1;
            let written = Some(Some(number(above)));
            row(world, at, (ward, fact), ("C301", GOOD), written)
        })
        .collect()
}
