//! The whole proposal, from the sheets of a blank workbook to the files of a definition.

use std::collections::{BTreeMap, BTreeSet};

use crate::canvas::Canvas;
use crate::copy;
use crate::define::{self, Definition, Read};
use crate::found::{Found, Unsure};
use crate::inputs::{Input, Left, Sought};
use crate::kinds::Kind;
use crate::labels::Finder;
use crate::role::Role;
use crate::roles;
use crate::tables::{Grouping, Place, Table};
use crate::told;
use crate::words;
use report::MarkedCopy;
use workbook::{Papers, Workbook};

/// The fiscal year of a form of which nothing tells the year.
const NO_YEAR: i32 = 2000;

/// A proposal.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The files of the definition: path ▸ text.
    pub files: BTreeMap<String, String>,
    /// Every place to fill in, in reading order.
    pub found: Vec<Found>,
    /// What was unsure.
    pub unsure: Vec<Unsure>,
    /// Marks and list for the copy.
    pub copy: MarkedCopy,
    /// The list of what was unsure, for people.
    pub unsure_text: String,
    /// The places as a table.
    pub found_csv: String,
}

/// A sheet as it was understood.
struct Understood {
    name: String,
    inputs: Vec<Input>,
    left: Vec<Left>,
    tables: Vec<Table>,
    texts: Vec<(u32, String)>,
}

/// Proposes a definition; nothing where no place to fill in was found. `stem` is the name of the file without its ending.
pub fn draft(workbook: &Workbook, papers: Option<&Papers>, stem: &str) -> Option<Draft> {
    let mut unsure = Vec::new();
    let mut sheets = Vec::new();
    for sheet in &workbook.sheets {
        if sheet.is_hidden || words::is_no_form(&sheet.name) {
            unsure.push(told::passed_over(&sheet.name, sheet.is_hidden));
            continue;
        }
        sheets.push(understood(workbook, papers, sheet));
    }
    if papers.is_none() {
        unsure.push(told::no_paper());
    }
    let (years, of_year) = years(workbook, &sheets);
    unsure.extend(of_year);
    let mut definition = Definition::new();
    for sheet in &sheets {
        definition.sheet(&Read {
            name: &sheet.name,
            inputs: &sheet.inputs,
            tables: &sheet.tables,
        });
    }
    if definition.is_empty() {
        return None;
    }
    let units = units(&sheets);
    unsure.push(told::areas(&units));
    let found = found(&sheets, &definition);
    unsure.extend(bent(&sheets, &definition));
    unsure.extend(told::doubts(&found));
    for sheet in &sheets {
        unsure.extend(told::left(&sheet.name, &sheet.left));
    }
    let name = title(&sheets, stem);
    let edition = years.last().map_or(NO_YEAR, |(year, _)| *year);
    let path = format!("forms/{}/{edition}.toml", form_id(stem));
    let files = BTreeMap::from([
        ("areas.toml".to_owned(), define::areas(&units)),
        ("indicators.toml".to_owned(), definition.indicators()),
        (path, definition.form(&name, &years)),
    ]);
    Some(Draft {
        copy: copy::copy(&found, &unsure),
        unsure_text: told::text(&name, &found, &unsure),
        found_csv: told::csv(&found),
        files,
        found,
        unsure,
    })
}

/// Every place with where it went.
fn found(sheets: &[Understood], definition: &Definition) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in sheets {
        for place in places(sheet) {
            let key = (sheet.name.clone(), place.input);
            let gone = definition.gone.get(&key).cloned().unwrap_or_default();
            let input = &sheet.inputs[place.input];
            found.push(told::found(&sheet.name, input, place, gone));
        }
    }
    found
}

/// What the language cannot say as the paper does.
fn bent(sheets: &[Understood], definition: &Definition) -> Vec<Unsure> {
    let told = definition.bent.iter().filter_map(|(name, number, why)| {
        let sheet = sheets.iter().find(|sheet| sheet.name == *name)?;
        Some(told::bent(name, sheet.inputs.get(*number)?, why))
    });
    told.collect()
}

fn understood(workbook: &Workbook, papers: Option<&Papers>, sheet: &workbook::Sheet) -> Understood {
    let paper = papers.and_then(|papers| papers.sheets.get(&*sheet.name));
    let canvas = Canvas::new(sheet, paper);
    let roles = roles::roles(sheet, &canvas, paper);
    let sought = Sought {
        workbook,
        papers,
        sheet: &sheet.name,
        canvas: &canvas,
        roles: &roles,
    };
    let (mut inputs, left) = sought.inputs();
    crate::siblings::settle(&canvas, &roles, &mut inputs);
    let grouping = Grouping {
        finder: Finder {
            canvas: &canvas,
            roles: &roles.of,
        },
        inputs: &inputs,
    };
    let tables = grouping.tables();
    let labels = canvas.seen().into_iter();
    let labels = labels.filter(|at| matches!(roles.of[*at], Role::Label | Role::Note));
    let texts = labels.map(|at| {
        let area = &canvas.areas[at];
        (area.look.size, words::line(&area.text))
    });
    let texts = texts.collect();
    Understood {
        name: sheet.name.to_string(),
        inputs,
        left,
        tables,
        texts,
    }
}

