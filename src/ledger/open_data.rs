//! The open-data bundle: the published tables as JSON Lines, a dictionary of their columns (CSV on the Web), and the terms of use.
//!
//! Everything is made of the bytes of the tables, so that the lines say what the tables say, to the letter.

use std::collections::{BTreeMap, HashSet};

use csv::StringRecord;
use serde_json::{Value, json};

use super::column::text::unguarded;
use super::dictionary::{Column, Kind, Published};
use super::json::{FileHash, to_json};
use super::rows::{FactRow, FigureRow, NarrativeRow};
use super::table::{Row, headings, reader, text};
use super::{LedgerError, Manifest};
use model::{AsOf, FactState};

/// The folder of the bundle.
pub const FOLDER: &str = "data";
/// Its files beside the lines.
const DICTIONARY: &str = "csv-metadata.json";
const TERMS: &str = "利用条件.txt";

/// Under what terms the data may be used: the municipality's own decision.
#[derive(Clone, Copy, Debug)]
pub struct Licence<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where its text stands.
    pub url: &'a str,
    /// How the source is to be named.
    pub attribution: &'a str,
    /// What else is to be known, a sentence each.
    pub notes: &'a [String],
}

/// What is said of the bundle as a whole.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// What the report is called.
    pub title: &'a str,
    /// Who issues it.
    pub publisher: &'a str,
    /// What a unit is called.
    pub unit: &'a str,
    /// The terms; none where nobody has decided any.
    pub licence: Option<Licence<'a>>,
    /// Whether the tables are written as columns (Parquet) too.
    pub has_columns: bool,
    /// What the run says of itself, of which for readers outside the office only what may leave it.
    pub manifest: &'a Manifest,
}

/// The files of the bundle by name; `table` gives the bytes of a table of the run by its name.
///
/// # Errors
/// A table is not as this program writes it; a fault of the program.
pub fn open_data<'t>(
    about: About<'_>,
    table: impl Fn(&str) -> &'t [u8],
) -> Result<BTreeMap<String, Vec<u8>>, LedgerError> {
    let mut files = BTreeMap::new();
    let mut described = Vec::new();
    let mut add = |(name, lines, description): (&str, String, Value)| {
        files.insert(format!("{FOLDER}/{name}.jsonl"), lines.into_bytes());
        described.push(description);
    };
    add(published::<FactRow>(about, table(FactRow::FILE))?);
    add(published::<FigureRow>(about, table(FigureRow::FILE))?);
    add(published::<NarrativeRow>(about, table(NarrativeRow::FILE))?);
    let dictionary = to_json(&dictionary(about, described));
    files.insert(format!("{FOLDER}/{DICTIONARY}"), dictionary.into_bytes());
    files.insert(format!("{FOLDER}/{TERMS}"), terms(about).into_bytes());
    Ok(files)
}

/// A table as lines, and what is said of it in the dictionary; with the table's name without its ending.
fn published<T: Published>(
    about: About<'_>,
    bytes: &[u8],
) -> Result<(&'static str, String, Value), LedgerError> {
    let bad = |reason: String| LedgerError {
        file: T::FILE.to_owned(),
        reason,
    };
    let mut lines = String::new();
    let mut key = Key::of(T::COLUMNS, T::KEY);
    let text = text(bytes);
    for row in reader(&text).into_records().skip(1) {
        let row = row.map_err(|error| bad(error.to_string()))?;
        let whole = || bad(row.iter().collect::<Vec<_>>().join(","));
        line(T::COLUMNS, &row, &mut lines).ok_or_else(whole)?;
        lines.push('\n');
        key.see(&row);
    }
    let name = T::FILE.strip_suffix(".csv").unwrap_or(T::FILE);
    Ok((name, lines, description::<T>(about, key.holds)))
}

/// Adds a row as one JSON object: numbers to the digit, `null` where a cell is empty. `None` of a row with other columns.
fn line(columns: &[Column], row: &StringRecord, lines: &mut String) -> Option<()> {
    if columns.len() != row.len() {
        return None;
    }
    for (at, (column, cell)) in columns.iter().zip(row).enumerate() {
        lines.push_str(if at == 0 { "{\"" } else { ",\"" });
        lines.push_str(column.name);
        lines.push_str("\":");
        match column.kind {
            _ if cell.is_empty() => lines.push_str("null"),
            // As it stands: no number of ours is written otherwise than JSON writes it.
            Kind::Whole | Kind::Number => lines.push_str(cell),
            Kind::Words => lines.push_str(&serde_json::to_string(unguarded(cell)).ok()?),
            Kind::State | Kind::OneOf(_) | Kind::Code | Kind::Date | Kind::Cell => {
                lines.push_str(&serde_json::to_string(cell).ok()?);
            }
        }
    }
    lines.push('}');
    Some(())
}

