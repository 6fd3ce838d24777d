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
}

pub(crate) struct Grouping<'a> {
    pub(crate) finder: Finder<'a>,
    pub(crate) inputs: &'a [Input],
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
        }
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
