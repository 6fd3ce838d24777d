//! The form drawn as a grid, without Excel or PDF in it: blank for a ward, filled for the city, or marked for a return.

use rust_decimal::Decimal;

use super::NumberStyle;
use diagnostic::Severity;
use model::{CellRef, Indicator};

/// A workbook of form sheets.
#[derive(Clone, Debug)]
pub struct FormWorkbook {
    /// Title in the document properties.
    pub title: String,
    /// Custom document properties, such as form and edition.
    pub properties: Vec<(String, String)>,
    /// Creation date to write, ISO.
    pub date_iso: String,
    /// Sheets in order, the guide first.
    pub sheets: Vec<FormSheet>,
}

/// One sheet as a grid of cells.
#[derive(Clone, Debug)]
pub struct FormSheet {
    /// Identifier of the sheet in the form, or of the guide.
    pub id: String,
    /// Sheet name.
    pub name: String,
    /// Column widths in half-width characters.
    pub columns: Vec<f64>,
    /// Row heights in points.
    pub rows: Vec<f64>,
    /// Cells, row by row.
    pub cells: Vec<FormCell>,
    /// Number of leading rows that stay in view; 0 for none.
    pub frozen_rows: u32,
    /// Protected, so that only unlocked cells can be typed into (no password).
    pub is_protected: bool,
    /// A3 landscape on one page; otherwise A4 portrait, one page wide.
    pub is_a3_landscape: bool,
    /// A4 on its side, one page wide.
    pub is_landscape: bool,
    /// Text at the right of the page header, such as the ward's name.
    pub header: String,
}

/// One cell, possibly spanning others.
#[derive(Clone, Debug)]
pub struct FormCell {
    /// Row from 0.
    pub row: u32,
    /// Column from 0.
    pub col: u32,
    /// Rows covered, at least 1.
    pub row_span: u32,
    /// Columns covered, at least 1.
    pub col_span: u32,
    /// Look.
    pub role: CellRole,
    /// What it shows.
    pub content: FormContent,
    /// Defined name.
    pub name: Option<String>,
    /// The person may type here, within this rule.
    pub input: Option<InputRule>,
    /// Diagnostics about this cell.
    pub mark: Option<Mark>,
    /// Where its text leads to.
    pub link: Option<FormLink>,
    /// Trace id of the figure, small and grey in the PDF, a note in the workbook.
    pub trace: Option<String>,
}

impl FormCell {
    /// An empty cell of one row and one column.
    pub fn new(row: u32, col: u32, role: CellRole) -> Self {
        Self {
            row,
            col,
            row_span: 1,
            col_span: 1,
            role,
            content: FormContent::Empty,
            name: None,
            input: None,
            mark: None,
            link: None,
            trace: None,
        }
    }
}

/// A place in the same workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLink {
    /// Sheet name.
    pub sheet: String,
    /// Row from 0.
    pub row: u32,
    /// Column from 0.
    pub col: u32,
}

/// The look of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellRole {
    /// The sheet's title.
    Title,
    /// The tag in the corner.
    Tag,
    /// A printed label with a border.
    Label,
    /// A printed label set vertically.
    VerticalLabel,
    /// A fiscal-year header.
    Header,
    /// Text without a border, such as philosophy and goals.
    Plain,
    /// The theme line.
    Theme,
    /// A number, right-aligned, with a border on its outer sides only.
    Number,
    /// Printed text after a number (unit, denominator, bracket).
    Suffix,
    /// Free text with a border, top-aligned and wrapped.
    Body,
    /// The printed bullet sign.
    Bullet,
    /// The caption at the foot.
    Caption,
    /// A notice that must be seen.
    Notice,
    /// A boxed cell for words that are typed, stored as text whatever they look like.
    Entry,
    /// A heading of the guide sheet.
    GuideHeading,
    /// A link to another sheet, text is `sheet name`.
    Link,
}

/// What a form cell shows.
#[derive(Clone, Debug, PartialEq)]
pub enum FormContent {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal, NumberStyle),
    /// A formula with its stored result.
    Formula(FormFormula),
}

/// A formula of the blank form; cells are named by row and column.
#[derive(Clone, Debug, PartialEq)]
pub struct FormFormula {
    /// Text beginning with `=`.
    pub text: String,
    /// Result, `None` shows an empty text.
    pub result: Option<Decimal>,
    /// Style of the result.
    pub style: NumberStyle,
}

