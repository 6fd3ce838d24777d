//! The content of an OpenDocument spreadsheet, walked over once: sheets, rows, cells, and what stands beside them.

use std::sync::Arc;

use super::cell::Open;
use super::styles::Styles;
use crate::bounds::{self, MAX_COL, MAX_ROW, Seen};
use crate::cell::CellValue;
use crate::fault::Fault;
use crate::grid::Sheet;
use crate::refusal::Refusal;
use crate::xml::{Piece, Tag, whole_pieces};
use model::CellRef;

/// The sheets, and the defined names with what they point at.
pub(super) type Found = (Vec<Sheet>, Vec<(String, String)>);

/// Reads the content; `None` for one that is broken.
pub(super) fn read(xml: &str, styles: &Styles) -> Result<Option<Found>, Refusal> {
    let mut reader = Reader {
        styles,
        seen: Seen::default(),
        sheets: Vec::new(),
        names: Vec::new(),
        depth: 0,
        columns: Vec::new(),
        row: 0,
        rows: 1,
        col: 0,
        kept: Vec::new(),
        open: None,
        shape: None,
        beyond: None,
    };
    let walked = whole_pieces(xml, &mut |piece| reader.visit(&piece));
    if let Some(refusal) = reader.beyond {
        return Err(refusal);
    }
    bounds::sheets(reader.sheets.len())?;
    for sheet in &reader.sheets {
        bounds::merges(&sheet.name, sheet.merges.len(), sheet.cells.len())?;
    }
    Ok(walked.is_ok().then_some((reader.sheets, reader.names)))
}

struct Reader<'a> {
    styles: &'a Styles,
    seen: Seen,
    sheets: Vec<Sheet>,
    names: Vec<(String, String)>,
    /// Tables open; one inside a cell is none of the sheets.
    depth: usize,
    /// The style of cells without one, by the first column after those that have it.
    columns: Vec<(u32, Option<String>)>,
    row: u32,
    rows: u32,
    col: u32,
    /// The cells of the row that hold something, until it is known how often it stands.
    kept: Vec<(u32, Open)>,
    open: Option<(Open, usize)>,
    /// Words of a drawing that hangs on the sheet.
    shape: Option<String>,
    beyond: Option<Refusal>,
}

