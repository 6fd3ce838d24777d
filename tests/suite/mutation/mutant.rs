//! One planted slip: what is changed, and which code must speak at which cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use torimatome::diagnostic::{Code, Diagnostic, Place, Severity};
use torimatome::model::{AreaCode, CellRef, Fact, FiscalYear};
use torimatome::read::{Cell, Workbook};

use super::random::Random;
use super::world::{Put, Trial, World, definitions};

/// How a slip is planted.
pub(super) enum Plant {
    /// Cells of one ward's workbook; these can be written into real bytes as well.
    Cells(usize, Vec<Put>),
    /// Anything else.
    Other(Box<Change>),
}

/// What is done to a city.
type Change = dyn Fn(&World, &mut Trial) + Send + Sync;

/// One planted slip.
pub(super) struct Mutant {
    /// The code that must speak.
    pub(super) code: Code,
    /// What was planted, in a few words.
    pub(super) kind: &'static str,
    /// Where it must speak.
    pub(super) place: Place,
    /// The ward it must name.
    pub(super) ward: Option<AreaCode>,
    pub(super) plant: Plant,
}

/// What became of a mutant.
pub(super) struct Verdict {
    pub(super) is_caught: bool,
    /// Errors and warnings beside the one that was to come.
    pub(super) knock_on: Vec<Diagnostic>,
    pub(super) told: Vec<Diagnostic>,
}

impl Mutant {
    /// A slip in the cell of a fact, told there.
    pub(super) fn in_fact(
        world: &World,
        code: Code,
        kind: &'static str,
        ward: usize,
        fact: &Fact,
        cell: Option<Cell>,
    ) -> Self {
        let put = put_fact(fact, cell);
        Self::in_cells(
            world,
            code,
            kind,
            ward,
            Place::from(&fact.provenance),
            vec![put],
        )
    }

    /// A slip in some cells of a ward's workbook.
    pub(super) fn in_cells(
        world: &World,
        code: Code,
        kind: &'static str,
        ward: usize,
        place: Place,
        cells: Vec<Put>,
    ) -> Self {
        Self {
            code,
            kind,
            place,
            ward: Some(world.wards()[ward].code.clone()),
            plant: Plant::Cells(ward, cells),
        }
    }

    /// A slip in the workbook of a ward as a whole.
    pub(super) fn in_book(
        world: &World,
        code: Code,
        kind: &'static str,
        ward: usize,
        place: Place,
        change: impl Fn(&mut Workbook) + Send + Sync + 'static,
    ) -> Self {
        let plant = move |world: &World, trial: &mut Trial| {
            let mut book = world.books[ward].clone();
            change(&mut book);
            trial.books.insert(ward, book);
        };
        Self::in_run(world, code, kind, Some(ward), place, plant)
    }

    /// A slip in what arrived, or in what it is compared with.
    pub(super) fn in_run(
        world: &World,
        code: Code,
        kind: &'static str,
        ward: Option<usize>,
        place: Place,
        change: impl Fn(&World, &mut Trial) + Send + Sync + 'static,
    ) -> Self {
        Self {
            code,
            kind,
            place,
            ward: ward.map(|ward| world.wards()[ward].code.clone()),
            plant: Plant::Other(Box::new(change)),
        }
    }

    /// The message names no ward: it cannot be known.
    #[must_use]
    pub(super) fn of_no_ward(mut self) -> Self {
        self.ward = None;
        self
    }

    pub(super) fn trial(&self, world: &World) -> Trial {
        let mut trial = Trial::default();
        match &self.plant {
            Plant::Cells(ward, cells) => {
                trial.books.insert(*ward, world.changed(*ward, cells));
            }
            Plant::Other(change) => change(world, &mut trial),
        }
        trial
    }

    /// Reads and checks the city with the slip in it.
    pub(super) fn judge(&self, world: &World) -> Verdict {
        let told = world.news(&self.trial(world));
        let is_it = |d: &Diagnostic| {
            d.code == self.code
                && d.place == self.place
                && (self.ward.is_none() || d.ward == self.ward)
        };
        let knock_on = |d: &&Diagnostic| d.severity <= Severity::Warning && d.code != self.code;
        Verdict {
            is_caught: told.iter().any(is_it),
            knock_on: told.iter().filter(knock_on).cloned().collect(),
            told,
        }
    }