/// The places of a sheet in reading order.
fn places(sheet: &Understood) -> Vec<&Place> {
    let mut places: Vec<&Place> = sheet
        .tables
        .iter()
        .flat_map(|table| &table.places)
        .collect();
    places.sort_by_key(|place| place.at);
    places
}

/// The fiscal years of the columns; else the one that the workbook names, or in which it was saved.
fn years(workbook: &Workbook, sheets: &[Understood]) -> (Vec<(i32, String)>, Option<Unsure>) {
    let mut years: BTreeMap<i32, String> = BTreeMap::new();
    let places = sheets.iter().flat_map(|sheet| &sheet.tables);
    let tables = places.filter(|table| table.shape == crate::tables::Shape::Years);
    for place in tables.flat_map(|table| &table.places) {
        if let Some(year) = place.year {
            years.entry(year).or_insert_with(|| place.col.clone());
        }
    }
    if !years.is_empty() {
        return (years.into_iter().collect(), None);
    }
    let texts = sheets.iter().flat_map(|sheet| &sheet.texts);
    let named = texts
        .filter_map(|(_, text)| words::fiscal_year(text))
        .next();
    let header = |year: i32| model::FiscalYear(year).wareki();
    if let Some(year) = named {
        return (vec![(year, header(year))], Some(told::year_of_text(year)));
    }
    let saved = workbook.saved.as_deref().and_then(saved_year);
    let year = saved.unwrap_or(NO_YEAR);
    (
        vec![(year, header(year))],
        Some(told::year_unknown(year, saved.is_some())),
    )
}

/// The fiscal year of a date as a file writes it.
fn saved_year(saved: &str) -> Option<i32> {
    let year: i32 = saved.get(..4)?.parse().ok()?;
    let month: u32 = saved.get(5..7)?.parse().ok()?;
    (1990..=2100)
        .contains(&year)
        .then_some(if month >= 4 { year } else { year - 1 })
}

/// Those that report, where the form lets its reader choose among them.
fn units(sheets: &[Understood]) -> Vec<String> {
    let labels = [
        "団体名",
        "市町村名",
        "施設名",
        "事業所名",
        "所属名",
        "学校名",
        "支所名",
        "課名",
        "所属",
    ];
    for sheet in sheets {
        for place in places(sheet) {
            let input = &sheet.inputs[place.input];
            let plain = words::squeezed(&place.row);
            let is_it = labels.iter().any(|label| plain == *label);
            if is_it && input.kind == Kind::Choice && input.choices.len() > 1 {
                let mut seen = BTreeSet::new();
                let choices = input.choices.iter();
                return choices
                    .filter(|word| seen.insert((*word).clone()))
                    .cloned()
                    .collect();
            }
        }
    }
    Vec::new()
}

/// The name of the form: the largest of the first texts, or the name of the file.
fn title(sheets: &[Understood], stem: &str) -> String {
    let texts = sheets.first().map_or(&[][..], |sheet| &sheet.texts);
    let is_title = |(_, text): &&(u32, String)| {
        let plain = words::squeezed(text);
        let is_number = ["様式", "別紙", "別記", "別添", "資料"]
            .iter()
            .any(|word| plain.starts_with(word))
            || plain.starts_with('第') && plain.contains("様式");
        // The number of a form may have its title behind it.
        let behind: String = text.split_whitespace().skip(1).collect();
        let is_bare_number = is_number && behind.chars().count() < 4;
        let length = plain.chars().count();
        let is_addressee = plain.ends_with(['様', '殿', '宛']);
        let is_label = is_addressee || length < 6 && crate::kinds::kind_of(text).is_some();
        !is_bare_number && !is_label && !words::is_note(text) && (3..=50).contains(&length)
    };
    let first = texts.iter().take(8).filter(is_title);
    // Of the same size, the first.
    let largest = first.rev().max_by_key(|(size, _)| *size);
    largest.map_or_else(|| stem.to_owned(), |(_, text)| text.clone())
}

/// A name for the folder of the form: what of the file's name can be typed anywhere.
fn form_id(stem: &str) -> String {
    let plain: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let id = words.join("-");
    if id.starts_with(|c: char| c.is_ascii_alphabetic()) {
        id
    } else {
        "form".to_owned()
    }
}
