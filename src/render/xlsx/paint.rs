//! Canvas ▸ worksheet: the only step that writes cells. Takes no decision about content or layout.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar,
    ConditionalFormatType, Format, Formula, IgnoreError, Note, Url, Worksheet, XlsxError,
};

use super::canvas::{Canvas, Cell, Value};
use super::live::Homes;
use super::measure;
use super::native_chart;
use super::page;
use super::style::{self, FONT, Look, format};
use model::CellRef;
use report::Report;

/// Links one sheet can hold, after which further cells are written without.
const MOST_LINKS: usize = 65_000;
/// Longest note in UTF-16 units.
const NOTE_LIMIT: usize = 32_000;

/// Where links lead: row key or sheet ▸ place.
#[derive(Debug, Default)]
pub(super) struct Targets {
    places: BTreeMap<String, String>,
}

impl Targets {
    /// Adds the place of a row key; the first place of a key counts.
    pub(super) fn add(&mut self, key: &str, sheet: &str, row: u32, col: u16) {
        let place = CellRef::new(row, u32::from(col)).on_sheet(sheet);
        let place = format!("internal:{place}");
        self.places.entry(key.to_owned()).or_insert(place);
    }

    /// The place a link leads to; `None` if nothing of that name is in the workbook.
    fn find(&self, link: &str) -> Option<&str> {
        self.places.get(link).map(String::as_str)
    }
}

/// The formats of a sheet, made once: its cells are many and their looks few.
#[derive(Default)]
struct Formats(Vec<(Look, Format)>);

impl Formats {
    fn of(&mut self, look: Look) -> &Format {
        let known = self.0.iter().position(|(known, _)| *known == look);
        let at = known.unwrap_or_else(|| {
            self.0.push((look, format(look)));
            self.0.len() - 1
        });
        &self.0[at].1
    }
}

/// A worksheet with everything on the canvas.
pub(super) fn paint(
    worksheet: &mut Worksheet,
    canvas: &Canvas,
    (targets, homes): (&Targets, &Homes),
    report: &Report,
) -> Result<(), XlsxError> {
    worksheet.set_name(&canvas.name)?;
    worksheet.set_default_note_author("");
    for (column, width) in (0..).zip(canvas.grid.widths()) {
        worksheet.set_column_width(column, *width)?;
    }
    for (row, height) in &canvas.heights {
        worksheet.set_row_height(*row, *height)?;
    }
    let mut links = 0;
    let mut formats = Formats::default();
    for cell in &canvas.cells {
        // A link that leads nowhere must not look like one.
        let beside = cell.beside.as_deref();
        let link = beside.and_then(|beside| beside.link.as_deref());
        let target = link.and_then(|link| targets.find(link));
        let target = target.filter(|_| links < MOST_LINKS);
        links += usize::from(target.is_some());
        let is_link = cell.look.is_link && target.is_some();
        let look = Look {
            is_link,
            ..cell.look
        };
        let own;
        let number_format = beside.and_then(|beside| beside.number_format.as_ref());
        let format = match number_format {
            None => formats.of(look),
            Some(code) => {
                own = formats.of(look).clone().set_num_format(code);
                &own
            }
        };
        let value = settled(&cell.value, homes, &canvas.name);
        write(worksheet, cell, &value, (format, target))?;
        if let Some(text) = beside.and_then(|beside| beside.note.as_ref()) {
            worksheet.insert_note(cell.row, cell.run.first, &note(text))?;
        }
    }
    for spec in &canvas.charts {
        let chart = native_chart::draw(spec, &canvas.name);
        worksheet.insert_chart_with_offset(spec.row, spec.col, &chart, 10, 2)?;
    }
    conditions(worksheet, canvas)?;
    view(worksheet, canvas)?;
    page::set_up(worksheet, canvas, report)
}

/// Bars behind columns of numbers, and declines set off.
fn conditions(worksheet: &mut Worksheet, canvas: &Canvas) -> Result<(), XlsxError> {
    for area in &canvas.bars {
        let bars = ConditionalFormatDataBar::new()
            .set_fill_color(Color::RGB(style::BAR))
            .set_minimum(ConditionalFormatType::Number, 0)
            .use_classic_style();
        worksheet.add_conditional_format(
            area.first_row,
            area.first_col,
            area.last_row,
            area.last_col,
            &bars,
        )?;
    }
    for area in &canvas.falls {
        let fall = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::LessThan(0))
            .set_format(style::fall());
        worksheet.add_conditional_format(
            area.first_row,
            area.first_col,
            area.last_row,
            area.last_col,
            &fall,
        )?;
    }
    Ok(())
}

