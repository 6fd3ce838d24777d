//! The optional sheet for the areas below a ward, and the formulas by which the form's fields follow from it.

use rust_decimal::Decimal;

use super::WardValues;
use super::grid::{self, Grid};
use super::layout::Fill;
use super::values::Entry;
use super::ward::{Target, WardFill};
use crate::{CellRole, FormCell, FormContent, FormFormula, FormSheet, InputRule, NumberStyle};
use definition::{AreaColumn, AreaColumnKind, AreaSheetDefinition, YearColumn};
use model::{CellRef, FiscalYear, IndicatorId};
use workbook::names;

/// Running number and name.
const LEADING: [f64; 2] = [6.0, 20.0];
/// One column of a fiscal year.
const COLUMN: f64 = 14.0;
/// Rows of the year headers and of the heads under them.
const HEAD_ROWS: u32 = 3;
/// Rows above the notes: whose form it is, and the title.
const TOP_ROWS: u32 = 2;
/// Largest number of persons of one area that is taken for one.
const LARGEST_COUNT: u32 = 99_999;

/// One row of the sheet: its name, and the years in which the registry has it.
struct Row {
    name: String,
    years: Vec<FiscalYear>,
}

/// What the sheet looks like for a ward.
pub(super) struct AreaPage<'a> {
    fill: &'a WardFill<'a>,
    definition: &'a AreaSheetDefinition,
    rows: Vec<Row>,
}

impl<'a> AreaPage<'a> {
    /// The page; `None` where the edition has none, or a redrawn copy has nothing to show on it.
    pub(super) fn of(fill: &'a WardFill<'a>) -> Option<Self> {
        let definition = fill.form.area_sheet.as_ref()?;
        if fill.is_copy && fill.values.area_names.is_empty() {
            return None;
        }
        let rows = rows(fill, definition);
        Some(Self {
            fill,
            definition,
            rows,
        })
    }

    fn first_row(&self) -> u32 {
        TOP_ROWS + count(self.definition.notes.len()) + HEAD_ROWS
    }

    fn last_row(&self) -> u32 {
        self.first_row() + count(self.rows.len()) - 1
    }

