//! A form workbook: blank for a ward, filled, or marked for a return.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Formula, Note, ProtectionOptions, Url, Workbook, Worksheet, XlsxError,
};

use super::super::RenderError;
use super::form_style;
use super::live::{Homes, Live};
use model::CellRef;
use report::{CellRole, FormCell, FormContent, FormSheet, FormWorkbook, InputRule};
use workbook::package::as_everywhere;

/// Paper sizes in Excel's numbering.
const A3: u8 = 8;
const A4: u8 = 9;

/// Longest message that Excel takes in a data validation.
const LONGEST_MESSAGE: usize = 250;

/// Longest text that a cell or a note holds, in UTF-16 units, with room for [`CUT`].
const LONGEST_TEXT: usize = 32_700;

/// Stands at the end of a text that was cut.
const CUT: &str = "…（以下略）";

/// Writes a workbook of form sheets.
///
/// # Errors
/// rust_xlsxwriter refuses; a fault of the program.
pub fn form(form: &FormWorkbook) -> Result<Vec<u8>, RenderError> {
    write(form).map_err(refused)
}

/// Draws one form sheet onto an empty worksheet, print set-up included; defined names are left to the caller.
///
/// # Errors
/// rust_xlsxwriter refuses; a fault of the program.
pub(super) fn draw(
    worksheet: &mut Worksheet,
    sheet: &FormSheet,
    homes: &Homes,
) -> Result<(), RenderError> {
    draw_sheet(worksheet, sheet, homes).map_err(refused)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn refused(error: XlsxError) -> RenderError {
    RenderError::Workbook(error.to_string())
}

fn write(form: &FormWorkbook) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    form_style::set_default(&mut workbook)?;
    let mut properties = DocProperties::new()
        .set_title(&form.title)
        // The only date in the file, so that the same content gives the same bytes on any day.
        .set_creation_datetime(&ExcelDateTime::parse_from_str(&form.date_iso)?);
    for (name, value) in &form.properties {
        properties = properties.set_custom_property(name, value.as_str());
    }
    workbook.set_properties(&properties);
    for sheet in &form.sheets {
        draw_sheet(workbook.add_worksheet(), sheet, &Homes::default())?;
    }
    for sheet in &form.sheets {
        for cell in &sheet.cells {
            if let Some(name) = &cell.name {
                let place = CellRef::new(cell.row, cell.col).fixed_on_sheet(&sheet.name);
                workbook.define_name(name, &format!("={place}"))?;
            }
        }
    }
    workbook.save_to_buffer().map(as_everywhere)
}

fn draw_sheet(
    worksheet: &mut Worksheet,
    sheet: &FormSheet,
    homes: &Homes,
) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    worksheet.set_screen_gridlines(false);
    // An empty result is an empty text; without this line it would be stored as 0.
    worksheet.set_formula_result_default("");
    for (col, width) in (0u16..).zip(&sheet.columns) {
        worksheet.set_column_width(col, *width)?;
    }
    for (row, height) in (0u32..).zip(&sheet.rows) {
        worksheet.set_row_height(row, *height)?;
    }
    for cell in &sheet.cells {
        draw_cell(worksheet, cell, homes)?;
    }
    if sheet.frozen_rows > 0 {
        worksheet.set_freeze_panes(sheet.frozen_rows, 0)?;
    }
    if sheet.is_protected {
        // Rows may be made higher: bullets can be longer than the paper foresees.
        worksheet.protect_with_options(&ProtectionOptions {
            format_rows: true,
            format_columns: true,
            ..ProtectionOptions::new()
        });
    }
    // A returned form opens on what was told about it.
    if sheet.id == report::LIST_SHEET {
        worksheet.set_active(true);
    }
    print_setup(worksheet, sheet)
}

fn print_setup(worksheet: &mut Worksheet, sheet: &FormSheet) -> Result<(), XlsxError> {
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(1).max(1) - 1;
    let last_col = u16::try_from(sheet.columns.len()).unwrap_or(1).max(1) - 1;
    worksheet.set_print_area(0, 0, last_row, last_col)?;
    worksheet.set_print_center_horizontally(true);
    // An ampersand begins a code in a header.
    let header = sheet.header.replace('&', "&&");
    worksheet.set_header(format!("&R&\"{},標準\"&9{header}", form_style::FONT));
    worksheet.set_footer(format!("&C&\"{},標準\"&9&A　&P / &N", form_style::FONT));
    if sheet.is_a3_landscape {
        worksheet
            .set_paper_size(A3)
            .set_landscape()
            .set_print_fit_to_pages(1, 1)
            .set_margins(0.4, 0.4, 0.5, 0.45, 0.2, 0.2)
            .set_zoom(70);
    } else {
        worksheet
            .set_paper_size(A4)
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        if sheet.is_landscape {
            worksheet.set_landscape();
        }
        if sheet.frozen_rows > 0 {
            worksheet.set_repeat_rows(sheet.frozen_rows - 1, sheet.frozen_rows - 1)?;
        }
    }
    Ok(())
}