/// Frozen panes, filter, grid lines, and no green corners on codes written as text.
fn view(worksheet: &mut Worksheet, canvas: &Canvas) -> Result<(), XlsxError> {
    if let Some((row, col)) = canvas.freeze {
        worksheet.set_freeze_panes(row, col)?;
    }
    if let Some(area) = canvas.filter {
        worksheet.autofilter(area.first_row, area.first_col, area.last_row, area.last_col)?;
    }
    if !canvas.is_tidy {
        worksheet.set_screen_gridlines(false);
    }
    let last_row = canvas.next_row.saturating_sub(1);
    // Codes and dates are text on purpose.
    worksheet.ignore_error_range(
        0,
        0,
        last_row,
        canvas.last_col,
        IgnoreError::NumberStoredAsText,
    )?;
    Ok(())
}

/// A number that is reckoned elsewhere as a formula, now that all places are known; a number where it is reckoned nowhere.
fn settled<'v>(value: &'v Value, homes: &Homes, sheet: &str) -> Cow<'v, Value> {
    let Value::Live { live, result } = value else {
        return Cow::Borrowed(value);
    };
    let result = *result;
    Cow::Owned(match homes.formula(live, sheet, result) {
        Some(text) => Value::Formula {
            text: text.into(),
            result,
        },
        None => Value::Number(result),
    })
}

/// One cell: merge first, then the link, then the content, each keeping what the step before wrote.
fn write(
    worksheet: &mut Worksheet,
    cell: &Cell,
    value: &Value,
    (format, target): (&Format, Option<&str>),
) -> Result<(), XlsxError> {
    let (row, col) = (cell.row, cell.run.first);
    if (cell.last_row, cell.run.last) != (row, col) {
        worksheet.merge_range(row, col, cell.last_row, cell.run.last, "", format)?;
    }
    if let Some(target) = target {
        // Only text the program may show instead of the cell; the content itself is written below.
        let shown = match value {
            Value::Text(text) => text.to_string(),
            Value::Number(number) | Value::Live { result: number, .. } => number.to_string(),
            Value::Formula { result, .. } => result.to_string(),
            Value::Empty => " ".to_owned(),
        };
        let url = Url::new(target).set_tip("クリックすると、もとの記載へ移ります");
        worksheet.write_url_with_options(
            row,
            col,
            url,
            shown,
            "クリックすると、もとの記載へ移ります",
            Some(format),
        )?;
    }
    match value {
        Value::Empty => worksheet.write_blank(row, col, format)?,
        Value::Text(text) => worksheet.write_string_with_format(row, col, text.as_str(), format)?,
        Value::Number(number) | Value::Live { result: number, .. } => {
            worksheet.write_number_with_format(row, col, float(*number), format)?
        }
        Value::Formula { text, result } => {
            let formula = Formula::new(text).set_result(float(*result).to_string());
            worksheet.write_formula_with_format(row, col, formula, format)?
        }
    };
    Ok(())
}

/// The nearest float, by way of the decimal digits: the only exact way there is.
fn float(number: Decimal) -> f64 {
    number
        .normalize()
        .to_string()
        .parse()
        .expect("internal error: the digits of a decimal are a number")
}

/// A note without an author, large enough for its text.
fn note(text: &str) -> Note {
    let text = measure::within(text, NOTE_LIMIT);
    let lines = u32::try_from(measure::lines(&text, 34.0).min(24)).unwrap_or(24);
    Note::new(text)
        .add_author_prefix(false)
        .set_font_name(FONT)
        .set_font_size(9)
        .set_width(250)
        .set_height(22 + lines * 17)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_the_nearest_float() {
        let third: Decimal = "72.3".parse().unwrap();
        assert!((float(third) - 72.3).abs() < f64::EPSILON);
        assert!((float(Decimal::new(-1_234_500, 2)) + 12_345.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_first_place_of_a_key_counts() {
        let mut targets = Targets::default();
        targets.add("k", "出典", 4, 0);
        targets.add("k", "別表", 9, 2);
        assert_eq!(targets.find("k"), Some("internal:'出典'!A5"));
        assert_eq!(targets.find("none"), None);
    }
}
