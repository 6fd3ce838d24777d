//! The ward's form as a flat grid: drawn and read as a real workbook once per as-of date, then filled cell by cell.
//!
//! Reading is exercised on every filled form; zip and XML are paid for once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use torimatome::definition::{Definitions, Registry};
use torimatome::model::{
    Area, AsOf, CellRef, FiscalYear, IndicatorId, NarrativeItem, Normalisation, Provenance,
    Submission, Value,
};
use torimatome::read::{Cell, CellValue, InputFile, Reader, Workbook, open};
use torimatome::workbook::names;

/// A cell with a number.
pub(super) fn number(number: impl Into<Decimal>) -> Cell {
    cell(CellValue::Number(number.into().normalize()))
}

/// A cell with a text.
pub(super) fn text(text: impl Into<String>) -> Cell {
    cell(CellValue::Text(text.into()))
}

/// A cell with anything typed into it.
pub(super) fn cell(value: CellValue) -> Cell {
    Cell {
        value,
        is_formula: false,
        is_percent: false,
    }
}

/// What a ward writes into its form.
#[derive(Clone, Debug, Default)]
pub(super) struct Filling {
    pub(super) fields: BTreeMap<(IndicatorId, FiscalYear), Cell>,
    /// By block, fiscal year and number from 1.
    pub(super) bullets: BTreeMap<(String, FiscalYear, u32), String>,
}

/// A blank form of one as-of date, drawn for one ward; any ward's is made of it.
pub(super) struct Form {
    blank: Workbook,
    drawn_for: Area,
    /// The blank form as read.
    read: Submission,
}

impl Form {
    /// Draws the form, writes it as .xlsx and reads it back.
    pub(super) fn draw(definitions: &Definitions, as_of: AsOf) -> Self {
        let wards = definitions.areas.wards();
        let ward = wards.last().expect("wards").clone();
        let drawn = torimatome::report::template(
            definitions,
            &definitions.forms[0],
            &definitions.registry,
            &ward,
            (as_of, None),
            None,
        );
        let bytes = torimatome::render::xlsx::form(&drawn).expect("a form");
        let blank = open(&InputFile::new("blank.xlsx", bytes, String::new())).expect("a workbook");
        let read = Reader::new(definitions).workbook(&blank, "");
        Self {
            blank,
            drawn_for: ward,
            read: read.submission.expect("a submission"),
        }
    }

    /// The form of a ward with everything filled in, its name and its numbers of areas included.
    pub(super) fn fill(
        &self,
        definitions: &Definitions,
        registry: &Registry,
        ward: &Area,
        filling: &Filling,
    ) -> Workbook {
        let mut book = self.blank.clone();
        book.file = Arc::from(format!("{}_{}.xlsx", ward.code, ward.name));
        for sheet in &mut book.sheets {
            // They divide by the number of areas of the ward that the form was drawn for.
            sheet.beside.formulas.clear();
            for cell in sheet.cells.values_mut() {
                if let CellValue::Text(text) = &mut cell.value {
                    *text = text
                        .replace(&self.drawn_for.name, &ward.name)
                        .replace(self.drawn_for.code.as_str(), ward.code.as_str());
                }
            }
        }
        for column in &definitions.forms[0].years {
            let year = column.year;
            let areas = registry.count(&ward.code, year).expect("areas");
            put_named(&mut book, &names::areas(year), number(areas));
            for id in ["1-1", "1-2"] {
                let name = names::field(&IndicatorId::new(id), year);
                let (sheet, at) = book.names[&name].clone();
                let beside = printed_denominator(&book, &sheet, at).expect("print");
                put(&mut book, &sheet, beside, Some(text(print(areas))));
            }
        }
        for ((indicator, year), cell) in &filling.fields {
            put_named(&mut book, &names::field(indicator, *year), cell.clone());
        }
        for ((block, year, number), words) in &filling.bullets {
            let name = names::bullet(block, *year, *number);
            put_named(&mut book, &name, text(words.clone()));
        }
        book
    }
}

/// The workbook for the whole as it is handed out.
pub(super) fn for_whole(definitions: &Definitions, registry: &Registry, as_of: AsOf) -> Workbook {
    let form = &definitions.forms[0];
    let drawn = torimatome::report::whole(definitions, form, registry, as_of, &[]);
    let bytes = torimatome::render::xlsx::form(&drawn).expect("a form");
    open(&InputFile::new("市の記入.xlsx", bytes, String::new())).expect("a workbook")
}

/// The print to the right of a number of areas.
fn print(areas: u32) -> String {
    format!("／　全{areas}地域（名簿提供地域数）")
}