fn draw_cell(worksheet: &mut Worksheet, cell: &FormCell, homes: &Homes) -> Result<(), XlsxError> {
    let row = cell.row;
    let col = u16::try_from(cell.col).unwrap_or(u16::MAX);
    let format = form_style::format(cell);
    if cell.row_span > 1 || cell.col_span > 1 {
        let last_col = u16::try_from(cell.col + cell.col_span - 1).unwrap_or(u16::MAX);
        worksheet.merge_range(row, col, row + cell.row_span - 1, last_col, "", &format)?;
    }
    match &cell.content {
        FormContent::Empty => {
            worksheet.write_blank(row, col, &format)?;
        }
        FormContent::Text(text) if cell.role == CellRole::Link => {
            let place = CellRef::new(0, 0).on_sheet(text);
            let url = Url::new(format!("internal:{place}")).set_text(text);
            worksheet.write_url_with_format(row, col, url, &format)?;
        }
        FormContent::Text(text) if cell.link.is_some() => {
            let url = Url::new(link(cell)).set_text(fitting(text));
            worksheet.write_url_with_format(row, col, url, &format)?;
        }
        // Never a formula, whatever the text begins with.
        FormContent::Text(text) => {
            worksheet.write_string_with_format(row, col, fitting(text), &format)?;
        }
        FormContent::Number(number, _) => match live(cell, homes, *number) {
            Some(text) => {
                let formula = Formula::new(text).set_result(number.normalize().to_string());
                worksheet.write_formula_with_format(row, col, formula, &format)?;
            }
            None => {
                let number = number.to_f64().unwrap_or(f64::NAN);
                worksheet.write_number_with_format(row, col, number, &format)?;
            }
        },
        FormContent::Formula(formula) => {
            let result = formula.result.map(|number| number.normalize().to_string());
            let formula = Formula::new(&formula.text).set_result(result.unwrap_or_default());
            worksheet.write_formula_with_format(row, col, formula, &format)?;
        }
    }
    if let Some(rule) = &cell.input
        && let Some(validation) = validation(rule)?
    {
        let last_row = row + cell.row_span - 1;
        let last_col = u16::try_from(cell.col + cell.col_span - 1).unwrap_or(u16::MAX);
        worksheet.add_data_validation(row, col, last_row, last_col, &validation)?;
    }
    if let Some(note) = note(cell) {
        worksheet.insert_note(row, col, &note)?;
    }
    Ok(())
}

/// The formula that leads from a figure to where it is reckoned in the same workbook; always to another sheet.
fn live(cell: &FormCell, homes: &Homes, number: Decimal) -> Option<String> {
    let trace = cell.trace.as_ref()?;
    homes.formula(&Live::Same(trace.into()), "", number)
}

/// Where a cell leads to.
fn link(cell: &FormCell) -> String {
    cell.link.as_ref().map_or_else(String::new, |link| {
        let place = CellRef::new(link.row, link.col).on_sheet(&link.sheet);
        format!("internal:{place}")
    })
}

/// The note on a cell: its diagnostics, else its trace id.
fn note(cell: &FormCell) -> Option<Note> {
    let text = match (&cell.mark, &cell.trace) {
        (Some(mark), _) if mark.text.is_empty() => return None,
        (Some(mark), _) => mark.text.clone(),
        (None, Some(trace)) => format!("出典番号 {trace}"),
        (None, None) => return None,
    };
    let lines: usize = text.lines().map(|line| 1 + line.chars().count() / 20).sum();
    let height = u32::try_from(lines * 18 + 16).unwrap_or(400).min(400);
    let width = if cell.mark.is_some() { 300 } else { 190 };
    Some(
        Note::new(fitting(&text))
            .add_author_prefix(false)
            .set_font_name(form_style::FONT)
            .set_width(width)
            .set_height(height),
    )
}

/// What Excel holds the typist to. Words such as 未集計 must stay possible, so it asks and does not refuse.
fn validation(rule: &InputRule) -> Result<Option<DataValidation>, XlsxError> {
    let asks = |validation: DataValidation, message: &str| {
        validation
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("入力の確認")?
            .set_error_message(short(message))
    };
    Ok(match rule {
        InputRule::Number {
            max,
            decimals,
            message,
        } => {
            let max = max.map_or(i32::MAX, |max| i32::try_from(max).unwrap_or(i32::MAX));
            let validation = DataValidation::new();
            let validation = match decimals {
                0 => validation.allow_whole_number(DataValidationRule::Between(0, max)),
                _ => {
                    let between = DataValidationRule::Between(0.0, f64::from(max));
                    validation.allow_decimal_number(between)
                }
            };
            Some(asks(validation, message)?)
        }
        InputRule::Percent { message } => {
            let rule = DataValidationRule::Between(0.0, 100.0);
            Some(asks(
                DataValidation::new().allow_decimal_number(rule),
                message,
            )?)
        }
        InputRule::Choice { choices, message } => {
            let list = DataValidation::new().allow_list_strings(choices)?;
            Some(asks(list, message)?)
        }
        InputRule::Listed {
            sheet,
            first,
            last,
            message,
        } => {
            let first = first.fixed_on_sheet(sheet);
            let range = format!("={first}:{}", last.fixed());
            let list = DataValidation::new().allow_list_formula(Formula::new(range));
            Some(asks(list, message)?)
        }
        InputRule::Text | InputRule::Shown(_) => None,
        InputRule::Accepted { rule, message } if message.is_empty() => validation(rule)?,
        InputRule::Later { rule, message } | InputRule::Accepted { rule, message } => {
            let validation = validation(rule)?.unwrap_or_else(DataValidation::new);
            Some(validation.set_input_message(short(message))?)
        }
    })
}

/// A message cut to what Excel takes.
fn short(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE).collect()
}

/// A text cut to what a cell holds; a sender's text may be of any length and must not stop the run.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_TEXT {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST_TEXT
    });
    match end {
        Some((end, _)) => Cow::Owned(format!("{}{CUT}", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_does_not_fit_is_cut_and_the_cut_is_said() {
        assert_eq!(fitting("短い"), "短い");
        let just = "あ".repeat(LONGEST_TEXT);
        assert_eq!(fitting(&just), just);
        let long = "𠮷".repeat(LONGEST_TEXT);
        let cut = fitting(&long);
        assert!(cut.ends_with(CUT));
        assert!(cut.encode_utf16().count() <= 32_767);
    }
}