/// What may be typed into an input cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputRule {
    /// A number from 0, up to a limit if given.
    Number {
        /// Decimal places that may be written; 0 for a whole number.
        decimals: u32,
        /// Limit.
        max: Option<u32>,
        /// What Excel says when something else is typed.
        message: String,
    },
    /// A percentage from 0 to 100, as a plain number.
    Percent {
        /// What Excel says when something else is typed.
        message: String,
    },
    /// One of a few words, or nothing.
    Choice {
        /// The words.
        choices: Vec<String>,
        /// What Excel says when something else is typed.
        message: String,
    },
    /// One of the words that stand in cells of a sheet of the same workbook, or nothing.
    Listed {
        /// The sheet.
        sheet: String,
        /// The first cell.
        first: CellRef,
        /// The last cell.
        last: CellRef,
        /// What Excel says when something else is typed.
        message: String,
    },
    /// Free text.
    Text,
    /// Typing is allowed, but nothing is asked yet, such as in a year to come.
    Later {
        /// The rule that will hold.
        rule: Box<Self>,
        /// What Excel says when the cell is chosen.
        message: String,
    },
    /// What was accepted stands there: typing is allowed to put it right, and nothing is asked.
    Accepted {
        /// The rule that holds.
        rule: Box<Self>,
        /// What Excel says when the cell is chosen; nothing if empty.
        message: String,
    },
    /// Looks like an input cell and is none: the guide's legend.
    Shown(Box<Self>),
}

impl InputRule {
    /// What may be typed for an indicator that is counted.
    pub fn count(indicator: Option<&Indicator>, max: u32) -> Self {
        let what = indicator.map_or_else(|| "0以上の整数".to_owned(), Indicator::countable);
        Self::Number {
            max: Some(max),
            decimals: indicator.map_or(0, |indicator| indicator.decimals),
            message: format!(
                "{what}を、数字だけで入れてください。まだ分からないときは「未集計」と入れます。"
            ),
        }
    }
}

impl CellRole {
    /// What it is called where letters are read by a program.
    pub fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Tag => "tag",
            Self::Label => "label",
            Self::VerticalLabel => "vertical-label",
            Self::Header => "header",
            Self::Plain => "plain",
            Self::Theme => "theme",
            Self::Number => "number",
            Self::Suffix => "suffix",
            Self::Body => "body",
            Self::Bullet => "bullet",
            Self::Caption => "caption",
            Self::Notice => "notice",
            Self::Entry => "entry",
            Self::GuideHeading => "guide-heading",
            Self::Link => "link",
        }
    }

    /// Size of the letters in points; the heights of the form's rows are reckoned with it.
    pub fn points(self) -> f64 {
        match self {
            Self::Title => 15.0,
            Self::Theme | Self::GuideHeading | Self::Number => 12.0,
            Self::Header | Self::VerticalLabel | Self::Notice | Self::Link | Self::Plain => 10.5,
            Self::Label | Self::Tag | Self::Body | Self::Bullet | Self::Entry => 10.0,
            Self::Suffix | Self::Caption => 9.0,
        }
    }
}

/// A mark on a cell of a returned copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The worst severity.
    pub severity: Severity,
    /// Messages, one per line; empty for the colour alone.
    pub text: String,
}

/// What is added to a sender's own workbook.
#[derive(Clone, Debug)]
pub struct MarkedCopy {
    /// The marked cells by sheet, row and column.
    pub cells: Vec<MarkedCell>,
    /// What our notes begin with, by which they are known again.
    pub note_head: String,
    /// The sheet that lists the diagnostics.
    pub list: FormSheet,
    /// What that sheet says of itself, by which it is known again.
    pub list_mark: String,
}

/// A marked cell of a sender's workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkedCell {
    /// Sheet name in that workbook.
    pub sheet: String,
    /// Row from 0.
    pub row: u32,
    /// Column from 0.
    pub col: u32,
    /// Its diagnostics.
    pub mark: Mark,
}

/// Why a returned copy is redrawn and not the sender's own workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyRedrawn {
    /// It is no Office Open XML workbook.
    OtherFormat,
    /// It is digitally signed.
    Signed,
    /// It is built in an unfamiliar way.
    Unfamiliar,
    /// It is too large.
    TooLarge,
    /// It is broken in places.
    Broken,
}

impl WhyRedrawn {
    /// What the person who gets the copy is told.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::OtherFormat => {
                "提出されたファイルはExcelブック（.xlsx）ではないため、印を付けられません。代わりに、読み取った内容を様式に書き写して印を付けました。"
            }
            Self::Signed => {
                "提出されたファイルには電子署名があり、手を加えると無効になるため、印を付けられません。代わりに、読み取った内容を様式に書き写して印を付けました。"
            }
            Self::Unfamiliar => {
                "提出されたファイルは作りが特殊なため、ほかの内容を変えずに印を付けることができません。代わりに、読み取った内容を様式に書き写して印を付けました。"
            }
            Self::TooLarge => {
                "提出されたファイルは大きすぎるため、印を付けられません。代わりに、読み取った内容を様式に書き写して印を付けました。"
            }
            Self::Broken => {
                "提出されたファイルは一部が壊れているため、印を付けられません。代わりに、読み取った内容を様式に書き写して印を付けました。"
            }
        }
    }
}
