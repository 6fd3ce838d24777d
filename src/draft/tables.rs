//! The places of a sheet put together: single fields, rows under years, registers, and tables of rows and columns.

use std::collections::{BTreeMap, BTreeSet};

use crate::canvas::Canvas;
use crate::inputs::Input;
use crate::kinds::Kind;
use crate::labels::Finder;
use crate::words;

/// Longest text above a table that is its title.
const LONGEST_TITLE: usize = 40;

/// What a group of places is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Each with a label of its own.
    Fields,
    /// Rows with labels, columns of fiscal years.
    Years,
    /// Columns with heads, rows that the sender makes.
    Register,
    /// Rows and columns with labels.
    Matrix,
    /// The same, written in the definition with rows and columns exchanged: its rows are of different kinds.
    Turned,
}

/// One place within its group.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) input: usize,
    /// Label of the row, or of the field.
    pub(crate) row: String,
    /// Head of the column.
    pub(crate) col: String,
    pub(crate) year: Option<i32>,
    /// Where the row and the column stand.
    pub(crate) at: (u32, u32),
}

/// A group of places.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) shape: Shape,
    pub(crate) title: String,
    pub(crate) places: Vec<Place>,
    /// What became of heads of years that stand above or below other heads.
    pub(crate) split: Split,
}

/// Columns of several fiscal years that are divided once more: 目標 and 実績 of each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    /// There are none.
    None,
    /// Every year has the same columns: each of them became a row under the years.
    IntoRows,
    /// The years have different columns, or one row each has its own: they stay columns without a year.
    Left,
}

impl Split {
    /// What became of them, for the person who goes on with the draft.
    pub(crate) fn words(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::IntoRows => Some(
                "年度の下の列（目標・実績など）は、1つずつの欄にした。様式は、年度が右に並び、下の列が1行ずつになる",
            ),
            Self::Left => Some(
                "年度の下の列が年度によって違うので、年度のない列とした。年度ごとの欄にはならない",
            ),
        }
    }
}

pub(crate) struct Grouping<'a> {
    pub(crate) finder: Finder<'a>,
    pub(crate) inputs: &'a [Input],
}

/// Whether every row has exactly one place in each year.
fn is_whole(places: &[Place]) -> bool {
    let years: BTreeSet<_> = places.iter().map(|place| place.year).collect();
    let mut rows: BTreeMap<(u32, &str), Vec<Option<i32>>> = BTreeMap::new();
    for place in places {
        let row = rows.entry((place.at.0, &place.row)).or_default();
        row.push(place.year);
    }
    let mut rows = rows.into_values();
    rows.all(|row| row.len() == years.len() && row.into_iter().collect::<BTreeSet<_>>() == years)
}

