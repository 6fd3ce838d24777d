//! Edits that change no fact: rows and columns inserted, sheets renamed and moved, digits widened, merges undone.
//! What was read stays the same, or something is told about it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diagnostic::{Diagnostic, Severity};
use torimatome::model::CellRef;
use torimatome::read::{Cell, CellValue, InputFile, ReadResult, Reader, Sheet, Workbook, open};

/// The same ward in the template's layout, in the bureau's, and in the bureau's without merged regions.
const BASES: [&str; 3] = [
    "samples/r7/271225_西成区.xlsx",
    "tests/workbooks/bureau-layout-of-r7-西成区.xlsx",
    "tests/workbooks/unmerged_271225.xlsx",
];

struct Base {
    workbook: Workbook,
    plain: ReadResult,
}

fn definitions() -> &'static Definitions {
    static DEFINITIONS: OnceLock<Definitions> = OnceLock::new();
    DEFINITIONS
        .get_or_init(|| torimatome::check::load(&DefinitionSource::BuiltIn).expect("built-in"))
}

fn bases() -> &'static [Base] {
    static BASES_READ: OnceLock<Vec<Base>> = OnceLock::new();
    BASES_READ.get_or_init(|| {
        let base = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            let bytes = std::fs::read(path).expect("a base");
            let workbook =
                open(&InputFile::new("271225.xlsx", bytes, String::new())).expect("a workbook");
            let plain = Reader::new(definitions()).workbook(&workbook, "");
            assert!(facts(&plain).len() > 39, "{name}");
            Base { workbook, plain }
        };
        BASES.iter().map(|name| base(name)).collect()
    })
}

#[derive(Clone, Debug)]
enum Edit {
    InsertRow(usize, u32),
    InsertColumn(usize, u32),
    Rename(usize),
    MoveFirst(usize),
    Widen(usize, usize),
    Unmerge(usize, usize),
    UnmergeAll(usize),
    MergeRight(usize, usize),
    AddSheet,
}

fn edit() -> impl Strategy<Value = Edit> {
    let sheet = || 0usize..4;
    prop_oneof![
        4 => (sheet(), 0u32..45).prop_map(|(sheet, row)| Edit::InsertRow(sheet, row)),
        2 => (sheet(), 0u32..16).prop_map(|(sheet, col)| Edit::InsertColumn(sheet, col)),
        1 => sheet().prop_map(Edit::Rename),
        1 => sheet().prop_map(Edit::MoveFirst),
        3 => (sheet(), 0usize..200).prop_map(|(sheet, cell)| Edit::Widen(sheet, cell)),
        3 => (sheet(), 0usize..90).prop_map(|(sheet, merge)| Edit::Unmerge(sheet, merge)),
        1 => sheet().prop_map(Edit::UnmergeAll),
        2 => (sheet(), 0usize..200).prop_map(|(sheet, cell)| Edit::MergeRight(sheet, cell)),
        1 => Just(Edit::AddSheet),
    ]
}

/// Every cell address of a sheet moved.
fn shift(workbook: &mut Workbook, index: usize, moved: &dyn Fn(CellRef) -> CellRef) {
    let sheet = &mut workbook.sheets[index];
    sheet.cells = std::mem::take(&mut sheet.cells)
        .into_iter()
        .map(|(at, cell)| (moved(at), cell))
        .collect();
    for (first, last) in &mut sheet.merges {
        (*first, *last) = (moved(*first), moved(*last));
    }
    let name = Arc::clone(&sheet.name);
    for (on, at) in workbook.names.values_mut() {
        if *on == name {
            *at = moved(*at);
        }
    }
}

fn apply(workbook: &mut Workbook, edit: &Edit) {
    let count = workbook.sheets.len();
    match *edit {
        Edit::InsertRow(sheet, row) => shift(workbook, sheet % count, &|at| {
            CellRef::new(at.row + u32::from(at.row >= row), at.col)
        }),
        Edit::InsertColumn(sheet, col) => shift(workbook, sheet % count, &|at| {
            CellRef::new(at.row, at.col + u32::from(at.col >= col))
        }),
        Edit::Rename(sheet) => {
            let old = Arc::clone(&workbook.sheets[sheet % count].name);
            let new: Arc<str> = Arc::from(format!("R7提出 {}", sheet % count));
            workbook.sheets[sheet % count].name = Arc::clone(&new);
            for (on, _) in workbook.names.values_mut() {
                if *on == old {
                    *on = Arc::clone(&new);
                }
            }
        }
        Edit::MoveFirst(sheet) => {
            let moved = workbook.sheets.remove(sheet % count);
            workbook.sheets.insert(0, moved);
        }
        Edit::Widen(sheet, cell) => {
            let cells = &mut workbook.sheets[sheet % count].cells;
            let at = cell % cells.len().max(1);
            if let Some(cell) = cells.values_mut().nth(at) {
                widen(cell);
            }
        }
        Edit::Unmerge(sheet, merge) => {
            let merges = &mut workbook.sheets[sheet % count].merges;
            if !merges.is_empty() {
                merges.remove(merge % merges.len());
            }
        }
        Edit::UnmergeAll(sheet) => workbook.sheets[sheet % count].merges.clear(),
        Edit::MergeRight(sheet, cell) => merge_right(&mut workbook.sheets[sheet % count], cell),
        Edit::AddSheet => workbook.sheets.push(Sheet {
            name: Arc::from(format!("作業用{count}")),
            cells: BTreeMap::from([
                (CellRef::new(0, 0), text("下書き")),
                (CellRef::new(1, 0), text("相談受付件数")),
                (CellRef::new(1, 1), text("９９９")),
            ]),
            ..Sheet::default()
        }),
    }
}

