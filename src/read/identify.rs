//! Which form, which edition, and which worksheet carries which sheet of it. By content, never by sheet name.

use std::borrow::Cow;

use super::fold::without_mark;
use super::grid::Grid;
use super::reasons::Tables;
use super::signs::{SheetSigns, Signs};
use super::view::{Seen, SheetView};
use definition::{Definitions, FormDefinition};
use workbook::{Workbook, names};

/// The form of a workbook and why, with every worksheet seen under it.
#[derive(Debug)]
pub(super) struct FormFound<'a> {
    pub(super) form: &'a FormDefinition,
    pub(super) why: String,
    pub(super) pages: Pages<'a>,
}

/// The worksheets under a form.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    /// One for every worksheet, in order.
    pub(super) all: Vec<Grid<'a>>,
    /// For every sheet of the form, which of them carry it; more than one is for the caller to refuse.
    pub(super) carriers: Vec<Vec<usize>>,
    signs: &'a Signs<'a>,
}

/// Tells which form and edition a workbook is; the error says what it seems to be instead.
pub(super) fn form<'a>(
    workbook: &Workbook,
    views: &'a [SheetView<'a>],
    (definitions, forms): (&'a Definitions, &'a [Signs<'a>]),
) -> Result<FormFound<'a>, String> {
    let tables = Tables::of(views, &definitions.reasons);
    if let Some(id) = workbook.properties.get(names::FORM_PROPERTY) {
        let edition = workbook.properties.get(names::EDITION_PROPERTY);
        let named = forms
            .iter()
            .find(|one| one.form.id.form == *id && Some(&one.form.id.edition) == edition);
        return match named {
            Some(signs) => Ok(FormFound {
                form: signs.form,
                why: "文書のプロパティ".to_owned(),
                pages: pages(workbook, views, signs, &tables),
            }),
            None => Err(format!(
                "このプログラムが知らない様式か版です（様式 {id}、版 {}）。",
                edition.map_or("不明", String::as_str)
            )),
        };
    }
    let headers: Vec<&str> = texts(views)
        .filter(|seen| seen.text().len() < 100)
        .map(Seen::key)
        .filter(|key| key.contains("年度"))
        .collect();
    let is_signed = |one: &&Signs<'_>| texts(views).any(|seen| seen.key().contains(&one.title));
    let signed: Vec<&FormDefinition> = forms.iter().filter(is_signed).map(|one| one.form).collect();
    // A form whose title stands in the workbook comes before one that it only looks like.
    let best = forms
        .iter()
        .filter_map(|signs| {
            let form = signs.form;
            let pages = pages(workbook, views, signs, &tables);
            let carriers = pages.carriers.iter();
            let found = carriers.filter(|found| !found.is_empty()).count();
            let years = signs.years.found(&headers);
            let is_signed = signed.iter().any(|one| one.id == form.id);
            // Rows are looked for once the form is known, so that a form of rows alone is known by its title.
            let is_it = found > 0 && years > 0 || form.sheets.is_empty() && is_signed;
            is_it.then_some((is_signed, found, years, form, pages))
        })
        .max_by_key(|(is_signed, found, years, form, _)| {
            (*is_signed, *found, *years, form.signature.len())
        });
    if let Some((_, found, _, form, pages)) = best {
        return Ok(FormFound {
            form,
            why: format!("シートの内容（{found}シート分）"),
            pages,
        });
    }
    Err(match signed.first() {
        Some(form) => other_edition(views, form),
        None => not_the_form(workbook, views, &definitions.newest()),
    })
}

/// Every text that is no story.
fn texts<'v>(views: &'v [SheetView<'_>]) -> impl Iterator<Item = &'v Seen<'v>> {
    let cells = views.iter().flat_map(SheetView::cells);
    cells.filter(|seen| seen.text().len() < 2_000)
}

