//! The format-free document: chapters, blocks and tables; its charts stand in `picture`. What stands in them is for the
//! builder.

use super::cell::TableCell;
use super::instruction::{Aside, Steps};
use super::key_figure::KeyFigure;
use super::picture::{BarChart, ChangeChart, Distribution, TileMap, TrendChart};
use super::{ChapterKind, FormSheet};

/// The format-free document.
#[derive(Clone, Debug)]
pub struct Report {
    /// Title.
    pub title: String,
    /// Line under the title, with the as-of date.
    pub subtitle: String,
    /// Who issues it.
    pub organisation: String,
    /// `令和8年3月末時点`.
    pub as_of_label: String,
    /// As-of date, ISO; the only date that stands in the files unless another is asked for.
    pub as_of_iso: String,
    /// When the report was made, ISO with a time; only where that was asked for.
    pub created: Option<String>,
    /// Things every reader must see: invented data, missing wards, synthetic denominators.
    pub notices: Vec<String>,
    /// The notices in a word each, for the head of every page.
    pub marks: Vec<String>,
    /// `24/24区`.
    pub coverage_label: String,
    /// What the levels are called.
    pub nouns: model::Nouns,
    /// Program name and version.
    pub generator: String,
    /// It goes before a committee: the program's name stands once, at the end.
    pub is_for_committee: bool,
    /// It is a sheet to be sent by itself, without a title page and contents.
    pub is_loose: bool,
    /// Chapters in order.
    pub chapters: Vec<Chapter>,
}

impl Report {
    /// When the report was made, if that was asked for, else the as-of date; a report without a readable one is dated to
    /// the beginning of time rather than to today.
    pub fn time_iso(&self) -> String {
        const SHAPE: &str = "0000-00-00T00:00:00";
        let time = match &self.created {
            Some(created) => created.clone(),
            None => format!("{}T00:00:00", self.as_of_iso),
        };
        let fits = |(byte, shape): (u8, u8)| match shape {
            b'0' => byte.is_ascii_digit(),
            mark => byte == mark,
        };
        if time.len() == SHAPE.len() && time.bytes().zip(SHAPE.bytes()).all(fits) {
            time
        } else {
            "1970-01-01T00:00:00".to_owned()
        }
    }
}

/// Where a chapter appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// In the workbook and in the PDF.
    Both,
    /// In the workbook only.
    Workbook,
    /// In the PDF only.
    Pdf,
}

/// One chapter: a sheet of the workbook, a top-level bookmark of the PDF.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// What it is; volumes are made up of these.
    pub kind: ChapterKind,
    /// Identifier, kebab-case.
    pub id: String,
    /// Title; also the sheet name.
    pub title: String,
    /// Where it appears.
    pub media: Media,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A piece of a chapter.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading; level 2 or 3 (the chapter title is level 1).
    Heading {
        /// 2 or 3.
        level: u8,
        /// Text.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// Bulleted list.
    List(Vec<String>),
    /// Sentences that rest on figures.
    Statements(Vec<Statement>),
    /// Key figures in boxes.
    KeyFigures(Vec<KeyFigure>),
    /// A table.
    Table(Table),
    /// The official form, filled. PDF: one page of its own, A3 proportions.
    Form(FormSheet),
    /// A bar chart.
    Bars(BarChart),
    /// The units' values of two years.
    Changes(ChangeChart),
    /// A chart over fiscal years.
    Trend(TrendChart),
    /// The schematic map.
    Map(TileMap),
    /// How the wards' values lie.
    Distribution(Distribution),
    /// Free text, item by item and ward by ward.
    Narrative(NarrativeSection),
    /// One unit's words, item by item, small.
    Words(Vec<WordGroup>),
    /// Numbered steps of a manual.
    Steps(Steps),
    /// Lines to type, as they stand.
    Lines(Vec<String>),
    /// A box set off from the text.
    Aside(Aside),
}