    fn years(&self) -> &'a [YearColumn] {
        &self.fill.form.years
    }

    /// Sheet column of an indicator and year.
    fn col(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<u32> {
        let of_year = self.years().iter().position(|column| column.year == year)?;
        let columns = &self.definition.column;
        let own = columns.iter().position(|c| c.indicator == *indicator)?;
        Some(count(LEADING.len() + of_year * columns.len() + own))
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
        let total = match column.kind {
            AreaColumnKind::Mark => {
                let marks = self.definition.yes.iter();
                let marks: Vec<String> = marks
                    .map(|mark| format!("\"{}\"", mark.replace('"', "\"\"")))
                    .collect();
                format!("SUMPRODUCT(COUNTIF({range},{{{}}}))", marks.join(","))
            }
            AreaColumnKind::Count => format!("SUM({range})"),
        };
        Some(FormFormula {
            text: format!("=IF(COUNTA({range})=0,\"\",{total})"),
            result: sum_of(self.fill.values, self.definition, column, year),
            style: NumberStyle::COUNT,
        })
    }

    /// Draws the sheet.
    pub(super) fn draw(&self) -> FormSheet {
        let columns = self.years().len() * self.definition.column.len();
        let mut widths = LEADING.to_vec();
        widths.extend(std::iter::repeat_n(COLUMN, columns));
        let mut grid = Grid::new(widths);
        self.top(&mut grid);
        let frozen_rows = self.heads(&mut grid);
        debug_assert_eq!(grid.next_row(), self.first_row(), "the formulas point here");
        for (number, row) in (1..).zip(&self.rows) {
            self.row(&mut grid, number, row);
        }
        self.total(&mut grid);
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
        let leading = count(LEADING.len());
        let owner = self.fill.owner();
        grid.place(grid::text(row, 0, leading, CellRole::GuideHeading, owner));
        let notice = self.fill.notice();
        if !notice.is_empty() {
            let rest = wide - leading;
            grid.place(grid::text(row, leading, rest, CellRole::Notice, notice));
        }
        let row = grid.row(26.0);
        let title = self.fill.words_of_guide(&self.definition.title);
        grid.place(grid::text(row, 0, wide, CellRole::Title, title));
        for note in &self.definition.notes {
            let height = grid.height(note, CellRole::Plain, 0, wide);
            let row = grid.row(height + 2.0);
            grid.place(grid::text(row, 0, wide, CellRole::Plain, note));
        }
    }

    fn heads(&self, grid: &mut Grid) -> u32 {
        let (years, notes, heads) = (grid.row(21.0), grid.row(16.0), grid.row(46.0));
        let leading = [&self.definition.number_header, &self.definition.name_header];
        for (col, head) in (0..).zip(leading) {
            grid.place(FormCell {
                row_span: HEAD_ROWS,
                name: (head == &self.definition.name_header).then(|| names::AREA_LIST.to_owned()),
                ..grid::text(years, col, 1, CellRole::Header, head)
            });
        }
        let width = count(self.definition.column.len());
        for (index, year) in (0..).zip(self.years()) {
            let col = count(LEADING.len()) + index * width;
            grid.place(grid::text(
                years,
                col,
                width,
                CellRole::Header,
                &year.header,
            ));
            if let Some((note, must_be_seen)) = self.fill.year_note(year) {
                let role = if must_be_seen {
                    CellRole::Notice
                } else {
                    CellRole::Header
                };
                grid.place(grid::text(notes, col, width, role, note));
            }
            for (col, column) in (col..).zip(&self.definition.column) {
                grid.place(grid::text(heads, col, 1, CellRole::Header, &column.header));
            }
        }
        grid.next_row()
    }

    fn row(&self, grid: &mut Grid, number: u32, row: &Row) {
        let at = grid.row(20.0);
        grid.place(grid::text(at, 0, 1, CellRole::Label, number.to_string()));
        let name = if row.name.is_empty() {
            FormContent::Empty
        } else {
            FormContent::Text(row.name.clone())
        };
        grid.place(FormCell {
            content: name,
            input: Some(InputRule::Text),
            mark: (self.fill.marks)(&Target::AreaName(number)),
            ..grid::cell(at, 1, CellRole::Label)
        });
        for year in self.years() {
            for column in &self.definition.column {
                let Some(col) = self.col(&column.indicator, year.year) else {
                    continue;
                };
                let key = (number, column.indicator.clone(), year.year);
                let written = self.fill.values.area_cells.get(&key);
                let is_open = row.years.contains(&year.year) || written.is_some();
                let rule = self.fill.in_time(self.rule(column), year.year);
                grid.place(FormCell {
                    content: content(written),
                    input: is_open.then_some(rule),
                    mark: (self.fill.marks)(&Target::Area(
                        number,
                        column.indicator.clone(),
                        year.year,
                    )),
                    ..grid::cell(
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

    fn rule(&self, column: &AreaColumn) -> InputRule {
        let yes = &self.definition.yes[0];
        let part = &self.fill.definitions.areas.nouns().part;
        match column.kind {
            AreaColumnKind::Mark => InputRule::Choice {
                choices: vec![yes.clone()],
                message: format!(
                    "当てはまる{part}に「{yes}」を入れ、当てはまらない{part}は空欄にしてください。"
                ),
            },
            AreaColumnKind::Count => InputRule::WholeNumber {
                max: Some(LARGEST_COUNT),
                message: "0以上の整数を、数字だけで入れてください。まだ分からないときは「未集計」と入れます。"
                    .to_owned(),
            },
        }
    }

    fn total(&self, grid: &mut Grid) {
        let at = grid.row(22.0);
        let label = &self.definition.total_label;
        let leading = count(LEADING.len());
        grid.place(grid::text(at, 0, leading, CellRole::Header, label));
        for year in self.years() {
            for column in &self.definition.column {
                let sum = self.sum(&column.indicator, year.year);
                let col = self.col(&column.indicator, year.year);
                if let (Some(sum), Some(col)) = (sum, col) {
                    grid.place(FormCell {
                        content: FormContent::Formula(sum),
                        ..grid::cell(at, col, CellRole::Header)
                    });
                }
            }
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn content(written: Option<&Entry>) -> FormContent {
    match written {
        Some(Entry::Number(number)) => FormContent::Number(*number, NumberStyle::COUNT),
        Some(Entry::Text(text)) => FormContent::Text(text.clone()),
        None => FormContent::Empty,
    }
}

/// The rows: as written, else as the registry has them, else by number; and below them some without a name.
fn rows(fill: &WardFill<'_>, definition: &AreaSheetDefinition) -> Vec<Row> {
    let form_years: Vec<FiscalYear> = fill.form.years.iter().map(|y| y.year).collect();
    let names = fill.registry.area_names(&fill.ward.code);
    let mut rows: Vec<Row> = Vec::new();
    if !fill.values.area_names.is_empty() {
        rows.extend(fill.values.area_names.values().map(|name| Row {
            name: name.clone(),
            years: form_years.clone(),
        }));
    } else if names.is_empty() {
        let areas = |year: &FiscalYear| fill.areas(*year).unwrap_or(0);
        let most = form_years.iter().map(areas).max().unwrap_or(0);
        rows.extend((1..=most).map(|number| {
            Row {
                name: definition.unnamed(number),
                years: form_years
                    .iter()
                    .filter(|year| number <= areas(year))
                    .copied()
                    .collect(),
            }
        }));
    } else {
        let of_names = names.iter().map(|name| Row {
            name: name.name.clone(),
            years: form_years
                .iter()
                .filter(|year| name.holds_in(**year))
                .copied()
                .collect(),
        });
        rows.extend(of_names.filter(|row| !row.years.is_empty()));
    }
    let spare = if fill.is_copy {
        0
    } else {
        definition.spare_rows
    };
    rows.extend((0..spare).map(|_| Row {
        name: String::new(),
        years: form_years.clone(),
    }));
    rows
}

/// What the form's formula gives for these values; `None` while nothing is filled in.
fn sum_of(
    values: &WardValues,
    definition: &AreaSheetDefinition,
    column: &AreaColumn,
    year: FiscalYear,
) -> Option<Decimal> {
    let of_column = values
        .area_cells
        .iter()
        .filter(|((_, id, other), _)| *id == column.indicator && *other == year);
    let mut cells = of_column.map(|(_, entry)| entry).peekable();
    cells.peek()?;
    let number = |entry: &Entry| match (column.kind, entry) {
        (AreaColumnKind::Mark, Entry::Text(text)) if definition.yes.contains(text) => Decimal::ONE,
        (AreaColumnKind::Mark, Entry::Number(number))
            if definition.yes.contains(&number.to_string()) =>
        {
            Decimal::ONE
        }
        (AreaColumnKind::Count, Entry::Number(number)) => *number,
        _ => Decimal::ZERO,
    };
    Some(cells.map(number).sum())
}
