//! A cell of a table: what it shows, how it is set off, and the formula behind its number.

use rust_decimal::Decimal;

use super::NumberStyle;
use model::Text;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text.
    Text(Text),
    /// A number.
    Number(Decimal, NumberStyle),
    /// No value, and the word that says why: 未提出, 保留 …; never shown as 0. Empty string: nothing belongs here.
    Missing(Text),
}

/// A live formula of the workbook; rows and columns count within the table's body from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableFormula {
    /// The sum of this column over a range of rows, ends included.
    SumOfColumn {
        /// First row.
        first: usize,
        /// Last row.
        last: usize,
    },
    /// 100 × the sum of one column over the sum of another, rounded half up, over a range of rows;
    /// only rows with a number in the column of the ratio itself count.
    RatioOfColumns {
        /// Column above the line.
        numerator: usize,
        /// Column below the line.
        denominator: usize,
        /// First row.
        first: usize,
        /// Last row.
        last: usize,
        /// Decimal places.
        decimals: u32,
    },
    /// How much a figure is more than another.
    Difference(FigureChange),
    /// The same in percent of the latter.
    Rate(FigureChange),
}

/// Two figures of which one is held against the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChange {
    /// Trace id of the later one.
    pub now: String,
    /// Trace id of the earlier one.
    pub before: String,
    /// Both are taken over the units alone that have both.
    pub is_alike: bool,
    /// Decimal places of the figures.
    pub decimals: u32,
}

/// How a cell is set off, never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emphasis {
    /// Not at all.
    #[default]
    None,
    /// Bold.
    Strong,
    /// Grey.
    Muted,
    /// 誤り.
    Error,
    /// 確認.
    Warning,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct TableCell {
    /// What it shows.
    pub content: Content,
    /// Emphasis.
    pub emphasis: Emphasis,
    /// The cell heads its row.
    pub is_head: bool,
    /// What few cells have; the long lists have none of it.
    beside: Option<Box<Beside>>,
}

/// What may belong to a cell beside what it shows.
#[derive(Clone, Debug, Default)]
struct Beside {
    formula: Option<TableFormula>,
    trace: Option<Text>,
    note: Option<Text>,
    link: Option<Text>,
}

impl TableCell {
    /// A plain cell.
    pub fn new(content: Content) -> Self {
        Self {
            content,
            emphasis: Emphasis::None,
            is_head: false,
            beside: None,
        }
    }

    /// Formula behind the number, in the workbook.
    pub fn formula(&self) -> Option<&TableFormula> {
        self.beside.as_ref()?.formula.as_ref()
    }

    /// Trace id of the figure, e.g. `1-2/2025/市`.
    pub fn trace(&self) -> Option<&str> {
        self.beside.as_ref()?.trace.as_deref()
    }

    /// Note for the reader, e.g. who is missing.
    pub fn note(&self) -> Option<&str> {
        self.beside.as_ref()?.note.as_deref()
    }

    /// Row in 出典 (key of [`crate::Table::row_keys`]) or sheet that a click leads to, in the workbook.
    pub fn link(&self) -> Option<&str> {
        self.beside.as_ref()?.link.as_deref()
    }

    /// Puts a formula behind it, or takes it away.
    pub fn set_formula(&mut self, formula: Option<TableFormula>) {
        if formula.is_some() || self.beside.is_some() {
            self.beside.get_or_insert_default().formula = formula;
        }
    }

    /// Says which figure it is, or that it is none.
    pub fn set_trace(&mut self, trace: Option<impl Into<Text>>) {
        if trace.is_some() || self.beside.is_some() {
            self.beside.get_or_insert_default().trace = trace.map(Into::into);
        }
    }

    /// Gives the figure that it is another id.
    pub(super) fn rename(&mut self, named: &mut impl FnMut(&str) -> String) {
        let beside = self.beside.as_mut();
        if let Some(id) = beside.and_then(|beside| beside.trace.as_mut()) {
            *id = named(id).into();
        }
    }

    /// Puts a note beside it, or takes it away.
    pub fn set_note(&mut self, note: Option<impl Into<Text>>) {
        if note.is_some() || self.beside.is_some() {
            self.beside.get_or_insert_default().note = note.map(Into::into);
        }
    }

    /// Makes it lead somewhere.
    pub fn set_link(&mut self, link: impl Into<Text>) {
        self.beside.get_or_insert_default().link = Some(link.into());
    }

    /// The same with a note, if there is one.
    #[must_use]
    pub fn with_note(mut self, note: Option<impl Into<Text>>) -> Self {
        self.set_note(note);
        self
    }

    /// The same with a formula behind it, if there is one.
    #[must_use]
    pub fn with_formula(mut self, formula: Option<TableFormula>) -> Self {
        self.set_formula(formula);
        self
    }

    /// A text cell.
    pub fn text(text: impl Into<Text>) -> Self {
        Self::new(Content::Text(text.into()))
    }

    /// A word in place of what is missing; nothing where none is wanted.
    pub fn missing(word: impl Into<Text>) -> Self {
        Self::new(Content::Missing(word.into()))
    }

    /// A cell that heads its row.
    pub fn head(text: impl Into<Text>) -> Self {
        Self {
            is_head: true,
            ..Self::text(text)
        }
    }

    /// A number.
    pub fn number(value: impl Into<Decimal>, style: NumberStyle) -> Self {
        Self::new(Content::Number(value.into(), style))
    }
}
