//! A sheet with marked cells: their format is changed, or they are put in where they are not there yet. Nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::boxes::Measures;
use super::styles::Styles;
use diagnostic::Severity;
use model::CellRef;
use workbook::Fault;
use workbook::xml::{Edits, Kind, Tag, tags, without_attribute};

/// What a sheet's part tells before it is changed.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    prefix: String,
    merges: Vec<(CellRef, CellRef)>,
    /// First and last column, and their format.
    columns: Vec<(u32, u32, u32)>,
    rows: BTreeSet<u32>,
    cells: BTreeSet<CellRef>,
    pub(super) measures: Measures,
    /// The id of the relation to the drawing that holds the notes' boxes.
    pub(super) legacy_drawing: Option<String>,
    /// Where the element for that drawing belongs.
    drawing_place: Option<usize>,
}

/// Elements of a worksheet that stand before the drawing of the notes.
const BEFORE: [&str; 30] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
];

impl Sheet {
    pub(super) fn read(xml: &str) -> Result<Self, Fault> {
        let mut sheet = Self::default();
        let mut place = Place::default();
        tags(xml, &mut |tag| {
            if tag.depth == 0 && tag.kind == Kind::Open {
                tag.prefix().clone_into(&mut sheet.prefix);
                sheet.drawing_place = Some(tag.range.end);
            }
            if tag.depth == 1 && BEFORE.contains(&tag.name()) {
                sheet.drawing_place = Some(tag.range.end);
            }
            if tag.kind == Kind::Close {
                return Ok(());
            }
            match (tag.depth, tag.name()) {
                (1, "legacyDrawing") => sheet.legacy_drawing = tag.get("id"),
                (2, "mergeCell") => {
                    let region = tag.get("ref").and_then(|text| CellRef::region(&text));
                    sheet.merges.extend(region);
                }
                (2, "col") => {
                    if let (Some(first), Some(last), Some(style)) =
                        (tag.number("min"), tag.number("max"), tag.number("style"))
                    {
                        let columns = (first.saturating_sub(1), last.saturating_sub(1), style);
                        sheet.columns.push(columns);
                    }
                }
                (2, "row") => {
                    place.row(tag);
                    sheet.rows.insert(place.row);
                }
                (3, "c") => {
                    let at = place.cell(tag)?;
                    sheet.cells.insert(at);
                }
                _ => {}
            }
            sheet.measures.visit(tag, place.row);
            Ok(())
        })?;
        Ok(sheet)
    }

    /// The cell that is seen where this one is: the first of its merged region.
    pub(super) fn shown(&self, at: CellRef) -> CellRef {
        let inside = |(first, last): &&(CellRef, CellRef)| at.is_in(*first, *last);
        self.merges
            .iter()
            .find(inside)
            .map_or(at, |(first, _)| *first)
    }

    /// The part with these cells marked, and with the drawing of the notes if it has none yet.
    pub(super) fn marked(
        &self,
        xml: &str,
        marks: &BTreeMap<CellRef, Severity>,
        styles: &mut Styles,
        drawing: Option<&str>,
    ) -> Result<String, Fault> {
        let mut pen = Pen {
            sheet: self,
            styles,
            edits: Edits::default(),
            place: Place::default(),
            row_style: None,
            new_in_row: Vec::new(),
            new_rows: BTreeMap::new(),
            is_row_changed: false,
            has_data: false,
        };
        pen.new_rows = self.new_rows(marks);
        tags(xml, &mut |tag| pen.visit(tag, marks))?;
        if !pen.has_data || !pen.new_rows.is_empty() {
            return Err(Fault::Unfamiliar);
        }
        let mut edits = pen.edits;
        if let Some(element) = drawing {
            let place = self.drawing_place.ok_or(Fault::Unfamiliar)?;
            edits.insert(place, format!("<{}{element}", self.prefix));
        }
        Ok(edits.apply(xml))
    }

    /// Marked cells of rows that the part does not have.
    fn new_rows(&self, marks: &BTreeMap<CellRef, Severity>) -> BTreeMap<u32, Vec<(u32, Severity)>> {
        let mut rows: BTreeMap<u32, Vec<(u32, Severity)>> = BTreeMap::new();
        for (at, severity) in marks {
            if !self.rows.contains(&at.row) {
                rows.entry(at.row).or_default().push((at.col, *severity));
            }
        }
        rows
    }

    fn column_style(&self, col: u32) -> u32 {
        let found = self
            .columns
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&col));
        found.map_or(0, |(.., style)| *style)
    }
}

