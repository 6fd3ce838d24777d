//! The machine-readable files of an output folder as typed rows: `report` fills them, `trace`, `diff` and `--previous`
//! read them back.
//!
//! Takes and gives bytes, never paths. What was written is believed and checked for its shape only; `cli` opens the files.

mod collection;
mod column;
mod columns;
mod dictionary;
mod error;
mod json;
mod open_data;
mod resaved;
mod rows;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

pub use collection::CollectionRow;
pub use columns::{ColumnKind, PublishedTable, as_records, published_tables};
pub use error::LedgerError;
pub use json::{
    FINDINGS_SCHEMA, FileHash, FindingRow, FindingsFile, MANIFEST_SCHEMA, Manifest, RegistryEntry,
    RuleRow, SubmissionRow, to_json, to_json_line,
};
pub use open_data::{About, FOLDER, Licence, open_data};
pub use resaved::{PutBack, Repair, put_back, put_back_words};
pub use rows::{FactRow, FigureRow, LookRow, NarrativeRow, ReturnRow};
pub use table::{
    Readable, Row, Table, csv_of, csv_rows, from_csv, from_rows, readable_rows, rows_to_csv, to_csv,
};

use model::{AreaCode, AsOf, FactId, FiscalYear, IndicatorId, Nouns};

/// The files that make an output folder readable again.
pub const NEEDED: [&str; 5] = [
    Manifest::FILE,
    "facts.csv",
    "figures.csv",
    "narrative.csv",
    "findings.json",
];

/// One output folder.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// `facts.csv`, in its order.
    pub facts: Vec<FactRow>,
    /// `figures.csv`, in its order: the city first.
    pub figures: Vec<FigureRow>,
    /// `narrative.csv`, in its order.
    pub narratives: Vec<NarrativeRow>,
    /// `findings.json`: the findings.
    pub findings: Vec<FindingRow>,
    /// `findings.json`: the files that came.
    pub submissions: Vec<SubmissionRow>,
    /// What the levels are called; the one that reports, as the folder's own headings say.
    pub nouns: Nouns,
    /// `manifest.json`.
    pub manifest: Manifest,
    fact_at: Index,
    figure_at: Index,
    rows_at: BTreeMap<FactId, Vec<usize>>,
}

/// Position of a row by whom, when and what it is about; the first one counts.
type Index = BTreeMap<FactId, usize>;

fn index(ids: impl DoubleEndedIterator<Item = FactId> + ExactSizeIterator) -> Index {
    ids.enumerate().rev().map(|(at, id)| (id, at)).collect()
}

/// Positions of the facts of rows, by the fact of the ward as a whole that they are a part of.
fn rows_by_whole(facts: &[FactRow]) -> BTreeMap<FactId, Vec<usize>> {
    let mut rows: BTreeMap<FactId, Vec<usize>> = BTreeMap::new();
    for (at, id) in facts.iter().map(FactRow::id).enumerate() {
        if !id.row.is_whole() {
            let whole = FactId::whole(id.ward, id.year, id.indicator);
            rows.entry(whole).or_default().push(at);
        }
    }
    rows
}

impl Ledger {
    /// Reads the files of [`NEEDED`]; `file` gives their bytes by name. The nouns that no heading says are those given.
    ///
    /// # Errors
    /// A file is not in the shape that `compile` writes.
    pub fn read<E: From<LedgerError>>(
        nouns: &Nouns,
        mut file: impl FnMut(&str) -> Result<Vec<u8>, E>,
    ) -> Result<Self, E> {
        let manifest = Manifest::read(&file(Manifest::FILE)?)?;
        let facts = from_csv::<FactRow>(&file(FactRow::FILE)?)?.rows;
        let Table {
            unit,
            rows: figures,
            ..
        } = from_csv::<FigureRow>(&file(FigureRow::FILE)?)?;
        let narratives = from_csv::<NarrativeRow>(&file(NarrativeRow::FILE)?)?.rows;
        let told = FindingsFile::read(&file("findings.json")?)?;
        Ok(Self {
            fact_at: index(facts.iter().map(FactRow::id)),
            rows_at: rows_by_whole(&facts),
            figure_at: index(figures.iter().map(FigureRow::id)),
            facts,
            figures,
            narratives,
            findings: told.findings,
            submissions: told.submissions,
            nouns: Nouns {
                unit,
                ..nouns.clone()
            },
            manifest,
        })
    }

