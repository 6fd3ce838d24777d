//! Slips in whose form it is and for when: wards that are none or another, dates that are missing or impossible.

use torimatome::diagnostic::{Code, Place};
use torimatome::read::{CellValue, Workbook};
use torimatome::workbook::names;

use super::form::{put_named, text};
use super::mutant::{Mutant, Mutator, place, some_ward};
use super::random::Random;
use super::world::World;

pub(super) const MUTATORS: &[(&str, Mutator)] = &[
    ("S120", ward_unknown),
    ("S121", ward_disagrees),
    ("S130", as_of_missing),
    ("S131", as_of_not_month_end),
    ("S132", as_of_outside_form),
];

fn ward_cell(world: &World, ward: usize, name: &str) -> Place {
    let (sheet, at) = &world.books[ward].names[name];
    place(world, ward, sheet, *at)
}

/// A name that is no ward's.
fn ward_unknown(world: &World, random: &mut Random) -> Vec<Mutant> {
    let code = Code::WARD_UNKNOWN;
    let wards = (0..6).map(|_| some_ward(world, random));
    wards
        .map(|ward| {
            let (sheet, at) = world.books[ward].names[names::WARD].clone();
            let place = place(world, ward, &sheet, at);
            let cells = vec![(sheet, at, Some(text("見本区")))];
            Mutant::in_cells(world, code, "ない区の名", ward, place, cells).of_no_ward()
        })
        .collect()
}

/// The name of another ward in the ward's own cell.
fn ward_disagrees(world: &World, _: &mut Random) -> Vec<Mutant> {
    let count = world.wards().len();
    let wards = 0..count;
    wards
        .map(|ward| {
            let other = &world.wards()[(ward + 7) % count];
            let (sheet, at) = world.books[ward].names[names::WARD].clone();
            let cells = vec![(sheet, at, Some(text(other.name.clone())))];
            let place = ward_cell(world, ward, names::WARD);
            Mutant::in_cells(
                world,
                Code::WARD_DISAGREES,
                "別の区の名",
                ward,
                place,
                cells,
            )
            .of_no_ward()
        })
        .collect()
}

/// Writes another date wherever the as-of date stands.
fn redate(book: &mut Workbook, from: &str, to: &str, iso: &str) {
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let CellValue::Text(text) = &mut cell.value {
                *text = text.replace(from, to);
            }
        }
    }
    if book.names.contains_key(names::AS_OF) {
        put_named(book, names::AS_OF, text(iso));
    }
}

pub(super) fn dated(
    world: &World,
    random: &mut Random,
    code: Code,
    kind: &'static str,
    at: fn(&World, usize) -> Place,
    (shown, iso): (&'static str, &'static str),
) -> Vec<Mutant> {
    let wards = (0..6).map(|_| some_ward(world, random));
    wards
        .map(|ward| {
            let from = world.as_of.wareki();
            let change = move |book: &mut Workbook| redate(book, &from, shown, iso);
            Mutant::in_book(world, code, kind, ward, at(world, ward), change)
        })
        .collect()
}

fn as_of_cell(world: &World, ward: usize) -> Place {
    ward_cell(world, ward, names::AS_OF)
}

fn as_of_missing(world: &World, random: &mut Random) -> Vec<Mutant> {
    let blank = ("令和●年●月末", "令和●年●月末");
    dated(
        world,
        random,
        Code::AS_OF_MISSING,
        "●のまま",
        as_of_cell,
        blank,
    )
}

fn as_of_not_month_end(world: &World, random: &mut Random) -> Vec<Mutant> {
    let day = ("令和8年3月15日", "2026-03-15");
    dated(
        world,
        random,
        Code::AS_OF_NOT_MONTH_END,
        "月の途中",
        as_of_cell,
        day,
    )
}

fn as_of_outside_form(world: &World, random: &mut Random) -> Vec<Mutant> {
    let later = ("令和9年9月末", "2027-09-30");
    dated(
        world,
        random,
        Code::AS_OF_OUTSIDE_FORM,
        "様式にない年度",
        as_of_cell,
        later,
    )
}
