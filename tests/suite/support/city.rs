//! Collections of a small city with one form, filled in and compiled as a bureau would: what is sent, and what comes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::end_to_end::{csv_rows, run_and_say, text};
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::model::{AsOf, FiscalYear, IndicatorId};
use torimatome::read::{InputFile, cells, sha256};
use torimatome::report::{WardValues, filled};

/// A folder of definitions under `tests`.
#[derive(Clone, Copy)]
pub(crate) struct City(pub(crate) &'static str);

impl City {
    fn folder(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests")
            .join(self.0)
    }

    /// The definitions.
    pub(crate) fn definitions(self) -> Definitions {
        let folder = self.folder();
        let mut paths: Vec<String> = ["areas.toml", "indicators.toml", "registry.toml"]
            .map(str::to_owned)
            .to_vec();
        let editions = fs::read_dir(folder.join("forms/watch")).expect("a form");
        paths.extend(editions.map(|entry| {
            let name = entry.expect("an edition").file_name();
            format!("forms/watch/{}", name.to_string_lossy())
        }));
        paths.sort();
        let files = paths.into_iter().map(|path| TemplateFile {
            text: fs::read_to_string(folder.join(&path)).expect("a file of definitions"),
            path,
        });
        let source = DefinitionSource::Files(files.collect());
        torimatome::check::load(&source).expect("sound definitions")
    }

    /// Writes the workbooks of a collection into a folder.
    pub(crate) fn send(
        self,
        folder: &Path,
        (edition, date): (&str, &str),
        wards: &[&str],
        numbers: &Numbers<'_>,
    ) {
        self.send_with(folder, (edition, date), wards, numbers, &[]);
    }

    /// The same with words in the first place for words: ward, fiscal year and text.
    pub(crate) fn send_with(
        self,
        folder: &Path,
        (edition, date): (&str, &str),
        wards: &[&str],
        numbers: &Numbers<'_>,
        said: &[(&str, i32, &str)],
    ) {
        let date = AsOf::parse_iso(date).expect("a date");
        let mut definitions = self.definitions();
        definitions.settle(date);
        let mut editions = definitions.editions("watch");
        let form = editions.find(|form| form.id.edition == edition);
        let form = form.expect("an edition");
        fs::create_dir_all(folder).expect("a folder");
        for name in wards {
            // Also one that is not there on the day.
            let mut known = definitions.areas.every();
            let ward = known.find(|ward| ward.name == *name).expect("a district");
            let mut values = WardValues::default();
            for ((_, indicator, year), number) in numbers.iter().filter(|(key, _)| key.0 == *name) {
                values.number(IndicatorId::new(indicator), FiscalYear(*year), *number);
            }
            let places = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
            let place = places.last().expect("a place").id.clone();
            for (_, year, text) in said.iter().filter(|one| one.0 == *name) {
                values.bullet(place.clone(), FiscalYear(*year), 1, *text);
            }
            let registry = &definitions.registry;
            let book = filled(&definitions, form, registry, ward, date, &values);
            let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
            fs::write(folder.join(format!("{name}.xlsx")), bytes).expect("written");
        }
    }

    /// Runs a command with the definitions; what it printed, and its exit code.
    pub(crate) fn torimatome(self, arguments: &[&str]) -> (String, Option<i32>) {
        let folder = self.folder();
        let given = ["--templates", text(&folder)];
        let all: Vec<&str> = arguments.iter().copied().chain(given).collect();
        let (code, said) = run_and_say(&all);
        (said, code)
    }
}

/// What the districts write, by name, indicator and fiscal year.
pub(crate) type Numbers<'a> = BTreeMap<(&'a str, &'a str, i32), i64>;

/// The numbers of an edition's collection, each district in the order of `wards`.
pub(crate) fn numbers<'a>(wards: &[&'a str], rows: &[(&'a str, i32, &[i64])]) -> Numbers<'a> {
    let each = |(indicator, year, row): &(&'a str, i32, &[i64])| {
        let (indicator, year) = (*indicator, *year);
        let row = row.to_vec();
        let pairs = wards.iter().zip(row);
        let pairs = pairs.filter(|(_, number)| *number >= 0);
        pairs
            .map(|(ward, number)| ((*ward, indicator, year), number))
            .collect::<Vec<_>>()
    };
    rows.iter().flat_map(each).collect()
}

/// A figure as it is written: value, units in it and units that should be, standing.
pub(crate) fn figure(out: &Path, name: &str, year: i32, indicator: &str) -> String {
    let rows = csv_rows(&fs::read(out.join("figures.csv")).expect("figures"));
    let mut rows = rows.iter().filter(|row| {
        row["団体名"] == name && row["年度"] == year.to_string() && row["指標"] == indicator
    });
    let Some(row) = rows.next() else {
        return "なし".to_owned();
    };
    assert!(rows.next().is_none(), "one row of a figure");
    let (value, reported, expected) = (&row["値"], &row["報告区数"], &row["対象区数"]);
    format!("{value} {reported}/{expected} {}", row["状態"])
}

/// The words of a workbook's cells.
pub(crate) fn words(path: &Path) -> String {
    let bytes = fs::read(path).expect("a workbook");
    let hash = sha256(&bytes);
    cells(&InputFile::new("one.xlsx", bytes, hash)).expect("cells")
}

/// A cell of a sheet as it is dumped: the number or text behind its address.
pub(crate) fn cell(words: &str, cell: &str) -> String {
    let mut lines = words.lines().filter_map(|line| {
        let parts: Vec<&str> = line.split('\t').collect();
        (parts[0] == "見守り" && parts[1] == cell).then(|| parts[3].to_owned())
    });
    lines.next().unwrap_or_default()
}

/// The findings of a run: code, indicator, fiscal year and message.
pub(crate) fn findings(out: &Path) -> Vec<String> {
    let told = fs::read_to_string(out.join("findings.json")).expect("findings");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let told = told["findings"].as_array().expect("a list").clone();
    let told = told.iter().map(|one| {
        let said = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let year = &one["fiscal_year"];
        format!(
            "{} {} {year} {}",
            said("code"),
            said("indicator"),
            said("message")
        )
    });
    told.collect()
}

/// Every text in a workbook of the report.
pub(crate) fn report(out: &Path) -> String {
    words(&out.join("report.xlsx"))
}