/// Where the walk is. Addresses may be left out, and then follow from the order.
#[derive(Debug, Default)]
struct Place {
    row: u32,
    col: u32,
    has_row: bool,
    /// The row or the cell was written without its address.
    is_implied: bool,
}

impl Place {
    fn row(&mut self, tag: &Tag<'_>) {
        let written = tag.number("r").and_then(|row| row.checked_sub(1));
        self.is_implied = written.is_none();
        self.row = written.unwrap_or(if self.has_row { self.row + 1 } else { 0 });
        self.has_row = true;
        self.col = 0;
    }

    fn cell(&mut self, tag: &Tag<'_>) -> Result<CellRef, Fault> {
        let written = tag.get("r");
        self.is_implied = written.is_none();
        let at = match written {
            Some(text) => text.parse().map_err(|_| Fault::Unfamiliar)?,
            None => CellRef::new(self.row, self.col),
        };
        self.col = at.col + 1;
        Ok(at)
    }
}

struct Pen<'a> {
    sheet: &'a Sheet,
    styles: &'a mut Styles,
    edits: Edits,
    place: Place,
    row_style: Option<u32>,
    /// Cells still to be put into the open row.
    new_in_row: Vec<(u32, Severity)>,
    /// Rows still to be put in.
    new_rows: BTreeMap<u32, Vec<(u32, Severity)>>,
    /// A cell was put into the open row, so that those after it need their addresses.
    is_row_changed: bool,
    has_data: bool,
}

