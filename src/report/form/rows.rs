//! Repeated rows as a sheet of their own, and the formulas by which the form's fields follow from them.

use rust_decimal::Decimal;

use super::fill::Fill;
use super::grid::{self, Grid};
use super::row_list::{self, Row};
use super::values::{Entry, RowValues};
use super::ward_fill::{Target, WardFill};
use crate::{CellRole, FormCell, FormContent, FormFormula, FormSheet, InputRule, NumberStyle};
use definition::{
    RepeatedRows, RowsKind, TextColumn, ValueColumn, ValueColumnKind, WordKind, YearColumn,
};
use model::{CellRef, FiscalYear, IndicatorId, rows_formula};
use workbook::names;

/// Running number and key.
const LEADING: [f64; 2] = [6.0, 20.0];
/// What a code stands for, in place of the running number.
const MEANING: f64 = 24.0;
/// A column of words; of a word that is chosen or short; of several lines.
const WORDS: f64 = 24.0;
const WORD: f64 = 16.0;
const LINES: f64 = 40.0;
/// Most characters of a list to choose from that Excel takes.
const LONGEST_LIST: usize = 250;
/// One column of a fiscal year.
const COLUMN: f64 = 14.0;
/// Rows of the year headers and of the heads under them; words alone have heads without years.
const HEAD_ROWS: u32 = 3;
const WORDS_HEAD_ROWS: u32 = 1;
/// Rows above the notes: whose form it is, and the title.
const TOP_ROWS: u32 = 2;
/// Largest number in one row that is taken for one.
const LARGEST_COUNT: u32 = 99_999;

/// What the sheet looks like for a ward.
pub(super) struct RowsPage<'a> {
    fill: &'a WardFill<'a>,
    pub(super) definition: &'a RepeatedRows,
    rows: Vec<Row>,
}

impl<'a> RowsPage<'a> {
    /// The pages of every block of the form's edition.
    pub(super) fn all(fill: &'a WardFill<'a>) -> impl Iterator<Item = Self> {
        let blocks = fill.form.rows.iter();
        blocks.filter_map(|definition| Self::of(fill, definition))
    }

    /// The page of a block; `None` where a redrawn copy has nothing to show on it.
    pub(super) fn of(fill: &'a WardFill<'a>, definition: &'a RepeatedRows) -> Option<Self> {
        let written = fill.values.rows.get(&definition.id);
        if fill.is_copy && written.is_none_or(|written| written.keys.is_empty()) {
            return None;
        }
        Some(Self {
            fill,
            definition,
            rows: row_list::rows(fill, definition),
        })
    }

    fn first_row(&self) -> u32 {
        TOP_ROWS + count(self.definition.notes.len()) + self.head_rows()
    }

    fn head_rows(&self) -> u32 {
        if self.definition.has_numbers() {
            HEAD_ROWS
        } else {
            WORDS_HEAD_ROWS
        }
    }

    fn last_row(&self) -> u32 {
        self.first_row() + count(self.rows.len()) - 1
    }