/// The words of one item.
#[derive(Clone, Debug)]
pub struct WordGroup {
    /// Sheet and label.
    pub title: String,
    /// Bullets.
    pub items: Vec<String>,
}

/// A sentence made from figures.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The sentence, which says what it rests on.
    pub text: String,
    /// The figures that it names, by their trace ids.
    pub traces: Vec<String>,
}

/// Where text stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left.
    Start,
    /// Centred.
    Middle,
    /// Right.
    End,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Width in half-width characters of body text.
    pub width: f64,
    /// Alignment of the body.
    pub align: Align,
}

/// A head cell; the grid is filled left to right, skipping places taken by spans from above.
#[derive(Clone, Debug)]
pub struct HeadCell {
    /// Text.
    pub text: String,
    /// Columns spanned.
    pub col_span: u32,
    /// Rows spanned.
    pub row_span: u32,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// An ordinary row.
    Body,
    /// A total.
    Total,
}

/// A row; it has one cell per column.
#[derive(Clone, Debug)]
pub struct Row {
    /// Kind.
    pub kind: RowKind,
    /// Cells.
    pub cells: Vec<TableCell>,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Identifier within the report, kebab-case.
    pub id: String,
    /// Caption.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Head rows.
    pub head: Vec<Vec<HeadCell>>,
    /// Body rows.
    pub rows: Vec<Row>,
    /// For tables that are linked to: key ▸ row, in row order; `None` for the rest.
    pub row_keys: Vec<Option<String>>,
    /// Notes under the table.
    pub notes: Vec<String>,
    /// The workbook offers a filter on it.
    pub filter: bool,
    /// Machine-readable: one head row, no merges, no styling.
    pub tidy: bool,
}

impl Table {
    /// Takes the last columns away, of a table whose heads do not reach over several.
    pub(super) fn without_last(&mut self, count: usize) {
        let kept = self.columns.len().saturating_sub(count);
        self.columns.truncate(kept);
        self.head.iter_mut().for_each(|head| head.truncate(kept));
        let rows = self.rows.iter_mut();
        rows.for_each(|row| row.cells.truncate(kept));
    }
}

/// A table with one head row: label, width in half-width characters, alignment of the body.
pub fn plain_table(
    id: &str,
    caption: &str,
    columns: &[(&str, f64, Align)],
    rows: Vec<Vec<TableCell>>,
) -> Table {
    let head = columns
        .iter()
        .map(|(text, ..)| HeadCell {
            text: (*text).to_owned(),
            col_span: 1,
            row_span: 1,
        })
        .collect();
    Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        columns: columns
            .iter()
            .map(|(_, width, align)| Column {
                width: *width,
                align: *align,
            })
            .collect(),
        head: vec![head],
        row_keys: vec![None; rows.len()],
        rows: rows
            .into_iter()
            .map(|cells| Row {
                kind: RowKind::Body,
                cells,
            })
            .collect(),
        notes: Vec::new(),
        filter: false,
        tidy: false,
    }
}

/// Free text of one item (sheet and block) in one fiscal year.
#[derive(Clone, Debug)]
pub struct NarrativeSection {
    /// Sheet and label, e.g. `基本目標1　取組内容`.
    pub title: String,
    /// Fiscal-year label.
    pub year: String,
    /// The sheet as the form names it.
    pub sheet: String,
    /// Entries by ward in the city's order.
    pub entries: Vec<NarrativeEntry>,
    /// Wards that wrote nothing here.
    pub silent: Vec<String>,
}

/// One bullet with its author.
#[derive(Clone, Debug)]
pub struct NarrativeEntry {
    /// Ward name.
    pub ward: String,
    /// The ward's words, unchanged.
    pub text: String,
    /// `西成区.xlsx`.
    pub file: String,
    /// `基本目標1`, as the file names it.
    pub sheet: String,
    /// `D12`.
    pub cell: String,
    /// That the words were accepted before and did not come again; empty if they came.
    pub note: String,
}
