//! Slips of a whole workbook: sheets and labels gone, doubled, renamed or hidden.

use std::sync::Arc;

use torimatome::diagnostic::{Code, Place};
use torimatome::model::{CellRef, Fact};
use torimatome::read::Workbook;

use super::form::{number, text};
use super::mutant::{Mutant, Mutator, filled, place, some_ward, whole};
use super::random::Random;
use super::within::sheet_of;
use super::world::{World, definitions};

pub(super) const MUTATORS: &[(&str, Mutator)] = &[
    ("S110", form_unknown),
    ("S111", sheet_missing),
    ("S112", field_not_found),
    ("S112", label_edited),
    ("S113", second_number),
    ("S113", second_sheet),
    ("S114", hidden_sheet),
    ("S114", covered_number),
    ("S141", renamed),
];

pub(super) fn file(world: &World, ward: usize) -> Place {
    Place::file(&world.books[ward].file)
}

/// Another form: nothing of ours is left.
fn form_unknown(world: &World, random: &mut Random) -> Vec<Mutant> {
    let code = Code::FORM_UNKNOWN;
    let wards = (0..4).map(|_| some_ward(world, random));
    wards
        .map(|ward| {
            let other = |book: &mut Workbook| {
                book.names.clear();
                book.properties.clear();
                for sheet in &mut book.sheets {
                    sheet.cells.retain(|at, _| at.row > 20);
                    sheet.name = Arc::from(format!("{}の写し", sheet.name));
                }
            };
            Mutant::in_book(world, code, "別の表", ward, file(world, ward), other).of_no_ward()
        })
        .collect()
}

fn sheet_missing(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for sheet in &definitions().forms[0].sheets {
        for _ in 0..4 {
            let ward = some_ward(world, random);
            let name = sheet.name.clone();
            let gone = move |book: &mut Workbook| {
                book.sheets.retain(|sheet| *sheet.name != *name);
                book.names.retain(|_, (sheet, _)| **sheet != *name);
            };
            let at = file(world, ward);
            mutants.push(Mutant::in_book(
                world,
                Code::SHEET_MISSING,
                "シートがない",
                ward,
                at,
                gone,
            ));
        }
    }
    mutants
}

/// The label of every required field gone, and the template's names with it.
fn field_not_found(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (_, _, field) in definitions().forms[0]
        .fields()
        .filter(|(.., field)| field.is_required)
    {
        let ward = some_ward(world, random);
        let year = world.live();
        let Some(fact) = world.fact(ward, field.indicator.as_str(), year) else {
            continue;
        };
        let label = field.label.clone();
        let sheet_name = Arc::clone(&fact.provenance.sheet);
        let gone = move |book: &mut Workbook| {
            book.names.retain(|_, (sheet, _)| *sheet != sheet_name);
            let sheet = book
                .sheets
                .iter_mut()
                .find(|sheet| sheet.name == sheet_name);
            let sheet = sheet.expect("the sheet");
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            sheet
                .cells
                .retain(|_, cell| plain(&cell.text()) != plain(&label));
        };
        let at = sheet_of(fact);
        mutants.push(Mutant::in_book(
            world,
            Code::FIELD_NOT_FOUND,
            "見出しがない",
            ward,
            at,
            gone,
        ));
    }
    mutants
}

/// A label that reads a little otherwise is taken, and asked about where it stands.
fn label_edited(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (_, _, field) in definitions().forms[0].fields() {
        let label = field.label_line();
        if label.chars().count() < 12 {
            continue;
        }
        let ward = some_ward(world, random);
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        let fact = world
            .fact(ward, field.indicator.as_str(), world.live())
            .expect("a fact");
        let sheet = world.books[ward]
            .sheet(&fact.provenance.sheet)
            .expect("a sheet");
        let mut cells = sheet.cells.iter();
        let Some((at, _)) = cells.find(|(_, cell)| plain(&cell.text()) == plain(&label)) else {
            continue;
        };
        let edited = text(format!("{label}（延べ）"));
        let cells = vec![(Arc::clone(&sheet.name), *at, Some(edited))];
        let place = place(world, ward, &sheet.name, *at);
        mutants.push(Mutant::in_cells(
            world,
            Code::FIELD_NOT_FOUND,
            "書き換えた見出し",
            ward,
            place,
            cells,
        ));
    }
    mutants
}