    /// The city: the area that `figures.csv` names first.
    pub fn city(&self) -> Option<&AreaCode> {
        self.figures.first().map(|figure| &figure.area)
    }

    /// Code and name of every ward, in the order of `figures.csv`; the city's where it reports itself.
    pub fn wards(&self) -> Vec<(&AreaCode, &str)> {
        let mut seen = BTreeSet::new();
        let total = self.city().filter(|city| self.is_total(city));
        let bodies = self.figures.iter();
        let bodies = bodies.filter(|figure| figure.area.ward().is_none());
        bodies
            .filter(|figure| Some(&figure.area) != total && seen.insert(&figure.area))
            .map(|figure| (&figure.area, figure.area_name.as_str()))
            .collect()
    }

    /// Whether the figures of an area are put together from those of others: the city's, unless it reports itself.
    pub fn is_total(&self, area: &AreaCode) -> bool {
        let is_other = |figure: &FigureRow| figure.area != *area && figure.area.ward().is_none();
        self.city() == Some(area) && self.figures.iter().any(is_other)
    }

    /// The facts of the rows of a ward, for one indicator and year, in their order.
    pub fn facts_below(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> impl Iterator<Item = &FactRow> {
        let id = FactId::whole(ward.clone(), year, indicator.clone());
        let rows = self.rows_at.get(&id).into_iter().flatten();
        rows.filter_map(|at| self.facts.get(*at))
    }

    /// The fact of a ward, or of a row of it.
    pub fn fact_of(&self, id: &FactId) -> Option<&FactRow> {
        self.facts.get(*self.fact_at.get(id)?)
    }

    /// The fact of a body and an indicator as `facts.csv` names them.
    pub fn fact(
        &self,
        body: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&FactRow> {
        self.fact_of(&FactId::from_columns(body, year, indicator.as_str()))
    }

    /// The figure of a body and an indicator as `figures.csv` names them.
    pub fn figure(
        &self,
        body: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&FigureRow> {
        let id = FactId::from_columns(body, year, indicator.as_str());
        self.figures.get(*self.figure_at.get(&id)?)
    }

    /// The date at which a number was accepted that did not come again: it speaks for an earlier date than the run.
    pub fn carried(&self, fact: &FactRow) -> Option<AsOf> {
        let run = AsOf::parse_iso(&self.manifest.as_of)?;
        (fact.as_of < run).then_some(fact.as_of)
    }

    /// Whether a fact stands behind the one that counts in its stead.
    pub fn is_replaced(&self, fact: &FactRow) -> bool {
        let counting = self.fact_of(&fact.id());
        counting.is_some_and(|counting| !std::ptr::eq(counting, fact))
    }

    /// Whether a figure was declared for the whole: there is a number, and no unit is in it.
    pub fn is_declared(&self, figure: &FigureRow) -> bool {
        figure.value.is_some() && figure.reported == 0 && self.is_total(&figure.area)
    }

    /// `24/24区`, or that it was declared for the whole.
    pub fn share(&self, figure: &FigureRow) -> String {
        if self.is_declared(figure) {
            return self.nouns.declared();
        }
        format!("{}/{}{}", figure.reported, figure.expected, self.nouns.unit)
    }

    /// The id printed beside a figure: `1-2/2025/市` with the noun of the whole, or with the ward's name.
    pub fn trace_id(&self, figure: &FigureRow) -> String {
        let place = if Some(&figure.area) == self.city() {
            &self.nouns.whole
        } else {
            &figure.area_name
        };
        format!("{}/{}/{place}", figure.indicator, figure.year)
    }
}

/// A number as plain text, without trailing zeros.
pub fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}
