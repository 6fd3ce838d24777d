//! Native tables: the report's own, and the boxes of the key figures.

use super::text::{Look, TEXT, Word, number, paragraph, plain, run, with};
use crate::clean::escaped;
use crate::table_words::{percent_heads, places, shown};
use report::{Align, Content, Emphasis, KeyFigure, Row, RowKind, Table, TableCell};

/// Ground of heads, and of totals and boxes.
const HEAD_GROUND: &str = "E1E8F1";
const SOFT_GROUND: &str = "F3F5F8";
/// Key figures beside each other.
const BOXES: usize = 3;

/// A cell: its width in columns and twentieths of a point, its properties, its paragraphs.
pub(super) struct Cell {
    pub(super) width: u32,
    pub(super) columns: usize,
    /// `Some(true)` begins a cell over several rows, `Some(false)` goes on with it.
    pub(super) merged: Option<bool>,
    pub(super) ground: Option<&'static str>,
    pub(super) paragraphs: String,
}

impl Cell {
    /// A cell of one column and row.
    pub(super) fn new(width: u32, paragraphs: String) -> Self {
        Self {
            width,
            columns: 1,
            merged: None,
            ground: None,
            paragraphs,
        }
    }

    fn xml(&self) -> String {
        let mut properties = format!("<w:tcW w:w=\"{}\" w:type=\"dxa\"/>", self.width);
        if self.columns > 1 {
            properties.push_str(&format!("<w:gridSpan w:val=\"{}\"/>", self.columns));
        }
        match self.merged {
            Some(true) => properties.push_str("<w:vMerge w:val=\"restart\"/>"),
            Some(false) => properties.push_str("<w:vMerge/>"),
            None => {}
        }
        if let Some(ground) = self.ground {
            properties.push_str(&format!(
                "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{ground}\"/>"
            ));
        }
        let paragraphs = &self.paragraphs;
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>")
    }
}

/// A row that no page break tears; one of the head comes again on every page.
pub(super) fn row(cells: &[Cell], is_head: bool) -> String {
    let head = if is_head { "<w:tblHeader/>" } else { "" };
    let cells: String = cells.iter().map(Cell::xml).collect();
    format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>")
}

/// A table of these columns; `name` is what a screen reader says of it.
pub(super) fn framed(style: &str, widths: &[u32], name: &str, rows: &str) -> String {
    let grid: String = widths
        .iter()
        .map(|width| format!("<w:gridCol w:w=\"{width}\"/>"))
        .collect();
    let all: u32 = widths.iter().sum();
    let name = escaped(name).replace('\n', " ");
    format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{all}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>\
<w:tblCellMar><w:left w:w=\"100\" w:type=\"dxa\"/><w:right w:w=\"100\" w:type=\"dxa\"/></w:tblCellMar>\
<w:tblLook w:val=\"0420\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/>\
<w:tblCaption w:val=\"{name}\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
}

/// Key figures in boxes, three to a row.
pub(super) fn key_figures(heading: &str, figures: &[KeyFigure]) -> String {
    if figures.is_empty() {
        return String::new();
    }
    let widths = shares(&[1.0; BOXES]);
    let rows = figures.chunks(BOXES).map(|some| {
        let boxes = some.iter().zip(&widths).map(|(figure, width)| Cell {
            ground: Some(SOFT_GROUND),
            ..Cell::new(*width, key_figure(figure))
        });
        let empty = widths[some.len()..]
            .iter()
            .map(|width| Cell::new(*width, plain(Look::KeyDetail, "")));
        row(&boxes.chain(empty).collect::<Vec<_>>(), false)
    });
    let rows: String = rows.collect();
    framed("TableGrid", &widths, heading, &rows)
}

fn key_figure(figure: &KeyFigure) -> String {
    let value = run(&figure.value, Word::Plain);
    let value = format!("{value}{}", number(&figure.trace));
    let known = [figure.coverage.as_str(), figure.change.as_str()];
    let known: Vec<&str> = known.into_iter().filter(|text| !text.is_empty()).collect();
    [
        plain(Look::KeyLabel, &figure.label),
        paragraph(Look::KeyValue, &value),
        plain(Look::KeyDetail, &known.join("　")),
    ]
    .concat()
}