impl Pen<'_> {
    fn visit(&mut self, tag: &Tag<'_>, marks: &BTreeMap<CellRef, Severity>) -> Result<(), Fault> {
        match (tag.depth, tag.name(), tag.kind) {
            (1, "sheetData", Kind::Close) => {
                self.has_data = true;
                let rows = self.rows_before(u32::MAX)?;
                self.edits.insert(tag.range.start, rows);
            }
            (1, "sheetData", Kind::Empty) => {
                self.has_data = true;
                let rows = self.rows_before(u32::MAX)?;
                let whole = format!(
                    "{}{rows}</{}sheetData>",
                    Tag::opened(tag.text),
                    tag.prefix()
                );
                self.edits.replace(tag.range.clone(), whole);
            }
            (2, "row", Kind::Close) => {
                let cells = self.cells_before(u32::MAX)?;
                self.edits.insert(tag.range.start, cells);
            }
            (2, "row", _) => self.row(tag, marks)?,
            (3, "c", Kind::Open | Kind::Empty) => {
                let at = self.place.cell(tag)?;
                let cells = self.cells_before(at.col)?;
                self.is_row_changed |= !cells.is_empty();
                if self.is_row_changed && self.place.is_implied {
                    return Err(Fault::Unfamiliar);
                }
                if !cells.is_empty() {
                    self.edits.insert(tag.range.start, cells);
                }
                if let Some(severity) = marks.get(&at) {
                    let style = self
                        .styles
                        .filled(tag.number("s").unwrap_or(0), *severity)?;
                    self.edits
                        .replace(tag.range.clone(), tag.with("s", &style.to_string()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self, tag: &Tag<'_>, marks: &BTreeMap<CellRef, Severity>) -> Result<(), Fault> {
        self.place.row(tag);
        let row = self.place.row;
        let rows = self.rows_before(row)?;
        if !rows.is_empty() {
            if self.place.is_implied {
                return Err(Fault::Unfamiliar);
            }
            self.edits.insert(tag.range.start, rows);
        }
        self.is_row_changed = false;
        self.row_style = tag.number("s").filter(|_| tag.is_set("customFormat"));
        self.new_in_row = marks
            .range(CellRef::new(row, 0)..=CellRef::new(row, u32::MAX))
            .filter(|(at, _)| !self.sheet.cells.contains(*at))
            .map(|(at, severity)| (at.col, *severity))
            .collect();
        if self.new_in_row.is_empty() {
            return Ok(());
        }
        // The hint which columns the row fills may no longer be true.
        let text = without_attribute(tag.text, "spans");
        if tag.kind == Kind::Empty {
            let cells = self.cells_before(u32::MAX)?;
            let whole = format!("{}{cells}</{}row>", Tag::opened(&text), tag.prefix());
            self.edits.replace(tag.range.clone(), whole);
        } else {
            self.edits.replace(tag.range.clone(), text);
        }
        Ok(())
    }

    /// The new cells of the open row left of a column.
    fn cells_before(&mut self, col: u32) -> Result<String, Fault> {
        let mut text = String::new();
        let cells = std::mem::take(&mut self.new_in_row);
        for (new, severity) in cells {
            if new < col {
                let base = self
                    .row_style
                    .unwrap_or_else(|| self.sheet.column_style(new));
                text.push_str(&self.new_cell(CellRef::new(self.place.row, new), base, severity)?);
            } else {
                self.new_in_row.push((new, severity));
            }
        }
        Ok(text)
    }

    /// The new rows above a row.
    fn rows_before(&mut self, row: u32) -> Result<String, Fault> {
        let later = self.new_rows.split_off(&row);
        let rows = std::mem::replace(&mut self.new_rows, later);
        let mut text = String::new();
        let p = &self.sheet.prefix;
        for (row, cells) in rows {
            text.push_str(&format!("<{p}row r=\"{}\">", row + 1));
            for (col, severity) in cells {
                let base = self.sheet.column_style(col);
                text.push_str(&self.new_cell(CellRef::new(row, col), base, severity)?);
            }
            text.push_str(&format!("</{p}row>"));
        }
        Ok(text)
    }

    fn new_cell(&mut self, at: CellRef, base: u32, severity: Severity) -> Result<String, Fault> {
        let style = self.styles.filled(base, severity)?;
        let p = &self.sheet.prefix;
        Ok(format!("<{p}c r=\"{at}\" s=\"{style}\"/>"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(data: &str, cells: &[&str]) -> Result<String, Fault> {
        let xml = format!("<worksheet>{data}<pageMargins/><tableParts/></worksheet>");
        let sheet = Sheet::read(&xml)?;
        let marks = cells
            .iter()
            .map(|cell| {
                (
                    sheet.shown(cell.parse().expect("an address")),
                    Severity::Error,
                )
            })
            .collect();
        let mut styles = Styles::new(None)?;
        let found = sheet.marked(&xml, &marks, &mut styles, Some("legacyDrawing/>"))?;
        let found = found.replace(
            "<pageMargins/><legacyDrawing/><tableParts/></worksheet>",
            "",
        );
        Ok(found.replace("<worksheet>", ""))
    }

    #[test]
    fn a_cell_that_is_there_gets_another_format_only() {
        let data = "<sheetData><row r=\"2\" spans=\"1:2\"><c r=\"A2\" s=\"0\" t=\"s\"><v>1</v></c><c r=\"B2\"/></row></sheetData>";
        let found = marked(data, &["A2"]).expect("a sheet");
        assert_eq!(found, data.replace("s=\"0\"", "s=\"1\""));
    }

    #[test]
    fn cells_and_rows_that_are_not_there_are_put_in_their_places() {
        let data = "<sheetData><row r=\"2\" spans=\"2:4\"><c r=\"B2\"/><c r=\"D2\"/></row><row r=\"4\" s=\"0\" customFormat=\"1\"/></sheetData>";
        let found = marked(data, &["C2", "E2", "A3", "B4", "A9"]).expect("a sheet");
        let expected = concat!(
            "<sheetData><row r=\"2\" ><c r=\"B2\"/><c r=\"C2\" s=\"1\"/><c r=\"D2\"/><c r=\"E2\" s=\"1\"/></row>",
            "<row r=\"3\"><c r=\"A3\" s=\"1\"/></row>",
            "<row r=\"4\" s=\"0\" customFormat=\"1\"><c r=\"B4\" s=\"1\"/></row>",
            "<row r=\"9\"><c r=\"A9\" s=\"1\"/></row></sheetData>"
        );
        assert_eq!(found, expected);
        assert_eq!(
            marked("<sheetData/>", &["A1"]).expect("a sheet"),
            "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"/></row></sheetData>"
        );
    }

    #[test]
    fn a_cell_under_a_merged_region_is_its_first() {
        let data = "<sheetData><row r=\"1\"><c r=\"A1\"/></row></sheetData><mergeCells><mergeCell ref=\"A1:B3\"/></mergeCells>";
        let found = marked(data, &["B2"]).expect("a sheet");
        assert_eq!(
            found,
            data.replace("<c r=\"A1\"/>", "<c r=\"A1\" s=\"1\"/>")
        );
    }

    #[test]
    fn addresses_left_out_follow_from_the_order_and_are_never_shifted() {
        let data = "<sheetData><row><c/><c/></row><row><c/></row></sheetData>";
        let found = marked(data, &["B1", "A2", "B2"]).expect("a sheet");
        let expected = "<sheetData><row><c/><c s=\"1\"/></row><row><c s=\"1\"/><c r=\"B2\" s=\"1\"/></row></sheetData>";
        assert_eq!(found, expected);
        let gap = "<sheetData><row><c r=\"C1\"/><c/></row></sheetData>";
        assert_eq!(marked(gap, &["A1"]), Err(Fault::Unfamiliar));
    }
}
