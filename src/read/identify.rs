//! Which form, which edition, and which worksheet carries which sheet of it. By content, never by sheet name.

use std::sync::Arc;

use super::fold::{fold, label_key};
use super::grid::{Grid, is_year_header};
use super::reasons;
use definition::{Definitions, FieldDefinition, FormDefinition, ReasonSheet, SheetDefinition};
use workbook::{Sheet, Workbook, names};

/// The form of a workbook and why.
#[derive(Clone, Debug)]
pub(super) struct FormFound<'a> {
    pub(super) form: &'a FormDefinition,
    pub(super) why: String,
}

/// Tells which form and edition a workbook is; the error says what it seems to be instead.
pub(super) fn form<'a>(
    workbook: &Workbook,
    definitions: &'a Definitions,
) -> Result<FormFound<'a>, String> {
    let forms = &definitions.forms;
    if let Some(id) = workbook.properties.get(names::FORM_PROPERTY) {
        let edition = workbook.properties.get(names::EDITION_PROPERTY);
        let named = forms
            .iter()
            .find(|form| form.id.form == *id && Some(&form.id.edition) == edition);
        return match named {
            Some(form) => Ok(FormFound {
                form,
                why: "文書のプロパティ".to_owned(),
            }),
            None => Err(format!(
                "このプログラムが知らない様式か版です（様式 {id}、版 {}）。",
                edition.map_or("不明", String::as_str)
            )),
        };
    }
    let signed = forms
        .iter()
        .filter(|form| carries_signature(workbook, form));
    let signed: Vec<&FormDefinition> = signed.collect();
    // A form whose title stands in the workbook comes before one that it only looks like.
    let best = forms
        .iter()
        .filter_map(|form| {
            let sheets = sheets_of(workbook, form, &definitions.reasons);
            let found = sheets.iter().filter(|found| !found.is_empty()).count();
            let years = years_found(workbook, form);
            let is_signed = signed.iter().any(|one| one.id == form.id);
            (found > 0 && years > 0).then_some((is_signed, found, years, form))
        })
        .max_by_key(|(is_signed, found, years, form)| {
            (*is_signed, *found, *years, form.signature.len())
        });
    match (best, signed.first()) {
        (Some((_, found, _, form)), _) => Ok(FormFound {
            form,
            why: format!("シートの内容（{found}シート分）"),
        }),
        (None, Some(form)) => Err(other_edition(workbook, form)),
        (None, None) => Err(not_the_form(workbook, &definitions.newest())),
    }
}

fn carries_signature(workbook: &Workbook, form: &FormDefinition) -> bool {
    let signature = fold(&form.signature);
    all_texts(workbook).any(|text| fold(&text).contains(&signature))
}

fn all_texts(workbook: &Workbook) -> impl Iterator<Item = String> + '_ {
    workbook
        .sheets
        .iter()
        .flat_map(|sheet| sheet.cells.values().map(workbook::Cell::text))
        .filter(|text| text.len() < 2_000)
}

/// How many of the edition's years head a column somewhere.
fn years_found(workbook: &Workbook, form: &FormDefinition) -> usize {
    let keys: Vec<String> = all_texts(workbook)
        .filter(|text| text.len() < 100)
        .map(|text| fold(&text))
        .filter(|key| key.contains("年度"))
        .collect();
    form.years
        .iter()
        .filter(|column| {
            keys.iter()
                .any(|key| is_year_header(key, column.year, &fold(&column.header)))
        })
        .count()
}

fn other_edition(workbook: &Workbook, form: &FormDefinition) -> String {
    let mut headers: Vec<String> = all_texts(workbook)
        .filter(|text| text.len() < 60 && text.trim_end().ends_with("年度"))
        .map(|text| text.trim().replace(['\n', '\r'], ""))
        .filter(|text| fold(text).starts_with("20") || fold(text).starts_with("令和"))
        .collect();
    headers.dedup();
    headers.truncate(3);
    let wanted: Vec<&str> = form.years.iter().map(|year| year.header.as_str()).collect();
    if headers.is_empty() {
        format!(
            "「{}」の表題はありますが、年度の見出し（{}）と指標の欄が見つかりません。",
            form.name,
            wanted.join("、")
        )
    } else {
        format!(
            "「{}」ですが、別の年度の版のようです（見出しは{}。読める版は{}）。",
            form.name,
            headers.join("、"),
            form.edition_name
        )
    }
}

fn not_the_form(workbook: &Workbook, forms: &[&FormDefinition]) -> String {
    let names: Vec<String> = forms
        .iter()
        .map(|form| format!("「{}」", form.name))
        .collect();
    let name = names.join("でも");
    let sheets: Vec<String> = workbook
        .sheets
        .iter()
        .take(5)
        .map(|sheet| format!("「{}」", sheet.name))
        .collect();
    if all_texts(workbook).all(|text| text.trim().is_empty()) {
        format!("{name}ではありません。何も書かれていないブックです。")
    } else {
        format!(
            "{name}ではありません。表題も指標の欄も見つかりません（シート: {}）。",
            sheets.join("、")
        )
    }
}