/// The cell to the right that prints the slash and the number of areas.
pub(super) fn printed_denominator(book: &Workbook, sheet: &str, at: CellRef) -> Option<CellRef> {
    let cells = &book.sheet(sheet)?.cells;
    cells
        .range(CellRef::new(at.row, at.col + 1)..CellRef::new(at.row + 1, 0))
        .find(|(_, cell)| cell.text().contains("地域"))
        .map(|(at, _)| *at)
}

/// Writes into a cell, or empties it.
pub(super) fn put(book: &mut Workbook, sheet: &str, at: CellRef, cell: Option<Cell>) {
    let sheet = book
        .sheets
        .iter_mut()
        .find(|known| *known.name == *sheet)
        .expect("a sheet");
    // A formula without a result, where none stood, is the sender's own.
    let is_bare = |cell: &Cell| cell.is_formula && cell.value == CellValue::Empty;
    if cell.as_ref().is_some_and(is_bare) {
        let own = sheet.beside.formulas.entry(at);
        own.or_insert_with(|| "1+1".to_owned());
    }
    match cell {
        Some(cell) => sheet.cells.insert(at, cell),
        None => sheet.cells.remove(&at),
    };
}

/// Writes into the cell that the template gives a name.
pub(super) fn put_named(book: &mut Workbook, name: &str, cell: Cell) {
    let place = book.names.get(name).cloned();
    let (sheet, at) = place.unwrap_or_else(|| panic!("no cell is called {name}"));
    put(book, &sheet, at, Some(cell));
}

impl Form {
    /// What reading [`Self::fill`] gives, made without reading; a test holds the two against each other.
    pub(super) fn submission(
        &self,
        definitions: &Definitions,
        registry: &Registry,
        ward: &Area,
        filling: &Filling,
    ) -> Submission {
        let mut submission = self.read.clone();
        let file: Arc<str> = Arc::from(format!("{}_{}.xlsx", ward.code, ward.name));
        submission.file = Arc::clone(&file);
        submission.sha256 = file.to_string();
        submission.ward = Some(ward.code.clone());
        let here = |provenance: &mut Provenance, text: String| {
            provenance.file = Arc::clone(&file);
            provenance.text = text.into();
        };
        for place in submission.blocks.values_mut() {
            place.file = Arc::clone(&file);
        }
        for (year, written) in &mut submission.areas_written {
            let areas = registry.count(&ward.code, *year).expect("areas");
            written.value = areas.into();
            here(&mut written.provenance, areas.to_string());
        }
        for (key, fact) in &mut submission.facts {
            let fact = Arc::make_mut(fact);
            let cell = filling.fields.get(&(key.indicator.clone(), key.year));
            here(
                &mut fact.provenance,
                cell.map(Cell::text).unwrap_or_default(),
            );
            fact.value = Value::Blank;
            fact.is_formula = false;
            fact.formula = None;
            if let Some(written) = &mut fact.denominator {
                let areas = registry.count(&ward.code, key.year).expect("areas");
                written.value = areas.into();
                here(&mut written.provenance, print(areas));
            }
            let Some(cell) = cell else { continue };
            fact.is_formula = cell.is_formula;
            if let CellValue::Number(number) = cell.value {
                fact.value = Value::Number(number);
                if cell.is_percent {
                    let percent = (number * Decimal::ONE_HUNDRED).normalize();
                    fact.value = Value::Number(percent);
                    fact.normalisations = vec![Normalisation::PercentFormat];
                }
            }
        }
        submission.narratives = self.narratives(definitions, &file, filling);
        submission
    }

    /// The bullets in the order of the form.
    fn narratives(
        &self,
        definitions: &Definitions,
        file: &Arc<str>,
        filling: &Filling,
    ) -> Vec<Arc<NarrativeItem>> {
        let mut narratives = self.read.narratives.clone();
        let form = &definitions.forms[0];
        for block in form.sheets.iter().flat_map(|sheet| &sheet.blocks) {
            for year in form.years.iter().map(|column| column.year) {
                // Bullets are counted as they are written; one left blank has no number.
                let mut written = 0;
                for number in 1..=block.bullets {
                    let key = (block.id.clone(), year, number);
                    let Some(text) = filling.bullets.get(&key) else {
                        continue;
                    };
                    written += 1;
                    let (sheet, at) = &self.blank.names[&names::bullet(&block.id, year, number)];
                    narratives.push(Arc::new(NarrativeItem {
                        block: (&block.id).into(),
                        year,
                        number: written,
                        text: text.into(),
                        provenance: Provenance {
                            file: Arc::clone(file),
                            sheet: Arc::clone(sheet),
                            cell: *at,
                            text: text.into(),
                        },
                    }));
                }
            }
        }
        narratives
    }
}
