//! 地域数登録: the number of areas (名簿提供地域数) per ward and fiscal year, and how well each number is known.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::area_names::{self, AreaName, AreaNames};
use model::{Area, AreaCode, AreaTree, FiscalYear, Nouns, at_lines, missing_headings};

/// How well an area count is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountStatus {
    /// A public source names it.
    Sourced,
    /// Invented so that the total fits.
    Synthetic,
    /// Given by the user with `--areas`.
    #[serde(skip)]
    Supplied,
}

impl CountStatus {
    /// The Japanese word printed in the report.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sourced => "出典あり",
            Self::Synthetic => "仮の数",
            Self::Supplied => "指定された登録",
        }
    }

    /// The English key for machines.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sourced => "sourced",
            Self::Synthetic => "synthetic",
            Self::Supplied => "supplied",
        }
    }
}

/// One entry of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaCount {
    /// Number of areas.
    pub count: u32,
    /// How well it is known.
    pub status: CountStatus,
    /// Source as text.
    pub source: String,
}

/// The registry of a run; empty where no form counts areas.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// Where it comes from: the built-in name, or the file given.
    pub name: String,
    pub(crate) entries: BTreeMap<(AreaCode, FiscalYear), AreaCount>,
    pub(crate) stated: BTreeMap<FiscalYear, u32>,
    pub(crate) names: AreaNames,
}

/// The registry file cannot be used; the message is for the person who gave it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{noun}数の登録を読めません: {file}: {reason}")]
pub struct RegistryError {
    /// What the registry counts.
    pub noun: String,
    /// File.
    pub file: String,
    /// What is wrong, in Japanese, with the row.
    pub reason: String,
}

/// The columns of a registry file, in any order, and those that it may have as well: a row with a name is one area of its
/// ward.
struct Columns {
    required: [String; 4],
    optional: [String; 3],
}

impl Columns {
    fn new(nouns: &Nouns) -> Self {
        let owned = str::to_owned;
        Self {
            required: [
                owned("団体コード"),
                format!("{}名", nouns.unit),
                owned("年度"),
                nouns.count.clone(),
            ],
            optional: [
                format!("{}名", nouns.part),
                owned("有効開始年度"),
                owned("有効終了年度"),
            ],
        }
    }
}

impl Registry {
    /// Headings of the columns that a registry file must have: code, name, fiscal year, count.
    pub fn headings(nouns: &Nouns) -> [String; 4] {
        Columns::new(nouns).required
    }

    /// Builds the registry that `--areas` gives, from the rows of its table, header first. Rows without a count and without a
    /// name are those of a blank that were not filled in.
    ///
    /// # Errors
    /// A column is missing, a ward is unknown, or a number is no whole number; the row is named.
    pub fn from_rows(
        file: &str,
        rows: &[Vec<String>],
        areas: &AreaTree,
    ) -> Result<Self, RegistryError> {
        let fail = |reason: String| RegistryError {
            noun: areas.nouns().part.clone(),
            file: file.to_owned(),
            reason,
        };
        let columns = Columns::new(areas.nouns());
        let is_header = |row: &Vec<String>| {
            let mut required = columns.required.iter();
            required.all(|name| row.iter().any(|cell| cell.trim() == name))
        };
        let header_at = rows.iter().position(is_header);
        let header_at = header_at.ok_or_else(|| {
            let required = columns.required.each_ref().map(String::as_str);
            fail(missing_headings(&required, rows))
        })?;
        let place = |name: &str| rows[header_at].iter().position(|cell| cell.trim() == name);
        let required = columns.required.each_ref().map(|name| place(name));
        let optional = columns.optional.each_ref().map(|name| place(name));
        let mut registry = Self {
            name: file.to_owned(),
            ..Self::default()
        };
        let mut faults = Vec::new();
        for (index, row) in rows.iter().enumerate().skip(header_at + 1) {
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let text = |place: Option<usize>| {
                let cell = place.and_then(|place| row.get(place));
                cell.map(|cell| fold_digits(cell.trim()))
                    .unwrap_or_default()
            };
            let row = registry.row((areas, &columns), &required.map(text), &optional.map(text));
            faults.extend(row.err().map(|reason| (index + 1, reason)));
        }
        if !faults.is_empty() {
            return Err(fail(at_lines(&faults)));
        }
        if let Some((ward, reason)) = registry.contradiction(areas.nouns()) {
            let name = areas.get(&ward).map_or("", |area| area.name.as_str());
            return Err(fail(format!("{name}の{reason}")));
        }
        Ok(registry)
    }