fn other_edition(views: &[SheetView<'_>], form: &FormDefinition) -> String {
    let mut headers: Vec<String> = texts(views)
        .filter(|seen| seen.text().len() < 60 && seen.text().trim_end().ends_with("年度"))
        .filter(|seen| seen.key().starts_with("20") || seen.key().starts_with("令和"))
        .map(|seen| seen.text().trim().replace(['\n', '\r'], ""))
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

fn not_the_form(workbook: &Workbook, views: &[SheetView<'_>], forms: &[&FormDefinition]) -> String {
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
    if texts(views).all(Seen::is_blank) {
        format!("{name}ではありません。何も書かれていないブックです。")
    } else {
        format!(
            "{name}ではありません。表題も指標の欄も見つかりません（シート: {}）。",
            sheets.join("、")
        )
    }
}

/// Every worksheet under a form, and which of them carry which sheet of it.
///
/// A sheet for reasons repeats labels of the form and is none of it.
fn pages<'a>(
    workbook: &Workbook,
    views: &'a [SheetView<'a>],
    signs: &'a Signs<'a>,
    tables: &Tables<'_>,
) -> Pages<'a> {
    let form = signs.form;
    let mut all: Vec<Grid<'a>> = views.iter().map(|view| Grid::new(view, signs)).collect();
    let pitch = all.iter().find_map(Grid::pitch);
    all.iter_mut()
        .for_each(|page| page.find_last_header(form, pitch));
    let keys: Vec<Vec<&str>> = all.iter().map(keys).collect();
    let has_theme = |keys: &[&str]| {
        let mut sheets = signs.sheets.iter();
        sheets.any(|sheet| keys.iter().any(|key| sheet.is_theme(key)))
    };
    let is_form: Vec<bool> = (0..all.len())
        .map(|at| {
            !all[at].headers.is_empty()
                && (has_theme(&keys[at]) || !tables.is_headed(at))
                // The title of a sheet of rows may hold the theme of another sheet.
                && !is_of_rows(workbook, form, &all[at].sheet.name)
        })
        .collect();
    let carriers = signs.sheets.iter().map(|sheet| {
        let carries = |at: &usize| {
            sheet.point_at(workbook, &all[*at].sheet.name)
                || is_form[*at] && looks_like(&keys[*at], sheet)
        };
        let found: Vec<usize> = (0..all.len()).filter(carries).collect();
        if !found.is_empty() {
            return prefer_visible(found, &all);
        }
        // All its year headers may be gone: then nothing is read of it, and that is told.
        let is_whole = |at: &usize| {
            let (has_theme, labels) = sheet.among(&keys[*at]);
            has_theme && labels > 0 && labels * 2 >= sheet.labels.len() && !tables.is_headed(*at)
        };
        prefer_visible((0..all.len()).filter(is_whole).collect(), &all)
    });
    Pages {
        carriers: carriers.collect(),
        signs,
        all,
    }
}

/// Whether the template's names say that a worksheet is one of the form's sheets of rows.
fn is_of_rows(workbook: &Workbook, form: &FormDefinition, sheet: &str) -> bool {
    let heads = form.rows.iter().map(|rows| names::rows(&rows.id));
    let mut places = heads.filter_map(|name| workbook.names.get(&name));
    places.any(|(on, _)| **on == *sheet)
}

/// A hidden copy never stands in the way of the sheet that the clerk sees.
fn prefer_visible(found: Vec<usize>, all: &[Grid<'_>]) -> Vec<usize> {
    let is_visible = |at: &usize| !all[*at].sheet.is_hidden;
    let visible: Vec<usize> = found.iter().copied().filter(is_visible).collect();
    if visible.is_empty() { found } else { visible }
}

/// Every text that a person sees on a worksheet, folded as a label.
fn keys<'a>(page: &Grid<'a>) -> Vec<&'a str> {
    page.cells()
        .filter(|seen| seen.text().len() < 2_000)
        .map(|seen| without_mark(seen.key()))
        .collect()
}

fn looks_like(keys: &[&str], sheet: &SheetSigns) -> bool {
    let (has_theme, labels) = sheet.among(keys);
    // A theme that was edited away, or labels split over cells: one of the two is enough.
    has_theme || (labels > 0 && labels * 2 >= sheet.labels.len())
}

impl<'a> Pages<'a> {
    /// Why a worksheet carries a sheet of the form, in words.
    pub(super) fn why(&self, workbook: &Workbook, (sheet, page): (usize, usize)) -> String {
        let page = &self.all[page];
        let sheet = &self.signs.sheets[sheet];
        let (has_theme, labels) = sheet.among(&keys(page));
        let mut signs = Vec::new();
        if sheet.point_at(workbook, &page.sheet.name) {
            signs.push("名前の定義".to_owned());
        }
        if has_theme {
            signs.push("主題の行".to_owned());
        }
        signs.push(format!("指標の見出し{labels}/{}", sheet.labels.len()));
        signs.join("、")
    }

    /// The part of a worksheet that carries one sheet of the form; all of it unless it carries several.
    pub(super) fn section(&self, (sheet, page): (usize, usize)) -> Cow<'_, Grid<'a>> {
        let grid = &self.all[page];
        if !self.is_shared(page) {
            return Cow::Borrowed(grid);
        }
        let row_of = |sheet: &SheetSigns| {
            let mut cells = grid.cells();
            let found = cells.find(|seen| sheet.is_theme(seen.key()));
            found.map(|seen| seen.at.row)
        };
        let Some(start) = row_of(&self.signs.sheets[sheet]) else {
            return Cow::Borrowed(grid);
        };
        let rows = self.signs.sheets.iter().filter_map(row_of);
        let end = rows.filter(|row| *row > start).min();
        Cow::Owned(grid.within(start..end.unwrap_or(grid.rows.end), self.signs))
    }

    /// Whether a worksheet carries several sheets of the form.
    pub(super) fn is_shared(&self, page: usize) -> bool {
        let carriers = self.carriers.iter();
        carriers.filter(|found| found.contains(&page)).count() > 1
    }

    /// Whether a worksheet carries any sheet of the form.
    pub(super) fn is_used(&self, page: usize) -> bool {
        self.carriers.iter().any(|found| found.contains(&page))
    }
}