impl Reader<'_> {
    fn visit(&mut self, node: &Piece<'_>) -> Result<(), Fault> {
        if let Some((open, depth)) = &mut self.open {
            match node {
                Piece::Open(_) => *depth += 1,
                Piece::Close(_) if *depth == 0 => {
                    self.cell_closed();
                    return Ok(());
                }
                Piece::Close(_) => *depth -= 1,
                Piece::Text(_) => {}
            }
            open.visit(node, self.styles);
            return Ok(());
        }
        match node {
            Piece::Open(tag) => self.element(tag),
            Piece::Text(text) => {
                if let Some(shape) = &mut self.shape {
                    shape.push_str(text.trim());
                }
            }
            Piece::Close("table") => self.depth = self.depth.saturating_sub(1),
            Piece::Close("table-row") => return self.row_closed(),
            Piece::Close("shapes") => {
                if let (Some(shape), Some(sheet)) = (self.shape.take(), self.sheets.last_mut()) {
                    sheet.beside.shape(CellRef::new(0, 0), &shape);
                }
            }
            Piece::Close(_) => {}
        }
        Ok(())
    }

    fn element(&mut self, tag: &Tag<'_>) {
        let style = |name: &str| tag.get(name).unwrap_or_default();
        match tag.name() {
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.sheets.push(Sheet {
                        name: Arc::from(style("name").as_str()),
                        is_hidden: self.styles.is_off(&style("style-name")),
                        ..Sheet::default()
                    });
                    (self.row, self.rows, self.col) = (0, 1, 0);
                    self.columns.clear();
                }
            }
            "shapes" => self.shape = Some(String::new()),
            // It hangs on the page and not on a cell.
            "image" | "object" if self.shape.is_some() => {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.beside.is_floating_somewhere = true;
                }
            }
            "named-range" => {
                let target = style("cell-range-address");
                self.names.push((style("name"), target));
            }
            "table-column" => {
                let first = self.columns.last().map_or(0, |(end, _)| *end);
                let repeated = tag.number("number-columns-repeated").unwrap_or(1).max(1);
                let end = first.saturating_add(repeated);
                let is_flat = self.styles.is_flat("table-column", &style("style-name"));
                if let Some(sheet) = self.sheets.last_mut()
                    && (is_hidden(tag) || is_flat)
                {
                    sheet.beside.hide_columns(first, end - 1);
                }
                self.columns.push((end, tag.get("default-cell-style-name")));
            }
            "table-row" => {
                self.col = 0;
                self.rows = tag.number("number-rows-repeated").unwrap_or(1).max(1);
                let is_flat = self.styles.is_flat("table-row", &style("style-name"));
                if let Some(sheet) = self.sheets.last_mut()
                    && (is_hidden(tag) || is_flat)
                {
                    let end = self.row.saturating_add(self.rows).min(MAX_ROW);
                    sheet.beside.hidden_rows.extend(self.row..end);
                }
            }
            "table-cell" | "covered-table-cell" => {
                let mut columns = self.columns.iter();
                let default = columns.find(|(end, _)| self.col < *end);
                let default = default.and_then(|(_, style)| style.as_deref());
                self.open = Some((Open::new(tag, default, self.styles), 0));
            }
            _ => {}
        }
    }

    fn cell_closed(&mut self) {
        let Some((open, _)) = self.open.take() else {
            return;
        };
        let next = self.col.saturating_add(open.columns);
        self.kept.push((self.col, open));
        self.col = next;
    }

    /// Puts the cells of a row into the sheet, as often as the row stands.
    fn row_closed(&mut self) -> Result<(), Fault> {
        let kept = std::mem::take(&mut self.kept);
        let (first, rows) = (self.row, self.rows);
        self.row = first.saturating_add(rows);
        for (col, open) in kept {
            self.remarks(CellRef::new(first, col), &open);
            let Some((cell, runs, printed)) = open.close(self.styles) else {
                continue;
            };
            let formula = open.formula();
            let is_blank = match &cell.value {
                CellValue::Empty => true,
                CellValue::Text(text) => text.trim().is_empty(),
                _ => false,
            };
            for row in first..first.saturating_add(rows) {
                for col in col..col.saturating_add(open.columns) {
                    let at = CellRef::new(row, col);
                    let Some(sheet) = self.sheets.last_mut() else {
                        return Ok(());
                    };
                    if row >= MAX_ROW || col >= MAX_COL {
                        // A blank far away is nothing that anybody wrote.
                        if !is_blank {
                            sheet.beside.far.get_or_insert(at);
                        }
                        break;
                    }
                    if let Err(refusal) = self.seen.count(&sheet.name, Some(&cell.value)) {
                        self.beyond = Some(refusal);
                        return Err(Fault::TooLarge);
                    }
                    sheet.cells.insert(at, cell.clone());
                    if !runs.is_empty() {
                        sheet.beside.runs.insert(at, runs.clone());
                    }
                    if let Some(printed) = &printed {
                        sheet.beside.printed.insert(at, printed.clone());
                    }
                    if let Some(formula) = &formula {
                        sheet.beside.formulas.insert(at, formula.clone());
                        if is_external(formula) {
                            sheet.beside.external.insert(at);
                        }
                    }
                }
                if row >= MAX_ROW {
                    break;
                }
            }
        }
        Ok(())
    }

    fn remarks(&mut self, at: CellRef, open: &Open) {
        let Some(sheet) = self.sheets.last_mut() else {
            return;
        };
        let (columns, rows) = open.span;
        if columns > 1 || rows > 1 {
            let last = CellRef::new(
                at.row.saturating_add(rows - 1),
                at.col.saturating_add(columns - 1),
            );
            sheet.merge(at, last);
        }
        let beside = &mut sheet.beside;
        if !open.comment.trim().is_empty() {
            beside.comment(at, &open.comment);
        }
        for shape in &open.shapes {
            beside.shape(at, shape);
        }
        for picture in &open.pictures {
            let (from, to) = picture.corners(at);
            beside.floats(from, to);
        }
    }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(
        tag.get("visibility").as_deref(),
        Some("collapse" | "filter")
    )
}

