//! The consolidated workbook: chapters to sheets, document properties, links between sheets.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::super::RenderError;
use super::canvas::{Canvas, CellName};
use super::form;
use super::live::Homes;
use super::name::Names;
use super::paint::{self, Targets};
use super::sheet::{self, Part};
use super::style;
use model::CellRef;
use report::{Chapter, FormSheet, Media, Report};
use workbook::package::as_everywhere;

/// A sheet ready to be written.
enum Sheet {
    /// Composed here.
    Canvas(Box<Canvas>),
    /// Drawn by the form's own code, under this name.
    Form(String, Box<FormSheet>),
}

/// Writes the consolidated workbook.
///
/// # Errors
/// rust_xlsxwriter refuses; a fault of the program.
pub fn report(mut report: Report) -> Result<Vec<u8>, RenderError> {
    let mut targets = Targets::default();
    let mut homes = Homes::default();
    let chapters = std::mem::take(&mut report.chapters);
    let report = &report;
    let sheets = compose(report, chapters, &mut targets, &mut homes);
    let mut workbook = Workbook::new();
    // The standard font gives the unit of column widths. With ours, a column of 10 holds ten half-width characters of
    // body text in every program, also where Calibri is not installed; 18 and 64 are its row and column in pixels.
    workbook
        .set_default_format(&style::standard(), 18, 64)
        .map_err(fault)?;
    workbook.set_properties(&properties(report).map_err(fault)?);
    let mut totals = Vec::new();
    // A canvas goes as soon as it is painted: the engine holds every cell again until all is saved.
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        match sheet {
            Sheet::Canvas(mut canvas) => {
                paint::paint(worksheet, &canvas, (&targets, &homes), report).map_err(fault)?;
                totals.push((canvas.name, std::mem::take(&mut canvas.names)));
            }
            Sheet::Form(name, form) => {
                form::draw(worksheet, &form, &homes)?;
                worksheet.set_name(&name).map_err(fault)?;
                worksheet.set_repeat_rows(0, 0).map_err(fault)?;
            }
        }
    }
    name_totals(&mut workbook, &totals).map_err(fault)?;
    workbook.save_to_buffer().map(as_everywhere).map_err(fault)
}

/// Names for the totals, each once: another workbook, or a person, finds them by name wherever they stand.
fn name_totals(
    workbook: &mut Workbook,
    sheets: &[(String, Vec<CellName>)],
) -> Result<(), XlsxError> {
    let mut given = BTreeSet::new();
    for (sheet, names) in sheets {
        for (name, row, col) in names {
            if given.insert(name) {
                let place = CellRef::new(*row, u32::from(*col)).fixed_on_sheet(sheet);
                workbook.define_name(name, &format!("={place}"))?;
            }
        }
    }
    Ok(())
}

/// A refusal of rust_xlsxwriter.
#[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` wants")]
fn fault(error: XlsxError) -> RenderError {
    RenderError::Workbook(error.to_string())
}

/// Every sheet in order, where links can lead, and where figures are reckoned. A chapter goes as soon as it is composed.
fn compose(
    report: &Report,
    chapters: Vec<Chapter>,
    targets: &mut Targets,
    homes: &mut Homes,
) -> Vec<Sheet> {
    let mut names = Names::default();
    let mut sheets = Vec::new();
    let mut links = Vec::new();
    let chapters = chapters.into_iter();
    for chapter in chapters.filter(|chapter| chapter.media != Media::Pdf) {
        let Chapter {
            id, title, blocks, ..
        } = chapter;
        for (index, part) in sheet::parts(blocks).into_iter().enumerate() {
            let name = names.give(&title_of(&title, index, &part));
            if index == 0 {
                links.push((title.clone(), name.clone()));
                links.push((id.clone(), name.clone()));
            }
            links.push((name.clone(), name.clone()));
            sheets.push(match part {
                Part::Form(form) => Sheet::Form(name, Box::new(form)),
                Part::Tidy(table) => Sheet::Canvas(Box::new(sheet::compose_tidy(&name, &table))),
                Part::Page(blocks) => {
                    let blocks: Vec<_> = blocks.iter().collect();
                    let page = sheet::compose_page(&name, report, &title, &blocks);
                    Sheet::Canvas(Box::new(page))
                }
            });
        }
    }
    for sheet in &sheets {
        if let Sheet::Canvas(canvas) = sheet {
            for (key, row, col) in &canvas.anchors {
                targets.add(key, &canvas.name, *row, *col);
            }
            for (trace, home) in &canvas.homes {
                homes.add(trace, &canvas.name, home);
            }
        }
    }
    // Sheets come after row keys: a key that happens to be a sheet's name is the closer hit.
    for (title, name) in links {
        targets.add(&title, &name, 0, 0);
    }
    sheets
}

/// The first sheet of a chapter has the chapter's title, further ones are named by their content.
fn title_of(chapter: &str, index: usize, part: &Part) -> String {
    match part {
        _ if index == 0 => chapter.to_owned(),
        Part::Form(form) => form.name.clone(),
        Part::Tidy(table) if !table.caption.is_empty() => table.caption.clone(),
        Part::Tidy(_) | Part::Page(_) => format!("{chapter}（説明）"),
    }
}

/// Title, author and, unless another is asked for, the as-of date as the only date: the same report gives the same bytes.
fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let date = report.created.as_ref().unwrap_or(&report.as_of_iso);
    let date = ExcelDateTime::parse_from_str(date)?;
    Ok(DocProperties::new()
        .set_title(&report.title)
        .set_subject(&report.subtitle)
        .set_author(&report.organisation)
        .set_company(&report.organisation)
        .set_comment(report.notices.join("\n"))
        .set_creation_datetime(&date)
        .set_custom_property("作成プログラム", report.generator.as_str())
        .set_custom_property("時点", report.as_of_iso.as_str())
        .set_custom_property("提出状況", report.coverage_label.as_str()))
}
