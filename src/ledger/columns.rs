//! The published tables for formats that know kinds of columns: under the names of the line format, words as they were written. And
//! rows of such a format back as those of the table, for the one reader that there is.

use super::LedgerError;
use super::column::text::{harmless, unguarded};
use super::dictionary::{Column, Kind, Published};
use super::rows::{FactRow, FigureRow, NarrativeRow};
use super::table::{Row, csv_rows, headings};

/// What a column of a published table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, a code or one of certain words.
    Text,
    /// A day, as `2026-03-31`.
    Date,
    /// A whole number.
    Whole,
    /// An exact number.
    Number,
}

impl From<Kind> for ColumnKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Words | Kind::State | Kind::OneOf(_) | Kind::Code | Kind::Cell => Self::Text,
            Kind::Date => Self::Date,
            Kind::Whole => Self::Whole,
            Kind::Number => Self::Number,
        }
    }
}

/// A published table: its name, its columns by name and kind, its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedTable {
    /// `facts`, `figures` or `narrative`.
    pub name: &'static str,
    /// The columns in their order.
    pub columns: Vec<(&'static str, ColumnKind)>,
    /// The rows; what is not there is empty.
    pub rows: Vec<Vec<String>>,
}

/// The published tables of a run; `table` gives the bytes of one by its name.
///
/// # Errors
/// A table is not as this program writes it; a fault of the program.
pub fn published_tables<'t>(
    table: impl Fn(&str) -> &'t [u8],
) -> Result<Vec<PublishedTable>, LedgerError> {
    Ok(vec![
        published::<FactRow>(table(FactRow::FILE))?,
        published::<FigureRow>(table(FigureRow::FILE))?,
        published::<NarrativeRow>(table(NarrativeRow::FILE))?,
    ])
}

fn published<T: Published>(bytes: &[u8]) -> Result<PublishedTable, LedgerError> {
    let bad = |reason: String| LedgerError {
        file: T::FILE.to_owned(),
        reason,
    };
    let mut rows = csv_rows(bytes).map_err(|error| bad(error.to_string()))?;
    if !rows.is_empty() {
        rows.remove(0);
    }
    for row in &mut rows {
        for (cell, column) in row.iter_mut().zip(T::COLUMNS) {
            if column.kind == Kind::Words {
                *cell = unguarded(cell).to_owned();
            }
        }
    }
    let columns = T::COLUMNS.iter();
    Ok(PublishedTable {
        name: T::FILE.strip_suffix(".csv").unwrap_or(T::FILE),
        columns: columns.map(|one| (one.name, one.kind.into())).collect(),
        rows,
    })
}

/// The rows of a format that knows names and kinds, as the rows of a table with its headings first. Names that are those of no
/// published table stay as they are: they may be its headings.
pub fn as_records(names: Vec<String>, rows: Vec<Vec<String>>, unit: &str) -> Vec<Vec<String>> {
    let tables = [
        known::<FactRow>(&names, unit),
        known::<FigureRow>(&names, unit),
        known::<NarrativeRow>(&names, unit),
    ];
    let is_of = tables.into_iter().max_by_key(|known| {
        let known = known.iter().filter(|one| one.is_some());
        known.count()
    });
    let known = is_of.unwrap_or_default();
    let heading = |(own, name): (&Option<(String, bool)>, String)| match own {
        Some((heading, _)) => heading.clone(),
        None => name,
    };
    let header = known.iter().zip(names).map(heading).collect();
    let words: Vec<bool> = known
        .iter()
        .map(|one| one.as_ref().is_some_and(|(_, is_words)| *is_words))
        .collect();
    let rows = rows.into_iter().map(|mut row| {
        for (cell, _) in row
            .iter_mut()
            .zip(&words)
            .filter(|(_, is_words)| **is_words)
        {
            *cell = harmless(cell).into_owned();
        }
        row
    });
    std::iter::once(header).chain(rows).collect()
}

/// The heading of each name that is one of a table's, and whether words stand under it.
fn known<T: Published>(names: &[String], unit: &str) -> Vec<Option<(String, bool)>> {
    let columns: Vec<(&Column, String)> = T::COLUMNS.iter().zip(headings::<T>(unit)).collect();
    let find = |name: &String| {
        let mut columns = columns.iter();
        let (column, heading) = columns.find(|(column, _)| column.name == name)?;
        Some((heading.clone(), column.kind == Kind::Words))
    };
    names.iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{from_rows, to_csv};
    use super::*;
    use model::{AreaCode, AsOf, FactState, FiscalYear, IndicatorId};
    use rust_decimal::Decimal;

    fn fact(text: &str) -> FactRow {
        FactRow {
            ward: AreaCode::new("000001"),
            ward_name: "甲支所".to_owned(),
            year: FiscalYear(2025),
            era_year: "令和7年度".to_owned(),
            as_of: AsOf::parse_iso("2026-03-31").expect("a date"),
            indicator: IndicatorId::new("1-1"),
            label: "=名".to_owned(),
            unit: "件".to_owned(),
            value: Some(Decimal::new(125, 1)),
            denominator: None,
            state: FactState::Reported,
            file: "a.xlsx".to_owned(),
            sheet: "S".to_owned(),
            cell: "H14".parse().ok(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn words_are_as_they_were_written_there_and_back() {
        let rows = ["=1+1", "'=1+1", "''", "-3", "'-3", "文\n二行"]
            .map(fact)
            .to_vec();
        let bytes = to_csv(&rows, "支所").expect("a table");
        let none = to_csv::<FigureRow>(&[], "支所").expect("a table");
        let words = to_csv::<NarrativeRow>(&[], "支所").expect("a table");
        let tables = published_tables(|name| match name {
            "facts.csv" => &bytes[..],
            "figures.csv" => &none,
            _ => &words,
        });
        let [facts, ..] = &tables.expect("our own tables")[..] else {
            panic!("three tables");
        };
        let texts: Vec<&String> = facts.rows.iter().filter_map(|row| row.last()).collect();
        assert_eq!(texts, ["=1+1", "'=1+1", "''", "-3", "'-3", "文\n二行"]);
        assert_eq!(facts.columns[8], ("value", ColumnKind::Number));
        let names = facts.columns.iter().map(|(name, _)| (*name).to_owned());
        let records = as_records(names.collect(), facts.rows.clone(), "支所");
        let back = from_rows::<FactRow>(&records).expect("the same table");
        assert_eq!(back.rows, rows);
    }

    #[test]
    fn headings_of_the_table_itself_stay() {
        let names = ["団体コード", "よそ"].map(str::to_owned).to_vec();
        let records = as_records(
            names.clone(),
            vec![vec!["1".to_owned(), "'=x".to_owned()]],
            "支所",
        );
        assert_eq!(records[0], names);
        assert_eq!(records[1][1], "'=x");
    }
}