impl Grouping<'_> {
    fn canvas(&self) -> &Canvas {
        self.finder.canvas
    }

    fn word(&self, at: usize) -> String {
        let line = words::line(&self.canvas().areas[at].text);
        line.trim_end_matches([':', '：']).trim().to_owned()
    }

    fn joined(&self, labels: &[usize], between: &str) -> String {
        let words = labels.iter().rev().map(|at| self.word(*at));
        words.collect::<Vec<_>>().join(between)
    }

    pub(crate) fn tables(&self) -> Vec<Table> {
        let mut headed: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
        let mut fields = Vec::new();
        for (number, input) in self.inputs.iter().enumerate() {
            match input.labels.heads.first() {
                Some(head) => {
                    let area = &self.canvas().areas[*head];
                    let (left, _) = self.finder.table(area);
                    headed.entry((area.bottom, left)).or_default().push(number);
                }
                None => fields.push(self.field(number)),
            }
        }
        let mut tables: Vec<Table> = Vec::new();
        for group in headed.into_values() {
            let table = self.headed(&group);
            if table.shape == Shape::Fields {
                fields.extend(table.places);
            } else {
                tables.push(table);
            }
        }
        if !fields.is_empty() {
            fields.sort_by_key(|place| place.at);
            tables.push(Table {
                shape: Shape::Fields,
                title: String::new(),
                places: fields,
                split: Split::None,
            });
        }
        tables.sort_by_key(|table| table.places.iter().map(|place| place.at).min());
        tables
    }

    fn field(&self, number: usize) -> Place {
        let input = &self.inputs[number];
        let labels = &input.labels;
        let mut row = match (&input.own_label, labels.above) {
            (Some(own), _) if !own.is_empty() => own.clone(),
            (_, Some(above)) => self.word(above),
            _ => self.joined(&labels.left, "　"),
        };
        if row.is_empty() {
            row = format!("{}（{}）", input.kind.label(), input.cell);
        }
        Place {
            row,
            ..self.place(number)
        }
    }

    fn place(&self, number: usize) -> Place {
        let input = &self.inputs[number];
        let area = &self.canvas().areas[input.area];
        let heads = &input.labels.heads;
        let col = self.joined(heads, "・");
        Place {
            input: number,
            row: self.joined(&input.labels.left, "　"),
            year: words::fiscal_year(&col).filter(|_| heads.len() == 1),
            col,
            at: (area.top, area.left),
        }
    }

    /// What a group of places under one row of heads is.
    fn headed(&self, group: &[usize]) -> Table {
        let mut places: Vec<Place> = group.iter().map(|number| self.place(*number)).collect();
        let count =
            |of: &dyn Fn(&Place) -> u32| places.iter().map(of).collect::<BTreeSet<u32>>().len();
        let (rows, cols) = (count(&|place| place.at.0), count(&|place| place.at.1));
        let mut split = Split::None;
        if let Some(parted) = self.parted(&places) {
            split = Split::Left;
            if is_whole(&parted) {
                split = Split::IntoRows;
                places = parted;
            }
        }
        let labelled = places.iter().filter(|place| !place.row.is_empty()).count();
        let is_labelled = labelled * 2 > places.len();
        let shape = if places.iter().all(|place| place.year.is_some()) && is_labelled {
            Shape::Years
        } else if rows == 1 {
            Shape::Fields
        } else if is_labelled {
            self.matrix(&places)
        } else if cols == 1 && rows <= 2 {
            Shape::Fields
        } else {
            Shape::Register
        };
        if shape == Shape::Fields {
            for place in &mut places {
                place.row = [place.row.as_str(), place.col.as_str()]
                    .join("　")
                    .trim()
                    .to_owned();
            }
        }
        let first = places.iter().min_by_key(|place| place.at);
        let title = first.and_then(|place| self.title(place.input));
        Table {
            shape,
            title: title.unwrap_or_default(),
            places,
            split,
        }
    }

    /// The places with the year taken out of several heads and the others put behind the row's label, where each has one year
    /// among them and the years are several.
    fn parted(&self, places: &[Place]) -> Option<Vec<Place>> {
        let part = |place: &Place| {
            let heads = self.inputs[place.input].labels.heads.iter().rev();
            let words: Vec<String> = heads.map(|at| self.word(*at)).collect();
            let (years, others): (Vec<&String>, Vec<&String>) = words
                .iter()
                .partition(|word| words::fiscal_year(word).is_some());
            let ([col], false) = (&years[..], others.is_empty()) else {
                return None;
            };
            let others: Vec<&str> = others.into_iter().map(String::as_str).collect();
            Some(Place {
                row: format!("{}　{}", place.row, others.join("・"))
                    .trim()
                    .to_owned(),
                year: words::fiscal_year(col),
                col: (*col).clone(),
                ..place.clone()
            })
        };
        let parted: Vec<Place> = places.iter().map(part).collect::<Option<_>>()?;
        let years: BTreeSet<_> = parted.iter().map(|place| place.year).collect();
        (years.len() > 1).then_some(parted)
    }

    /// Rows and columns exchanged where the kinds differ from row to row and not from column to column.
    fn matrix(&self, places: &[Place]) -> Shape {
        let mixed = |of: &dyn Fn(&Place) -> u32| {
            let mut kinds: BTreeMap<u32, BTreeSet<(Kind, Option<String>)>> = BTreeMap::new();
            for place in places {
                let input = &self.inputs[place.input];
                let kind = (input.kind, input.unit.clone());
                kinds.entry(of(place)).or_default().insert(kind);
            }
            kinds.values().any(|kinds| kinds.len() > 1)
        };
        let (rows, cols) = (mixed(&|place| place.at.0), mixed(&|place| place.at.1));
        if cols && !rows {
            Shape::Turned
        } else {
            Shape::Matrix
        }
    }

    /// The text above the heads of a table.
    fn title(&self, number: usize) -> Option<String> {
        let labels = &self.inputs[number].labels;
        let over = labels
            .section
            .into_iter()
            .chain(labels.over.iter().copied());
        let mut titles = over.map(|at| self.word(at));
        titles.find(|title| !title.ends_with('。') && title.chars().count() <= LONGEST_TITLE)
    }
}