    /// For the reader of a failing test.
    pub(super) fn describe(&self, world: &World) -> String {
        let cells = match &self.plant {
            Plant::Cells(_, cells) => {
                let written = cells.iter().map(|(sheet, at, cell)| {
                    let text = cell.as_ref().map(Cell::text).unwrap_or_default();
                    format!("{sheet}!{at}「{text}」")
                });
                written.collect::<Vec<_>>().join(" ")
            }
            Plant::Other(_) => String::new(),
        };
        let place = show(&self.place);
        format!(
            "{} {} {} {cells} ▸ {place}",
            world.name,
            self.code.id(),
            self.kind
        )
    }
}

/// A place in one line.
pub(super) fn show(place: &Place) -> String {
    let file = place.file.as_deref().unwrap_or("（全体）");
    match (&place.sheet, place.cell) {
        (Some(sheet), Some(cell)) => format!("{file} › {sheet}!{cell}"),
        (Some(sheet), None) => format!("{file} › {sheet}"),
        _ => file.to_owned(),
    }
}

/// A diagnostic in one line.
pub(super) fn line(d: &Diagnostic) -> String {
    let (severity, code, place) = (d.severity.label(), d.code.id(), show(&d.place));
    format!("{severity} {code} {place} {}", d.message)
}

pub(super) fn put_fact(fact: &Fact, cell: Option<Cell>) -> Put {
    (
        Arc::clone(&fact.provenance.sheet),
        fact.provenance.cell,
        cell,
    )
}

/// Plants slips of one sort into a city.
pub(super) type Mutator = fn(&World, &mut Random) -> Vec<Mutant>;

/// Every field with a number in the columns that are due, each in some ward: the fact and whose it is.
pub(super) fn filled<'w>(world: &'w World, random: &mut Random) -> Vec<(usize, &'w Fact)> {
    let mut facts = Vec::new();
    for year in world.due() {
        for indicator in definitions().forms[0].reported_indicators() {
            let ward = some_ward(world, random);
            let fact = world.fact(ward, indicator.as_str(), year);
            facts.extend(
                fact.filter(|f| f.value.number().is_some())
                    .map(|f| (ward, f)),
            );
        }
    }
    facts
}

/// Those of the fields that count something.
pub(super) fn counts<'w>(world: &'w World, random: &mut Random) -> Vec<(usize, &'w Fact)> {
    let mut facts = filled(world, random);
    facts.retain(|(_, fact)| !is_percent(fact));
    facts
}

pub(super) fn is_percent(fact: &Fact) -> bool {
    let indicator = definitions().indicator(&fact.indicator);
    indicator.expect("an indicator").is_percent()
}

pub(super) fn unit(fact: &Fact) -> &'static str {
    let indicator = definitions().indicator(&fact.indicator);
    &indicator.expect("an indicator").unit
}

pub(super) fn some_ward(world: &World, random: &mut Random) -> usize {
    random.between(0, u32::try_from(world.wards().len()).expect("few") - 1) as usize
}

/// A whole number that a fact holds.
pub(super) fn whole(fact: &Fact) -> i64 {
    let number = fact.value.number().expect("a number");
    i64::try_from(number).expect("a whole number")
}

/// The fact of another indicator of the same ward and year.
pub(super) fn beside<'w>(world: &'w World, ward: usize, fact: &Fact, id: &str) -> Option<&'w Fact> {
    world.fact(ward, id, fact.year)
}

/// The place of a cell in a ward's workbook.
pub(super) fn place(world: &World, ward: usize, sheet: &str, at: CellRef) -> Place {
    Place::cell(&world.books[ward].file, &Arc::from(sheet), at)
}

/// Caught and planted, by code and kind.
#[derive(Default)]
pub(super) struct Tally(pub(super) BTreeMap<(Code, &'static str), [usize; 2]>);

impl Tally {
    pub(super) fn add(&mut self, mutant: &Mutant, verdict: &Verdict) {
        let entry = self.0.entry((mutant.code, mutant.kind)).or_default();
        entry[0] += 1;
        entry[1] += usize::from(verdict.is_caught);
    }
}

/// The fiscal years of the form after the live one.
pub(super) fn future(world: &World) -> Vec<FiscalYear> {
    let years = definitions().forms[0]
        .years
        .iter()
        .map(|column| column.year);
    years.filter(|year| *year > world.live()).collect()
}