/// For every sheet of the form, the worksheets that carry it; more than one is for the caller to refuse.
///
/// A sheet for reasons repeats labels of the form and is none of it.
pub(super) fn sheets_of<'a>(
    workbook: &'a Workbook,
    form: &FormDefinition,
    words: &ReasonSheet,
) -> Vec<Vec<&'a Sheet>> {
    let seen: Vec<(&Sheet, Vec<String>, bool)> = workbook
        .sheets
        .iter()
        .map(|sheet| {
            let grid = Grid::new(sheet);
            let keys = keys(&grid);
            let (rows, twice) = grid.header_rows(form);
            let has_header = !rows.is_empty() || !twice.is_empty();
            let is_form =
                has_header && (has_theme(&keys, form) || !reasons::is_headed(sheet, words));
            (sheet, keys, is_form)
        })
        .collect();
    form.sheets
        .iter()
        .map(|definition| {
            let named = |sheet: &Sheet| points_at(workbook, definition, &sheet.name);
            let strong: Vec<&Sheet> = seen
                .iter()
                .filter(|(sheet, keys, has_header)| {
                    named(sheet) || (*has_header && looks_like(keys, definition))
                })
                .map(|(sheet, ..)| *sheet)
                .collect();
            prefer_visible(strong)
        })
        .collect()
}

/// A hidden copy never stands in the way of the sheet that the clerk sees.
fn prefer_visible(sheets: Vec<&Sheet>) -> Vec<&Sheet> {
    let visible: Vec<&Sheet> = sheets
        .iter()
        .copied()
        .filter(|sheet| !sheet.is_hidden)
        .collect();
    if visible.is_empty() { sheets } else { visible }
}

/// Why a worksheet carries a sheet of the form, in words.
pub(super) fn why(workbook: &Workbook, sheet: &Sheet, definition: &SheetDefinition) -> String {
    let (has_theme, labels, fields) = likeness(&keys(&Grid::new(sheet)), definition);
    let mut signs = Vec::new();
    if points_at(workbook, definition, &sheet.name) {
        signs.push("名前の定義".to_owned());
    }
    if has_theme {
        signs.push("主題の行".to_owned());
    }
    signs.push(format!("指標の見出し{labels}/{fields}"));
    signs.join("、")
}

/// Every text of a worksheet, folded as a label.
fn keys(grid: &Grid<'_>) -> Vec<String> {
    grid.cells()
        .map(|(_, cell)| cell.text())
        .filter(|text| text.len() < 2_000)
        .map(|text| label_key(&text))
        .collect()
}

fn looks_like(keys: &[String], definition: &SheetDefinition) -> bool {
    let (has_theme, labels, fields) = likeness(keys, definition);
    // A theme that was edited away, or labels split over cells: one of the two is enough.
    has_theme || (labels > 0 && labels * 2 >= fields)
}

/// Whether the theme line of any sheet of the form is there.
fn has_theme(keys: &[String], form: &FormDefinition) -> bool {
    form.sheets
        .iter()
        .any(|definition| keys.iter().any(|key| key.contains(&theme_key(definition))))
}

/// Whether the theme line is there, how many labels of the sheet are, and how many there should be.
fn likeness(keys: &[String], definition: &SheetDefinition) -> (bool, usize, usize) {
    let theme = theme_key(definition);
    let has_theme = keys.iter().any(|key| key.contains(&theme));
    let fields: Vec<&FieldDefinition> = required_fields(definition).collect();
    let labels = fields
        .iter()
        .filter(|field| {
            let label = label_key(&field.label);
            keys.iter().any(|key| key.ends_with(&label))
        })
        .count();
    (has_theme, labels, fields.len())
}

fn required_fields(definition: &SheetDefinition) -> impl Iterator<Item = &FieldDefinition> {
    definition
        .blocks
        .iter()
        .flat_map(|block| block.fields.iter())
        .filter(|field| field.is_required)
}

/// The theme without its page reference, which changes from edition to edition.
pub(super) fn theme_key(definition: &SheetDefinition) -> String {
    let folded = fold(&definition.theme);
    folded
        .rfind("(第")
        .map_or_else(|| folded.clone(), |at| folded[..at].to_owned())
}

/// Whether the template's defined names for this sheet's fields lead to this worksheet.
fn points_at(workbook: &Workbook, definition: &SheetDefinition, name: &str) -> bool {
    required_fields(definition).any(|field| {
        let prefix = format!("{}_", names::indicator(&field.indicator));
        workbook
            .names
            .range(prefix.clone()..)
            .take_while(|(key, _)| key.starts_with(&prefix))
            .any(|(_, (sheet, _))| **sheet == *name)
    })
}

/// The rows of a worksheet that carry one sheet of the form; all of them unless it carries several.
pub(super) fn section<'a>(
    grid: &Grid<'a>,
    definition: &SheetDefinition,
    form: &FormDefinition,
    shared: bool,
) -> Grid<'a> {
    if !shared {
        return grid.clone();
    }
    let row_of = |theme: &str| {
        grid.cells()
            .find(|(_, cell)| fold(&cell.text()).contains(theme))
            .map(|(at, _)| at.row)
    };
    let Some(start) = row_of(&theme_key(definition)) else {
        return grid.clone();
    };
    let end = form
        .sheets
        .iter()
        .filter_map(|other| row_of(&theme_key(other)))
        .filter(|row| *row > start)
        .min()
        .unwrap_or(grid.rows.end);
    grid.within(start..end)
}

/// The names of the sheets that were read, in order, for messages.
pub(super) fn sheet_names(sheets: &[&Sheet]) -> String {
    sheets
        .iter()
        .map(|sheet| Arc::clone(&sheet.name))
        .map(|name| format!("「{name}」"))
        .collect::<Vec<_>>()
        .join("と")
}