/// Counts with nothing but their unit to the right.
fn plain_counts<'w>(world: &'w World, random: &mut Random) -> Vec<(usize, &'w Fact)> {
    let mut facts = filled(world, random);
    facts.retain(|(_, fact)| !["1-1", "1-2", "1-2-rate", "2-6"].contains(&fact.indicator.as_str()));
    facts
}

/// A second number in the cell that prints the unit.
fn second_number(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in plain_counts(world, random) {
        let sheet = Arc::clone(&fact.provenance.sheet);
        let at = fact.provenance.cell;
        let book = world.books[ward].sheet(&sheet).expect("the sheet");
        let mut right = book
            .cells
            .range(CellRef::new(at.row, at.col + 1)..CellRef::new(at.row + 1, 0));
        let (unit, _) = right.next().expect("the unit");
        let cells = vec![(sheet, *unit, Some(number(whole(fact) + 3)))];
        let first = Place::from(&fact.provenance);
        let code = Code::FIELD_AMBIGUOUS;
        mutants.push(Mutant::in_cells(
            world,
            code,
            "隣にもう1つの数",
            ward,
            first,
            cells,
        ));
    }
    mutants
}

/// A number that stayed under a merged cell.
fn covered_number(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in plain_counts(world, random) {
        let sheet = Arc::clone(&fact.provenance.sheet);
        let at = CellRef::new(fact.provenance.cell.row, fact.provenance.cell.col + 1);
        let place = place(world, ward, &sheet, at);
        let cells = vec![(sheet, at, Some(number(whole(fact) + 3)))];
        let code = Code::HIDDEN_PLACE;
        mutants.push(Mutant::in_cells(
            world,
            code,
            "結合の下の数",
            ward,
            place,
            cells,
        ));
    }
    mutants
}

fn second_sheet(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for index in 0..definitions().forms[0].sheets.len() {
        let ward = some_ward(world, random);
        let id = definitions().forms[0].sheets[index].blocks[1].fields[0]
            .indicator
            .clone();
        let fact = world.fact(ward, id.as_str(), world.live()).expect("a fact");
        let name = Arc::clone(&fact.provenance.sheet);
        let twice = move |book: &mut Workbook| {
            book.names.retain(|_, (sheet, _)| *sheet != name);
            let mut copy = book.sheet(&name).expect("the sheet").clone();
            copy.name = Arc::from(format!("{name} (2)"));
            book.sheets.push(copy);
        };
        let at = sheet_of(fact);
        mutants.push(Mutant::in_book(
            world,
            Code::FIELD_AMBIGUOUS,
            "写しのシート",
            ward,
            at,
            twice,
        ));
    }
    mutants
}

/// Known again by what it holds.
fn renamed(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for id in ["1-1", "2-1", "3-1"] {
        let ward = some_ward(world, random);
        let fact = world.fact(ward, id, world.live()).expect("a fact");
        let old = Arc::clone(&fact.provenance.sheet);
        let new: Arc<str> = Arc::from(format!("{old}（修正版）"));
        let place = Place::sheet(&world.books[ward].file, &new);
        let rename = move |book: &mut Workbook| {
            for sheet in book.sheets.iter_mut().filter(|sheet| sheet.name == old) {
                sheet.name = Arc::clone(&new);
            }
            for (sheet, _) in book.names.values_mut().filter(|(sheet, _)| *sheet == old) {
                *sheet = Arc::clone(&new);
            }
        };
        let code = Code::SHEET_RENAMED;
        mutants.push(Mutant::in_book(
            world,
            code,
            "シートの名",
            ward,
            place,
            rename,
        ));
    }
    mutants
}

fn hidden_sheet(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for id in ["1-1", "2-1", "3-1"] {
        let ward = some_ward(world, random);
        let fact = world.fact(ward, id, world.live()).expect("a fact");
        let name = Arc::clone(&fact.provenance.sheet);
        let hidden = move |book: &mut Workbook| {
            let mut sheets = book.sheets.iter_mut();
            sheets
                .find(|sheet| sheet.name == name)
                .expect("the sheet")
                .is_hidden = true;
        };
        let at = sheet_of(fact);
        mutants.push(Mutant::in_book(
            world,
            Code::HIDDEN_PLACE,
            "非表示のシート",
            ward,
            at,
            hidden,
        ));
    }
    mutants
}