/// Whether a formula asks another document, whose address stands in quotes before its sheet (`['file:///x.ods'#$A.B1]`); in a text
/// that it holds, `"'#"`, the same signs mean nothing.
fn is_external(formula: &str) -> bool {
    let mut outside_texts = formula.split('"').step_by(2);
    outside_texts.any(|part| part.contains("'#"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Look;

    fn sheet(rows: &str) -> Sheet {
        let mut styles = Styles::default();
        styles.add(concat!(
            "<s><style:style style:name=\"up\" style:family=\"text\"><style:text-properties style:text-position=\"super 58%\"/></style:style>",
            "<style:style style:name=\"flat\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0cm\"/></style:style></s>"
        ));
        let xml = format!("<b><table:table table:name=\"1\">{rows}</table:table></b>");
        let found = read(&xml, &styles).expect("within bounds").expect("whole");
        found.0.into_iter().next().expect("a sheet")
    }

    fn shown(cells: &str) -> Vec<String> {
        let sheet = sheet(&format!("<table:table-row>{cells}</table:table-row>"));
        let cells = sheet.cells.iter();
        cells
            .map(|(at, cell)| format!("{at} {}", cell.text()))
            .collect()
    }

    #[test]
    fn all_of_a_text_is_read_and_nothing_beside_it() {
        assert_eq!(
            shown(concat!(
                "\n <!-- a --> <table:table-cell office:value-type=\"string\"><text:p>a<![CDATA[b]]>&#99;<text:s text:c=\"2\"/>d\n e</text:p>",
                "<text:p><text:ruby><text:ruby-base>西</text:ruby-base><text:ruby-text>にし</text:ruby-text></text:ruby></text:p></table:table-cell> ",
                "<table:table-cell><text:p>no type</text:p></table:table-cell>",
                "<table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"percentage\" office:value=\"0.75\"><text:p>75%</text:p></table:table-cell>",
            )),
            ["A1 abc  d e\n西", "B1 no type", "E1 0.75"]
        );
    }

    #[test]
    fn comments_and_drawings_are_no_text_of_the_cell() {
        let sheet = sheet(concat!(
            "<table:table-row table:style-name=\"flat\"><table:table-cell office:value-type=\"string\" table:number-columns-spanned=\"2\" table:number-rows-spanned=\"1\">",
            "<office:annotation><dc:creator>誰か</dc:creator><text:p>453件</text:p></office:annotation>",
            "<draw:frame><draw:text-box><text:p>箱</text:p></draw:text-box></draw:frame>",
            "<text:p>2<text:span text:style-name=\"up\">1</text:span></text:p></table:table-cell><table:covered-table-cell/></table:table-row>"
        ));
        let at = CellRef::new(0, 0);
        assert_eq!(sheet.cells[&at].text(), "21");
        assert_eq!(sheet.beside.comments[&at], "453件");
        assert_eq!(sheet.beside.shapes, [(at, "箱".to_owned())]);
        assert_eq!(sheet.beside.runs[&at][0].look, Look::Raised);
        assert_eq!(sheet.merges, [(at, CellRef::new(0, 1))]);
        assert!(sheet.beside.hidden_rows.contains(&0));
    }

    #[test]
    fn rows_that_stand_often_take_no_time_where_they_hold_nothing() {
        let sheet = sheet(concat!(
            "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
            "<table:table-row><table:table-cell><text:p> </text:p></table:table-cell></table:table-row>"
        ));
        assert!(sheet.cells.is_empty());
    }
}