    fn years(&self) -> &'a [YearColumn] {
        &self.fill.form.years
    }

    fn written(&self) -> Option<&'a RowValues> {
        self.fill.values.rows.get(&self.definition.id)
    }

    /// Columns before the first fiscal year.
    fn leading(&self) -> usize {
        LEADING.len() + self.definition.text.len()
    }

    /// Sheet column of an indicator and year.
    fn col(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<u32> {
        let of_year = self.years().iter().position(|column| column.year == year)?;
        let columns = &self.definition.column;
        let own = columns.iter().position(|c| c.indicator == *indicator)?;
        Some(count(self.leading() + of_year * columns.len() + own))
    }

    /// The sum of an indicator's column as a formula that stays blank while nothing is filled in.
    pub(super) fn sum(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<FormFormula> {
        let column = self.definition.column(indicator)?;
        let col = self.col(indicator, year)?;
        let sheet = self.definition.name.replace('\'', "''");
        let (first, last) = (
            CellRef::new(self.first_row(), col),
            CellRef::new(self.last_row(), col),
        );
        let range = format!("'{sheet}'!{first}:{last}");
        let marks = match column.kind {
            ValueColumnKind::Mark => Some(&self.definition.yes[..]),
            ValueColumnKind::Count => None,
        };
        Some(FormFormula {
            text: format!("={}", rows_formula(&range, marks)),
            result: self
                .written()
                .and_then(|values| sum_of(values, self.definition, column, year)),
            style: self.style(indicator),
        })
    }

    fn style(&self, indicator: &IndicatorId) -> NumberStyle {
        let known = self.fill.definitions.indicator(indicator);
        known.map_or(NumberStyle::COUNT, NumberStyle::of)
    }

    /// Draws the sheet.
    pub(super) fn draw(&self) -> FormSheet {
        let columns = self.years().len() * self.definition.column.len();
        let mut widths = LEADING.to_vec();
        if self.definition.rows == RowsKind::OnePerCode {
            widths[0] = MEANING;
        }
        widths.extend(self.definition.text.iter().map(|column| match column.kind {
            WordKind::Words | WordKind::Organisation | WordKind::Mail => WORDS,
            WordKind::Lines => LINES,
            WordKind::Choice | WordKind::Date | WordKind::Month | WordKind::Phone => WORD,
        }));
        widths.extend(std::iter::repeat_n(COLUMN, columns));
        let mut grid = Grid::new(widths);
        self.top(&mut grid);
        let frozen_rows = self.heads(&mut grid);
        debug_assert_eq!(grid.next_row(), self.first_row(), "the formulas point here");
        for (number, row) in (1..).zip(&self.rows) {
            self.row(&mut grid, number, row);
        }
        if self.definition.has_numbers() {
            self.total(&mut grid);
        }
        FormSheet {
            frozen_rows,
            is_protected: true,
            ..grid.finish(
                &self.definition.id,
                &self.definition.name,
                self.fill.owner(),
            )
        }
    }

    fn top(&self, grid: &mut Grid) {
        let wide = grid.last_col() + 1;
        let row = grid.row(20.0);
        let leading = count(self.leading());
        let owner = self.fill.owner();
        grid.text(row, 0, leading, CellRole::GuideHeading, owner);
        let notice = self.fill.notice();
        if !notice.is_empty() {
            let rest = wide - leading;
            grid.text(row, leading, rest, CellRole::Notice, notice);
        }
        let row = grid.row(26.0);
        let title = self.fill.words_of_guide(&self.definition.title);
        grid.text(row, 0, wide, CellRole::Title, title);
        for note in &self.definition.notes {
            let height = grid.height(note, CellRole::Plain, 0, wide);
            let row = grid.row(height + 2.0);
            grid.text(row, 0, wide, CellRole::Plain, note);
        }
    }

    fn heads(&self, grid: &mut Grid) -> u32 {
        let years = grid.row(21.0);
        let below = self
            .definition
            .has_numbers()
            .then(|| (grid.row(16.0), grid.row(46.0)));
        let leading = [&self.definition.number_header, &self.definition.key_header];
        let texts = self.definition.text.iter().map(|text| &text.header);
        for (col, head) in (0..).zip(leading.into_iter().chain(texts)) {
            grid.place(FormCell {
                row_span: self.head_rows(),
                name: (col == 1).then(|| names::rows(&self.definition.id)),
                ..grid::text(years, col, 1, CellRole::Header, head)
            });
        }
        let Some((notes, heads)) = below else {
            return grid.next_row();
        };
        let width = count(self.definition.column.len());
        for (index, year) in (0..).zip(self.years()) {
            let col = count(self.leading()) + index * width;
            grid.text(years, col, width, CellRole::Header, &year.header);
            if let Some((note, must_be_seen)) = self.fill.year_note(year) {
                let role = if must_be_seen {
                    CellRole::Notice
                } else {
                    CellRole::Header
                };
                grid.text(notes, col, width, role, note);
            }
            for (col, column) in (col..).zip(&self.definition.column) {
                grid.text(heads, col, 1, CellRole::Header, &column.header);
            }
        }
        grid.next_row()
    }

    fn row(&self, grid: &mut Grid, number: u32, row: &Row) {
        let has_lines = |column: &TextColumn| column.kind == WordKind::Lines;
        let is_high = self.definition.text.iter().any(has_lines);
        let at = grid.row(if is_high { 60.0 } else { 20.0 });
        let head = row.head.clone().unwrap_or_else(|| number.to_string());
        grid.text(at, 0, 1, CellRole::Label, head);
        let block = &self.definition.id;
        // A code is printed; any other key may be put right.
        let is_printed = self.definition.rows == RowsKind::OnePerCode && !row.key.is_empty();
        grid.place(FormCell {
            content: text(&row.key),
            input: (!is_printed).then_some(InputRule::Text),
            mark: (self.fill.marks)(&Target::RowKey(block.clone(), number)),
            ..FormCell::new(at, 1, CellRole::Label)
        });
        let mut codes = self.definition.code.iter();
        let printed = codes.find(|code| code.code == row.key);
        for (col, column) in (2..).zip(&self.definition.text) {
            let written = self.written();
            let own = written.and_then(|rows| rows.texts.get(&(number, column.id.clone())));
            // Where keys were written, so was everything beside them.
            let printed = printed.filter(|_| written.is_none_or(|rows| rows.keys.is_empty()));
            let words = own.or_else(|| printed.and_then(|code| code.words.get(&column.id)));
            grid.place(FormCell {
                content: words.map_or(FormContent::Empty, |words| text(words)),
                input: Some(word_rule(column)),
                ..FormCell::new(at, col, CellRole::Header)
            });
        }
        for year in self.years() {
            for column in &self.definition.column {
                let Some(col) = self.col(&column.indicator, year.year) else {
                    continue;
                };
                let key = (number, column.indicator.clone(), year.year);
                let written = self.written().and_then(|values| values.cells.get(&key));
                let is_open = row.years.contains(&year.year) || written.is_some();
                let rule = self.fill.in_time(self.rule(column), year.year, false);
                grid.place(FormCell {
                    content: content(written),
                    input: is_open.then_some(rule),
                    mark: (self.fill.marks)(&Target::Row(
                        block.clone(),
                        number,
                        column.indicator.clone(),
                        year.year,
                    )),
                    ..FormCell::new(
                        at,
                        col,
                        if is_open {
                            CellRole::Header
                        } else {
                            CellRole::Label
                        },
                    )
                });
            }
        }
    }

    fn rule(&self, column: &ValueColumn) -> InputRule {
        match column.kind {
            ValueColumnKind::Mark => {
                let (yes, noun) = (&self.definition.yes[0], &self.definition.noun);
                InputRule::Choice {
                    choices: vec![yes.clone()],
                    message: format!(
                        "当てはまる{noun}に「{yes}」を入れ、当てはまらない{noun}は空欄にしてください。"
                    ),
                }
            }
            ValueColumnKind::Count => {
                let indicator = self.fill.definitions.indicator(&column.indicator);
                InputRule::count(indicator, LARGEST_COUNT)
            }
        }
    }

    fn total(&self, grid: &mut Grid) {
        let at = grid.row(22.0);
        let label = &self.definition.total_label;
        let leading = count(self.leading());
        grid.text(at, 0, leading, CellRole::Header, label);
        for year in self.years() {
            for column in &self.definition.column {
                let sum = self.sum(&column.indicator, year.year);
                let col = self.col(&column.indicator, year.year);
                if let (Some(sum), Some(col)) = (sum, col) {
                    grid.place(FormCell {
                        content: FormContent::Formula(sum),
                        ..FormCell::new(at, col, CellRole::Header)
                    });
                }
            }
        }
    }
}

/// A list to choose from where one of a few words is asked; anything else may be typed, and is looked at when it comes in.
fn word_rule(column: &TextColumn) -> InputRule {
    let words = column.choices.iter().chain(&column.open);
    let choices: Vec<String> = words.cloned().collect();
    let length: usize = choices
        .iter()
        .map(|choice| choice.chars().count() + 1)
        .sum();
    if column.kind != WordKind::Choice || column.many || length > LONGEST_LIST {
        return InputRule::Text;
    }
    InputRule::Choice {
        message: format!("「{}」のどれかを選んでください。", choices.join("」「")),
        choices,
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn text(words: &str) -> FormContent {
    if words.is_empty() {
        FormContent::Empty
    } else {
        FormContent::Text(words.to_owned())
    }
}

fn content(written: Option<&Entry>) -> FormContent {
    match written {
        Some(Entry::Number(number)) => FormContent::Number(*number, NumberStyle::COUNT),
        Some(Entry::Text(text)) => FormContent::Text(text.clone()),
        None => FormContent::Empty,
    }
}

/// What the form's formula gives for these values; `None` while nothing is filled in.
fn sum_of(
    values: &RowValues,
    definition: &RepeatedRows,
    column: &ValueColumn,
    year: FiscalYear,
) -> Option<Decimal> {
    let of_column = values
        .cells
        .iter()
        .filter(|((_, id, other), _)| *id == column.indicator && *other == year);
    let mut cells = of_column.map(|(_, entry)| entry).peekable();
    cells.peek()?;
    let number = |entry: &Entry| match (column.kind, entry) {
        (ValueColumnKind::Mark, Entry::Text(text)) if definition.yes.contains(text) => Decimal::ONE,
        (ValueColumnKind::Mark, Entry::Number(number))
            if definition.yes.contains(&number.to_string()) =>
        {
            Decimal::ONE
        }
        (ValueColumnKind::Count, Entry::Number(number)) => *number,
        _ => Decimal::ZERO,
    };
    Some(cells.map(number).sum())
}