fn description<T: Published>(about: About<'_>, has_key: bool) -> Value {
    let unit = about.unit;
    let columns = T::COLUMNS.iter().zip(headings::<T>(unit));
    let columns: Vec<Value> = columns
        .map(|(column, heading)| {
            json!({
                "name": column.name,
                "titles": heading,
                "dc:description": column.about.replace("{unit}", unit),
                "datatype": datatype(column.kind),
                "required": column.required,
            })
        })
        .collect();
    let mut schema = json!({ "columns": columns });
    if has_key {
        schema["primaryKey"] = json!(T::KEY);
    }
    let name = T::FILE.strip_suffix(".csv").unwrap_or(T::FILE);
    json!({
        "url": format!("../{}", T::FILE),
        "dc:title": T::TITLE.replace("{unit}", unit),
        "dc:hasFormat": match about.has_columns {
            false => json!({ "@id": format!("{name}.jsonl") }),
            true => json!([
                { "@id": format!("{name}.jsonl") },
                { "@id": format!("parquet/{name}/") },
            ]),
        },
        "tableSchema": schema,
    })
}

/// Whether no two rows have the same key, and none lacks it: behind a number that counts may stand one that came and does not.
struct Key {
    places: Vec<usize>,
    seen: HashSet<Vec<u8>>,
    holds: bool,
}

impl Key {
    fn of(columns: &[Column], key: &[&str]) -> Self {
        let place = |name: &&str| columns.iter().position(|column| column.name == *name);
        Self {
            places: key.iter().filter_map(place).collect(),
            seen: HashSet::new(),
            holds: true,
        }
    }

    fn see(&mut self, row: &StringRecord) {
        if !self.holds {
            return;
        }
        let mut key = Vec::new();
        for cell in self.places.iter().map(|at| &row[*at]) {
            self.holds &= !cell.is_empty();
            // With its length, so that no two cells run together.
            key.extend(cell.len().to_be_bytes());
            key.extend(cell.as_bytes());
        }
        self.holds &= self.seen.insert(key);
    }
}

fn datatype(kind: Kind) -> Value {
    let one_of = |words: Vec<&str>| json!({ "base": "string", "format": words.join("|") });
    match kind {
        Kind::Words | Kind::Code => json!("string"),
        Kind::State => one_of(FactState::ALL.map(FactState::label).to_vec()),
        Kind::OneOf(words) => one_of(words.to_vec()),
        Kind::Date => json!({ "base": "date", "format": "yyyy-MM-dd" }),
        Kind::Whole => json!("nonNegativeInteger"),
        Kind::Number => json!("decimal"),
        Kind::Cell => json!({ "base": "string", "format": "[A-Z]{1,3}[1-9][0-9]{0,6}" }),
    }
}

/// The dictionary, in the words of W3C's Metadata Vocabulary for Tabular Data.
fn dictionary(about: About<'_>, tables: Vec<Value>) -> Value {
    let manifest = about.manifest;
    let mut made = json!({
        "@type": "prov:Activity",
        "dc:title": manifest.program,
        "dc:description": "各団体の様式を読み、点検し、集計した。読んだものは manifest.json に記す。",
    });
    if let Some(created) = &manifest.created {
        made["prov:endedAtTime"] = json!({ "@value": created, "@type": "xsd:dateTime" });
    }
    let sources = |files: &[FileHash]| -> Vec<Value> {
        let source = |file: &FileHash| json!({ "dc:title": file.file, "dc:identifier": format!("sha256:{}", file.sha256) });
        files.iter().map(source).collect()
    };
    if !manifest.inputs.is_empty() {
        made["prov:used"] = json!(sources(&manifest.inputs));
    }
    let mut document = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "ja" }],
        "@type": "TableGroup",
        "dc:title": about.title,
        "dc:publisher": about.publisher,
        "dc:temporal": as_of(manifest),
        "dc:conformsTo": { "@id": "https://www.w3.org/TR/tabular-metadata/" },
        "dc:description": explained(manifest),
    });
    match about.licence {
        Some(licence) => {
            document["dc:license"] = json!({ "@id": licence.url });
            document["dc:rights"] = json!(licence.attribution);
        }
        None => document["dc:rights"] = json!(UNDECIDED),
    }
    document["prov:wasGeneratedBy"] = made;
    document["dialect"] = json!({ "encoding": "utf-8", "lineTerminators": ["\r\n", "\n"] });
    document["tables"] = json!(tables);
    document
}