    /// Takes one row: a count, or the name of one area, with or without the count beside it.
    fn row(
        &mut self,
        (areas, columns): (&AreaTree, &Columns),
        [code, name, year, count]: &[String; 4],
        [area, first, last]: &[String; 3],
    ) -> Result<(), String> {
        let ward = registry_ward(code, name, areas)?;
        let year = (area.is_empty() || !year.is_empty())
            .then(|| fiscal_year("年度", year))
            .transpose()?;
        // A row whose count was left blank says nothing: what is missing in the end is told where it is needed.
        if let Some(year) = year.filter(|_| !count.is_empty()) {
            let entry = AreaCount {
                count: count.parse().map_err(|_| {
                    format!("{}「{count}」を整数で書いてください", columns.required[3])
                })?,
                status: CountStatus::Supplied,
                source: self.name.clone(),
            };
            let before = self
                .entries
                .insert((ward.code.clone(), year), entry.clone());
            if before.is_some_and(|before| area.is_empty() || before != entry) {
                return Err(format!("{}の{year}年度が2回あります", ward.name));
            }
        }
        if area.is_empty() {
            return Ok(());
        }
        let end = |column: &str, text: &String| {
            (!text.is_empty())
                .then(|| fiscal_year(column, text))
                .transpose()
        };
        // Without years of its own, a name holds in the year of its row; without any, in all years.
        let span = match (
            end(&columns.optional[1], first)?,
            end(&columns.optional[2], last)?,
        ) {
            (None, None) => (year, year),
            given => given,
        };
        area_names::add(
            &mut self.names,
            areas.nouns(),
            &ward.code,
            area,
            span.0,
            span.1,
        )
    }

    /// A ward and year in which the number of names is not the number of areas, and how.
    pub(super) fn contradiction(&self, nouns: &Nouns) -> Option<(AreaCode, String)> {
        let counts = self
            .entries()
            .map(|(ward, year, entry)| (ward.clone(), year, entry.count));
        area_names::contradiction(&self.names, nouns, counts)
    }

    /// The names of a ward's areas in the order of the registry; empty where it does not know them.
    pub fn area_names(&self, ward: &AreaCode) -> &[AreaName] {
        self.names.get(ward).map_or(&[], Vec::as_slice)
    }

    /// The area of a ward with this running number.
    pub fn part(&self, ward: &AreaCode, number: u32) -> Option<&AreaName> {
        let mut names = self.area_names(ward).iter();
        names.find(|name| name.number == number)
    }

    /// The entry of a ward and fiscal year.
    pub fn get(&self, ward: &AreaCode, year: FiscalYear) -> Option<&AreaCount> {
        self.entries.get(&(ward.clone(), year))
    }

    /// The number of areas of a ward in a fiscal year.
    pub fn count(&self, ward: &AreaCode, year: FiscalYear) -> Option<u32> {
        self.get(ward, year).map(|entry| entry.count)
    }

