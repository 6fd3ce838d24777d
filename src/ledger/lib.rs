//! The machine-readable files of an output folder as typed rows: `report` fills them, `trace`, `diff` and `--previous`
//! read them back.
//!
//! Takes and gives bytes, never paths. What was written is believed and checked for its shape only; `cli` opens the files.

mod column;
mod error;
mod json;
mod rows;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

pub use error::LedgerError;
pub use json::{
    FINDINGS_SCHEMA, FileHash, FindingRow, FindingsFile, Manifest, RegistryEntry, RuleRow,
    SubmissionRow, to_json, to_json_line,
};
pub use rows::{FactRow, FigureRow, NarrativeRow, ReturnRow};
pub use table::{Row, Table, csv_rows, from_csv, to_csv};

use model::{AreaCode, FiscalYear, IndicatorId, Nouns};

/// The files that make an output folder readable again.
pub const NEEDED: [&str; 5] = [
    "manifest.json",
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
}

/// Position of a row by ward or city, fiscal year and indicator; the first one counts.
type Index = BTreeMap<(AreaCode, FiscalYear, IndicatorId), usize>;

fn index<'a>(
    keys: impl DoubleEndedIterator<Item = (&'a AreaCode, FiscalYear, &'a IndicatorId)>
    + ExactSizeIterator,
) -> Index {
    keys.enumerate()
        .rev()
        .map(|(at, (area, year, indicator))| ((area.clone(), year, indicator.clone()), at))
        .collect()
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
        let manifest = Manifest::read(&file("manifest.json")?)?;
        let facts = from_csv::<FactRow>(&file(FactRow::FILE)?)?.rows;
        let Table {
            unit,
            rows: figures,
        } = from_csv::<FigureRow>(&file(FigureRow::FILE)?)?;
        let narratives = from_csv::<NarrativeRow>(&file(NarrativeRow::FILE)?)?.rows;
        let told = FindingsFile::read(&file("findings.json")?)?;
        Ok(Self {
            fact_at: index(facts.iter().map(|f| (&f.ward, f.year, &f.indicator))),
            figure_at: index(figures.iter().map(|f| (&f.area, f.year, &f.indicator))),
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

    /// Code and name of every ward, in the order of `figures.csv`.
    pub fn wards(&self) -> Vec<(&AreaCode, &str)> {
        let mut seen = BTreeSet::new();
        self.figures
            .iter()
            .filter(|figure| Some(&figure.area) != self.city() && figure.area.ward().is_none())
            .filter(|figure| seen.insert(&figure.area))
            .map(|figure| (&figure.area, figure.area_name.as_str()))
            .collect()
    }

    /// The facts of the areas below a ward, for one indicator and year.
    pub fn facts_below<'a>(
        &'a self,
        ward: &'a AreaCode,
        year: FiscalYear,
        indicator: &'a IndicatorId,
    ) -> impl Iterator<Item = &'a FactRow> {
        self.facts.iter().filter(move |fact| {
            fact.year == year
                && fact.indicator == *indicator
                && fact.ward.ward().as_ref() == Some(ward)
        })
    }

    /// The fact of a ward, or of an area below one.
    pub fn fact(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&FactRow> {
        let at = self.fact_at.get(&(ward.clone(), year, indicator.clone()))?;
        self.facts.get(*at)
    }

    /// The figure of an area.
    pub fn figure(
        &self,
        area: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&FigureRow> {
        let at = self
            .figure_at
            .get(&(area.clone(), year, indicator.clone()))?;
        self.figures.get(*at)
    }

    /// `24/24区`.
    pub fn share(&self, figure: &FigureRow) -> String {
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