/// Said in the place of terms that nobody has decided.
const UNDECIDED: &str = "利用条件は、まだ決められていません。公表する前に決めてください。";

/// What a reader must know of the data before the first row.
fn explained(manifest: &Manifest) -> String {
    let invented = if manifest.has_sample_data {
        "架空のデータを含む。"
    } else {
        ""
    };
    let synthetic = if manifest.registry.has_synthetic {
        "割合の分母に仮の数を含む。"
    } else {
        ""
    };
    format!(
        "{invented}{synthetic}空の値は「ない」であり、0ではない。割合は平均せず、分子の合計を分母の合計で割った。\
         表の中で = + - @ で始まる文には、前に「'」を付けてある（行ごとのJSONでは付けない）。"
    )
}

fn as_of(manifest: &Manifest) -> String {
    let date = AsOf::parse_iso(&manifest.as_of).map(AsOf::wareki);
    date.map_or_else(|| manifest.as_of.clone(), |date| format!("{date}時点"))
}

/// The terms as a text for people, as Windows' editor opens it.
fn terms(about: About<'_>) -> String {
    let mut lines = vec![
        format!("{}（{}）", about.title, as_of(about.manifest)),
        about.publisher.to_owned(),
        String::new(),
    ];
    match about.licence {
        Some(licence) => {
            lines.push(format!("利用条件：{}", licence.name));
            lines.push(format!("条件の全文：{}", licence.url));
            lines.push(format!("出典の書き方：{}", licence.attribution));
            lines.extend(licence.notes.iter().cloned());
        }
        None => lines.push(UNDECIDED.to_owned()),
    }
    lines.push(String::new());
    lines.push(explained(about.manifest));
    lines.push(format!(
        "列の意味は {DICTIONARY} に示す。表は上のフォルダの {}・{}・{}。",
        FactRow::FILE,
        FigureRow::FILE,
        NarrativeRow::FILE
    ));
    let text: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!("\u{feff}{text}")
}

#[cfg(test)]
mod tests {
    use super::super::table::to_csv;
    use super::*;
    use model::{AreaCode, FiscalYear, IndicatorId};
    use rust_decimal::Decimal;

    fn figure(value: Option<&str>) -> FigureRow {
        FigureRow {
            area: AreaCode::new("000001"),
            area_name: "甲支所".to_owned(),
            year: FiscalYear(2025),
            era_year: "令和7年度".to_owned(),
            as_of: "2026-03-31".to_owned(),
            indicator: IndicatorId::new("1-1"),
            label: "=名".to_owned(),
            unit: "％".to_owned(),
            value: value.map(|value| value.parse().expect("a number")),
            numerator: Some(Decimal::from(3)),
            denominator: None,
            reported: 1,
            expected: 1,
            standing: "確定".to_owned(),
        }
    }

    fn word(number: &str) -> NarrativeRow {
        NarrativeRow {
            ward: AreaCode::new("000001"),
            ward_name: "甲支所".to_owned(),
            year: FiscalYear(2025),
            era_year: "令和7年度".to_owned(),
            sheet: "S".to_owned(),
            section: "区分".to_owned(),
            number: number.to_owned(),
            text: "二行\nの「文」\\".to_owned(),
            file: String::new(),
            cell: String::new(),
        }
    }

    fn bundle(figures: &[FigureRow], words: &[NarrativeRow]) -> BTreeMap<String, String> {
        let tables = BTreeMap::from([
            (FactRow::FILE, to_csv::<FactRow>(&[], "支所").expect("CSV")),
            (FigureRow::FILE, to_csv(figures, "支所").expect("CSV")),
            (NarrativeRow::FILE, to_csv(words, "支所").expect("CSV")),
        ]);
        let about = About {
            title: "題",
            publisher: "本部",
            unit: "支所",
            licence: None,
            manifest: &Manifest::default(),
            has_columns: false,
        };
        let files = open_data(about, |name| &tables[name]).expect("our own tables");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let files = files.into_iter();
        files.map(|(name, bytes)| (name, text(bytes))).collect()
    }