    /// The areas of these wards in a fiscal year; `None` if one of them is not in the registry.
    pub fn sum<'a>(
        &self,
        mut wards: impl Iterator<Item = &'a AreaCode>,
        year: FiscalYear,
    ) -> Option<u32> {
        wards.try_fold(0u32, |sum, ward| sum.checked_add(self.count(ward, year)?))
    }

    /// The sum over all wards in a fiscal year.
    pub fn total(&self, year: FiscalYear) -> u32 {
        self.entries
            .iter()
            .filter(|((_, y), _)| *y == year)
            .map(|(_, entry)| entry.count)
            .sum()
    }

    /// What the wards of a fiscal year must sum to, as it is laid down and printed on the form; a registry that was given for
    /// a run lays down nothing.
    pub fn stated_total(&self, year: FiscalYear) -> Option<u32> {
        self.stated.get(&year).copied()
    }

    /// Whether any count of the fiscal year is invented.
    pub fn has_synthetic(&self, year: FiscalYear) -> bool {
        self.entries
            .iter()
            .any(|((_, y), entry)| *y == year && entry.status == CountStatus::Synthetic)
    }

    /// The registry as of the tree's day: in every year the counts of those that make up the whole ([`AreaTree::wards_of`]), of
    /// the live year of those of the day. What was put together of others has as many areas as they had, where it says nothing
    /// else.
    #[must_use]
    pub fn at(mut self, areas: &AreaTree) -> Self {
        if areas.day().is_none() {
            return self;
        }
        let years: BTreeSet<FiscalYear> = self.entries.keys().map(|(_, year)| *year).collect();
        let mut entries = BTreeMap::new();
        for year in years {
            for ward in areas.wards_of(year) {
                let found = self.counted(areas, &ward.code, year);
                entries.extend(found.map(|entry| ((ward.code.clone(), year), entry)));
            }
        }
        self.entries = entries;
        self
    }

    /// A ward's own count, else the sum of those that it was put together of.
    fn counted(&self, areas: &AreaTree, ward: &AreaCode, year: FiscalYear) -> Option<AreaCount> {
        let begun = areas
            .begun(ward)
            .filter(|begun| begun.is_sum && year < begun.year());
        let Some(begun) = begun else {
            return self.get(ward, year).cloned();
        };
        // Of a ward that was there already, its own count is that of a part.
        let own = self
            .get(ward, year)
            .filter(|_| !begun.before.contains(ward));
        if let Some(own) = own {
            return Some(own.clone());
        }
        let parts = begun.before.iter();
        let parts: Vec<&AreaCount> = parts
            .map(|part| self.get(part, year))
            .collect::<Option<_>>()?;
        let first = parts.first()?;
        Some(AreaCount {
            count: parts
                .iter()
                .try_fold(0u32, |sum, part| sum.checked_add(part.count))?,
            status: parts.iter().map(|part| part.status).max()?,
            source: first.source.clone(),
        })
    }

    /// Every entry in fixed order.
    pub fn entries(&self) -> impl Iterator<Item = (&AreaCode, FiscalYear, &AreaCount)> {
        self.entries
            .iter()
            .map(|((ward, year), entry)| (ward, *year, entry))
    }
}

/// The ward that a row of a registry file names by its code, or by its name alone.
fn registry_ward<'a>(code: &str, name: &str, areas: &'a AreaTree) -> Result<&'a Area, String> {
    let unit = &areas.nouns().unit;
    let is_it = |ward: &&Area| {
        ward.code.as_str() == code
            || ward.code5 == code
            // A spreadsheet takes the noughts off the front of a code.
            || (!code.is_empty() && ward.code.as_str().trim_start_matches('0') == code)
            || (code.is_empty() && ward.name == name)
    };
    let ward = areas
        .wards()
        .iter()
        .find(is_it)
        .ok_or_else(|| format!("団体コード「{code}」の{unit}がありません"))?;
    if !name.is_empty() && ward.name != name {
        return Err(format!(
            "団体コード{}は{}ですが、{unit}名は「{name}」です",
            ward.code, ward.name
        ));
    }
    Ok(ward)
}

fn fiscal_year(column: &str, text: &str) -> Result<FiscalYear, String> {
    let number = text.trim_end_matches("年度").parse();
    number
        .map(FiscalYear)
        .map_err(|_| format!("{column}「{text}」を西暦の数で書いてください"))
}

/// Full-width digits to ASCII; a clerk's registry may hold either.
fn fold_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{AreaLevel, Lifetime, Nouns};

    fn area(code: &str, code5: &str, name: &str, level: AreaLevel) -> Area {
        Area {
            code: AreaCode::new(code),
            code5: code5.to_owned(),
            name: name.to_owned(),
            kana: String::new(),
            level,
            number: 0,
            tile: None,
            life: Lifetime::default(),
        }
    }

    #[test]
    fn a_row_names_its_unit_by_a_code_without_its_noughts_too_and_without_a_code_by_the_name() {
        let city = area("011002", "", "架空市", AreaLevel::City);
        let wards = vec![
            area("011011", "01101", "甲区", AreaLevel::Ward),
            area("011029", "01102", "乙区", AreaLevel::Ward),
        ];
        let areas = AreaTree::new(Nouns::general(), city, wards);
        let named = |code: &str, name: &str| {
            let ward = registry_ward(code, name, &areas);
            ward.map(|ward| ward.name.clone())
        };
        for (code, name) in [
            ("011029", "乙区"),
            ("01102", "乙区"),
            ("11029", "乙区"),
            ("11029", ""),
            ("", "乙区"),
        ] {
            assert_eq!(named(code, name), Ok("乙区".to_owned()), "{code} {name}");
        }
        // The name alone is none where a code says otherwise.
        assert!(named("11037", "乙区").is_err());
        assert!(named("11011", "乙区").is_err());
    }
}