/// A table of the report with its caption and notes.
pub(super) fn table(heading: &str, table: &Table) -> String {
    let mut xml = String::new();
    let is_said = !heading.is_empty() && table.caption.contains(heading);
    if !table.caption.is_empty() && !is_said {
        xml.push_str(&plain(Look::Caption, &table.caption));
    }
    let widths: Vec<f64> = table.columns.iter().map(|column| column.width).collect();
    let widths = shares(&widths);
    let mut notes: Vec<String> = Vec::new();
    let percent = percent_heads(table);
    let mut rows = head(table, &widths);
    for one in &table.rows {
        rows.push_str(&body_row(table, one, (&widths, &percent), &mut notes));
    }
    let name = &table.caption;
    xml.push_str(&framed("TableGrid", &widths, name, &rows));
    let numbered = notes.iter().enumerate();
    let numbered = numbered.map(|(at, note)| format!("{} {note}", mark(at)));
    let own = table.notes.iter().filter(|note| !notes.contains(note));
    for note in numbered.chain(own.cloned()) {
        xml.push_str(&plain(Look::TableNote, &note));
    }
    xml
}

fn mark(at: usize) -> String {
    format!("注{}", at + 1)
}

/// The rows of the head, with a continuing cell under every cell of several rows.
fn head(table: &Table, widths: &[u32]) -> String {
    let places = places(table);
    let mut rows = String::new();
    for at in 0..table.head.len() {
        let mut cells: Vec<(usize, Cell)> = Vec::new();
        for place in &places {
            if !(place.row..place.row + place.rows).contains(&at) {
                continue;
            }
            let is_first = place.row == at;
            let text = if is_first {
                place.cell.text.as_str()
            } else {
                ""
            };
            let text = run(text, Word::Plain);
            let centred = "<w:jc w:val=\"center\"/>";
            let cell = Cell {
                columns: place.cols,
                merged: (place.rows > 1).then_some(is_first),
                ground: Some(HEAD_GROUND),
                ..Cell::new(
                    widths[place.col..place.col + place.cols].iter().sum(),
                    with(Look::TableHead, centred, &text),
                )
            };
            cells.push((place.col, cell));
        }
        cells.sort_by_key(|(col, _)| *col);
        let cells: Vec<Cell> = cells.into_iter().map(|(_, cell)| cell).collect();
        rows.push_str(&row(&cells, true));
    }
    rows
}

fn body_row(
    table: &Table,
    of: &Row,
    (widths, percent): (&[u32], &[bool]),
    notes: &mut Vec<String>,
) -> String {
    let is_total = of.kind == RowKind::Total;
    let cells = table.columns.iter().enumerate().map(|(index, column)| {
        let empty = TableCell::text("");
        let cell = of.cells.get(index).unwrap_or(&empty);
        let mut runs = run(&shown(&cell.content, !percent[index]), look(cell, is_total));
        if let Some(note) = cell.note() {
            let at = notes.iter().position(|known| known == note);
            let at = at.unwrap_or_else(|| {
                notes.push(note.to_owned());
                notes.len() - 1
            });
            runs.push_str(&number(&mark(at)));
        }
        runs.push_str(&number(cell.trace().unwrap_or_default()));
        let aligned = match (cell.is_head, column.align) {
            (true, _) | (_, Align::Start) => "",
            (_, Align::Middle) => "<w:jc w:val=\"center\"/>",
            (_, Align::End) => "<w:jc w:val=\"right\"/>",
        };
        Cell {
            ground: is_total.then_some(SOFT_GROUND),
            ..Cell::new(widths[index], with(Look::TableText, aligned, &runs))
        }
    });
    row(&cells.collect::<Vec<_>>(), false)
}

fn look(cell: &TableCell, is_total: bool) -> Word {
    match (&cell.content, cell.emphasis) {
        (_, Emphasis::Error) => Word::Error,
        (_, Emphasis::Warning) => Word::Warning,
        (Content::Missing(_), _) | (_, Emphasis::Muted) => Word::Missing,
        (_, Emphasis::Strong) => Word::Strong,
        _ if is_total || cell.is_head => Word::Strong,
        _ => Word::Plain,
    }
}

/// The width of the text, shared out.
pub(super) fn shares(parts: &[f64]) -> Vec<u32> {
    let all: f64 = parts.iter().sum();
    let all = if all > 0.0 { all } else { 1.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "parts of a page"
    )]
    let share = |part: &f64| (f64::from(TEXT) * part / all).max(1.0) as u32;
    parts.iter().map(share).collect()
}