    #[test]
    fn a_line_has_the_digits_of_its_number_nothing_for_an_empty_cell_and_words_as_they_were() {
        let files = bundle(&[figure(Some("75.0")), figure(None)], &[word("=1+1")]);
        let lines: Vec<&str> = files["data/figures.jsonl"].lines().collect();
        assert_eq!(
            lines[0],
            "{\"area_code\":\"000001\",\"area_name\":\"甲支所\",\"fiscal_year\":2025,\"era_year\":\"令和7年度\",\
             \"as_of\":\"2026-03-31\",\"indicator\":\"1-1\",\"indicator_name\":\"=名\",\"unit\":\"％\",\"value\":75.0,\
             \"numerator\":3,\"denominator\":null,\"reported\":1,\"expected\":1,\"standing\":\"確定\"}"
        );
        assert!(lines[1].contains("\"value\":null"));
        let words = &files["data/narrative.jsonl"];
        assert!(words.contains("\"number\":\"=1+1\""), "{words}");
        assert!(
            words.contains("\"text\":\"二行\\nの「文」\\\\\""),
            "{words}"
        );
        assert_eq!(files["data/facts.jsonl"], "");
    }

    /// The name of a row can stand in the place of a number, and is somebody's word.
    #[test]
    fn a_number_that_a_spreadsheet_would_run_is_a_text_in_the_table() {
        let table = to_csv(&[word("=1+1"), word("2")], "支所").expect("CSV");
        let table = String::from_utf8(table).expect("UTF-8");
        assert!(
            table.contains(",'=1+1,") && table.contains(",2,"),
            "{table}"
        );
    }

    #[test]
    fn a_key_is_said_only_where_it_holds_and_terms_only_where_there_are_any() {
        let key = |files: &BTreeMap<String, String>| {
            let text = &files["data/csv-metadata.json"];
            let dictionary: Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(dictionary.get("dc:license"), None);
            assert_eq!(dictionary["dc:rights"], UNDECIDED);
            dictionary["tables"][1]["tableSchema"]
                .get("primaryKey")
                .cloned()
        };
        let once = bundle(&[figure(None)], &[]);
        assert_eq!(
            key(&once),
            Some(json!(["area_code", "fiscal_year", "indicator"]))
        );
        assert!(once["data/利用条件.txt"].contains(UNDECIDED));
        assert_eq!(key(&bundle(&[figure(None), figure(None)], &[])), None);
    }

    #[test]
    fn what_a_reader_must_know_is_said_and_first_what_is_invented() {
        let always =
            "空の値は「ない」であり、0ではない。割合は平均せず、分子の合計を分母の合計で割った。";
        let files = bundle(&[], &[]);
        let dictionary: Value =
            serde_json::from_str(&files["data/csv-metadata.json"]).expect("JSON");
        let said = dictionary["dc:description"].as_str().expect("a text");
        assert!(said.starts_with(always), "{said}");
        let mut manifest = Manifest {
            has_sample_data: true,
            ..Manifest::default()
        };
        let said = explained(&manifest);
        assert!(
            said.starts_with(&format!("架空のデータを含む。{always}")),
            "{said}"
        );
        manifest.registry.has_synthetic = true;
        let said = explained(&manifest);
        let both = format!("架空のデータを含む。割合の分母に仮の数を含む。{always}");
        assert!(said.starts_with(&both), "{said}");
    }

    #[test]
    fn every_column_of_a_published_table_is_in_its_dictionary() {
        fn assert_whole<T: Published>() {
            assert_eq!(
                T::COLUMNS.len(),
                headings::<T>("支所").count(),
                "{}",
                T::FILE
            );
            for name in T::KEY {
                assert!(
                    T::COLUMNS
                        .iter()
                        .any(|one| one.name == *name && one.required)
                );
            }
        }
        assert_whole::<FactRow>();
        assert_whole::<FigureRow>();
        assert_whole::<NarrativeRow>();
    }
}
