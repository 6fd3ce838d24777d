//! The files of a table ▸ its rows, put right where a spreadsheet has changed them: the one reader of our own tables.

use std::collections::BTreeSet;
use std::sync::Arc;

use definition::Definitions;
use diagnostic::{Code, Diagnostic, Place};
use ledger::{
    FactRow, NarrativeRow, PutBack, Repair, Row, Table, put_back, put_back_words, readable_rows,
};
use model::{AreaCode, FactId, FiscalYear, IndicatorId};

/// One file of a table.
#[derive(Clone, Debug)]
pub struct File {
    /// What messages call it.
    pub name: Arc<str>,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its rows, the headings first; or why there are none, in Japanese.
    pub records: Result<Vec<Vec<String>>, String>,
}

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Facts.
    Facts,
    /// Words.
    Words,
    /// Figures: what came of the facts, and no source of them.
    Figures,
    /// No table of ours, as far as its headings say.
    Other,
}

/// Tells what the rows of a file are by its headings.
pub fn kind(header: &[String]) -> Kind {
    let has = |wanted: &[&str]| {
        let stands = |heading: &&str| header.iter().any(|cell| cell.trim() == *heading);
        wanted.iter().all(stands)
    };
    if has(&["団体コード", "団体名", "指標", "値"]) {
        Kind::Figures
    } else if has(&["団体コード", "区分", "本文"]) {
        Kind::Words
    } else if has(&["団体コード", "指標", "値"]) {
        Kind::Facts
    } else {
        Kind::Other
    }
}

/// A line that cannot be read or placed.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The file of the table.
    pub file: Arc<str>,
    /// The line in it.
    pub line: usize,
    /// Why.
    pub what: String,
    /// The fact that it is about and the file in which that was written, as far as the line still says it.
    pub about: Option<(FactId, String)>,
}

/// The rows of a table.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The facts.
    pub facts: Vec<FactRow>,
    /// The line of each of them in its file.
    pub fact_lines: Vec<usize>,
    /// The words.
    pub words: Vec<NarrativeRow>,
    /// The line of each row of words in its file.
    pub word_lines: Vec<usize>,
    /// What was put right to read them.
    pub notes: Vec<Diagnostic>,
    /// The lines that cannot be read.
    pub faults: Vec<Fault>,
    /// The files that cannot be read, each with why.
    pub refused: Vec<(Arc<str>, String)>,
}

/// Reads the files of a table; what is known is what the definitions know.
pub fn rows(files: &[File], definitions: &Definitions) -> Rows {
    let mut rows = Rows::default();
    for file in files {
        let records = match &file.records {
            Ok(records) => records,
            Err(why) => {
                rows.refused.push((Arc::clone(&file.name), why.clone()));
                continue;
            }
        };
        let header = records.first().map(Vec::as_slice).unwrap_or_default();
        let read = match kind(header) {
            Kind::Words => words(&mut rows, file, records, definitions),
            Kind::Figures => {
                Err("集計した結果の表です。もとの数の表（facts.csv）を渡してください。".to_owned())
            }
            Kind::Facts | Kind::Other => facts(&mut rows, file, records, definitions),
        };
        if let Err(why) = read {
            rows.refused.push((Arc::clone(&file.name), why));
        }
    }
    rows
}

/// The rows that can be read, without the faulty ones, which are kept apart.
fn readable<T: Row>(
    rows: &mut Rows,
    file: &File,
    records: &[Vec<String>],
    definitions: &Definitions,
    repair: impl FnOnce(&mut Table<T>) -> Repair,
) -> Result<Table<T>, String> {
    let unit = &definitions.areas.nouns().unit;
    let (mut table, mut faults) =
        readable_rows::<T>(records).map_err(|error| error.naming(unit).reason)?;
    let Repair {
        done,
        faults: misplaced,
    } = repair(&mut table);
    faults.extend(misplaced);
    faults.sort_by_key(|(line, _)| *line);
    let done = done.iter();
    rows.notes
        .extend(done.map(|one| note(&file.name, T::FILE, one)));
    if faults.is_empty() {
        return Ok(table);
    }
    let columns = Columns::of(records, definitions);
    rows.faults
        .extend(faults.into_iter().map(|(line, what)| Fault {
            about: columns.about(records.get(line - 1)),
            file: Arc::clone(&file.name),
            line,
            what,
        }));
    Ok(table)
}

fn facts(
    rows: &mut Rows,
    file: &File,
    records: &[Vec<String>],
    definitions: &Definitions,
) -> Result<(), String> {
    let is_known = |id: &IndicatorId| definitions.indicator(id).is_some();
    let repair = |table: &mut Table<FactRow>| put_back(table, &is_known, &definitions.areas);
    let facts = readable::<FactRow>(rows, file, records, definitions, repair)?;
    rows.facts.extend(facts.rows);
    rows.fact_lines.extend(facts.lines);
    Ok(())
}

fn words(
    rows: &mut Rows,
    file: &File,
    records: &[Vec<String>],
    definitions: &Definitions,
) -> Result<(), String> {
    let repair = |table: &mut Table<NarrativeRow>| put_back_words(table, &definitions.areas);
    let words = readable::<NarrativeRow>(rows, file, records, definitions, repair)?;
    rows.words.extend(words.rows);
    rows.word_lines.extend(words.lines);
    Ok(())
}

/// Where the columns stand that say what a faulty line is about, and the units that there are.
struct Columns<'a> {
    at: [Option<usize>; 4],
    units: BTreeSet<AreaCode>,
    definitions: &'a Definitions,
}

impl<'a> Columns<'a> {
    fn of(records: &[Vec<String>], definitions: &'a Definitions) -> Self {
        let header = records.first();
        let at = |heading: &str| {
            let mut cells = header?.iter();
            cells.position(|cell| cell.trim() == heading)
        };
        let areas = &definitions.areas;
        let units = areas.every().chain([areas.city()]);
        Self {
            at: ["団体コード", "年度", "指標", "ファイル"].map(at),
            units: units.map(|area| area.code.clone()).collect(),
            definitions,
        }
    }

    /// What a line is about, if unit, year, indicator and file can be read of it.
    fn about(&self, record: Option<&Vec<String>>) -> Option<(FactId, String)> {
        let record = record?;
        let [body, year, indicator, file] =
            self.at.map(|at| record.get(at?).map(|cell| cell.trim()));
        let id = FactId::from_columns(
            &AreaCode::new(body?).among(&self.units),
            FiscalYear(year?.parse().ok()?),
            indicator?,
        );
        let file = file.filter(|file| !file.is_empty())?;
        let is_known =
            self.units.contains(&id.ward) && self.definitions.indicator(&id.indicator).is_some();
        is_known.then(|| (id, file.to_owned()))
    }
}

/// What was put right in a column.
fn note(file: &Arc<str>, table: &str, one: &PutBack) -> Diagnostic {
    let PutBack {
        column,
        line,
        was,
        is,
        rows,
    } = one;
    Diagnostic::new(
        Code::VALUE_NORMALISED,
        Place::file(file),
        format!("{column}の{rows}行が、表計算ソフトで保存したときに変わったと見て、元に戻して読みました（{line}行目の「{was}」は{is}など）。"),
    )
    .hint(format!(
        "直す必要はありません。書き出したままの{table}があれば、そちらを使ってください。"
    ))
    .entered(was)
    .expected(is)
}