fn text(text: &str) -> Cell {
    Cell {
        value: CellValue::Text(text.to_owned()),
        is_formula: false,
        is_percent: false,
    }
}

/// Digits in full width; a number becomes a text.
fn widen(cell: &mut Cell) {
    if cell.is_percent || cell.is_formula {
        return;
    }
    if let CellValue::Text(_) | CellValue::Number(_) = cell.value {
        let wide = |c: char| match c {
            '0'..='9' => char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap_or(c),
            '.' => '．',
            other => other,
        };
        cell.value = CellValue::Text(cell.text().chars().map(wide).collect());
    }
}

/// Merges a lone cell with the empty one to its right.
fn merge_right(sheet: &mut Sheet, cell: usize) {
    let Some(at) = sheet.cells.keys().nth(cell % sheet.cells.len().max(1)) else {
        return;
    };
    let region = (*at, CellRef::new(at.row, at.col + 1));
    let overlaps = sheet.merges.iter().any(|(first, last)| {
        first.row <= region.1.row
            && region.0.row <= last.row
            && first.col <= region.1.col
            && region.0.col <= last.col
    });
    if !overlaps && !sheet.cells.contains_key(&region.1) {
        sheet.merges.push(region);
    }
}

/// What was read, without where it stood.
fn facts(result: &ReadResult) -> BTreeMap<(String, i32), String> {
    let Some(submission) = &result.submission else {
        return BTreeMap::new();
    };
    submission
        .facts
        .values()
        .map(|fact| {
            let value = match fact.value.number() {
                Some(number) => number.normalize().to_string(),
                None => format!("{:?}", fact.value),
            };
            // What is printed beside a blank is no part of a fact.
            let denominator = fact.denominator.as_ref();
            let denominator = denominator.filter(|_| !fact.value.is_blank());
            let denominator = denominator.map(|written| written.value.normalize());
            let key = (fact.indicator.as_str().to_owned(), fact.year.0);
            (key, format!("{value}/{denominator:?}"))
        })
        .collect()
}

/// Digits of both widths are the same words.
fn words(result: &ReadResult) -> BTreeMap<(String, i32, u32), String> {
    let Some(submission) = &result.submission else {
        return BTreeMap::new();
    };
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFF10 + 0x30).unwrap_or(c),
        '．' => '.',
        other => other,
    };
    submission
        .narratives
        .iter()
        .map(|item| {
            let key = (item.block.to_string(), item.year.0, item.number);
            (key, item.text.chars().map(narrow).collect())
        })
        .collect()
}

/// Whether something is told that covers a fact: about it, about its field, or about its whole sheet or file.
fn is_told(told: &[Diagnostic], indicator: &str, year: i32) -> bool {
    told.iter().any(|diagnostic| {
        let of_year = diagnostic.fiscal_year.is_none_or(|other| other.0 == year);
        let of_field = diagnostic.indicator.as_ref().is_none_or(|other| {
            // A count and its rate stand in one field.
            other.as_str() == indicator || indicator.strip_suffix("-rate") == Some(other.as_str())
        });
        diagnostic.severity != Severity::Note && of_year && of_field
    })
}

fn complaint(base: &Base, edits: &[Edit]) -> Option<String> {
    let mut workbook = base.workbook.clone();
    for edit in edits {
        apply(&mut workbook, edit);
    }
    let result = Reader::new(definitions()).workbook(&workbook, "");
    let (old, new) = (facts(&base.plain), facts(&result));
    for key in old.keys().chain(new.keys()) {
        if old.get(key) != new.get(key) && !is_told(&result.diagnostics, &key.0, key.1) {
            return Some(format!(
                "{key:?}: {:?} became {:?}",
                old.get(key),
                new.get(key)
            ));
        }
    }
    let is_told = result
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity != Severity::Note && diagnostic.indicator.is_none());
    let (old, new) = (words(&base.plain), words(&result));
    if old != new && !is_told {
        let key = old
            .keys()
            .chain(new.keys())
            .find(|key| old.get(key) != new.get(key));
        return key.map(|key| format!("{key:?}: {:?} became {:?}", old.get(key), new.get(key)));
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_changes_no_fact_changes_no_reading(
        base in 0usize..BASES.len(),
        edits in proptest::collection::vec(edit(), 1..5),
    ) {
        let complaint = complaint(&bases()[base], &edits);
        prop_assert!(complaint.is_none(), "{} {edits:?}: {complaint:?}", BASES[base]);
    }
}

#[test]
fn a_lost_fact_without_a_word_is_noticed() {
    let base = &bases()[0];
    let mut silent = base.workbook.clone();
    let number = silent.sheets[1]
        .cells
        .values_mut()
        .find(|cell| matches!(cell.value, CellValue::Number(_)))
        .expect("a number");
    number.value = CellValue::Number(rust_decimal::Decimal::from(4321));
    let result = Reader::new(definitions()).workbook(&silent, "");
    assert_ne!(facts(&base.plain), facts(&result));
}
