//! CSV as Japanese offices open it, from rows and back: UTF-8 with BOM and CRLF out, also CP932 and other orders of
//! columns in. The columns are the fields of the row's struct; `{unit}` in a name stands for what a unit is called.

use std::borrow::Borrow;

use serde::de::value::Error as Listening;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::{Serialize, forward_to_deserialize_any};

use super::error::ANY_UNIT;
use super::{LedgerError, column};
use model::{at_lines, without_headings};

/// The noun of the level that reports, in the name of a column.
const UNIT: &str = "{unit}";

/// A row of one of our tables.
pub trait Row: Serialize + DeserializeOwned {
    /// The file's name.
    const FILE: &'static str;
    /// Columns without which the table can still be read back.
    const OPTIONAL: &'static [&'static str] = &[];

    /// What no single column can say.
    ///
    /// # Errors
    /// The columns contradict each other; in Japanese.
    fn check(&self) -> Result<(), &'static str> {
        Ok(())
    }

    /// What a row can only know beside the others.
    fn settle(_rows: &mut [Self]) {}
}

/// Deserialises nothing: hears which fields a struct asks for.
struct Asked<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Listening;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Listening> {
        *self.0 = fields;
        Err(Listening::custom("heard"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Listening> {
        Err(Listening::custom("a row is a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The columns of a row in their order.
fn columns<T: Row>() -> &'static [&'static str] {
    let mut fields: &'static [&'static str] = &[];
    // It cannot succeed: it only listens.
    drop(T::deserialize(Asked(&mut fields)));
    fields
}

/// The headings of a table; `unit` is what the level that reports is called.
pub(super) fn headings<T: Row>(unit: &str) -> impl Iterator<Item = String> {
    let columns = columns::<T>().iter();
    columns.map(move |name| name.replace(UNIT, unit))
}

/// Writes a table; `unit` is what the level that reports is called.
///
/// # Errors
/// The writer refuses; a fault of the program.
pub fn to_csv<T: Row>(rows: &[T], unit: &str) -> Result<Vec<u8>, csv::Error> {
    write_rows::<T>(rows.iter(), unit)
}

/// Writes a table row by row, none of which is held; `unit` is what the level that reports is called.
///
/// # Errors
/// As [`to_csv`].
pub fn rows_to_csv<T: Row>(
    rows: impl Iterator<Item = T>,
    unit: &str,
) -> Result<Vec<u8>, csv::Error> {
    write_rows::<T>(rows, unit)
}

fn write_rows<T: Row>(
    rows: impl Iterator<Item = impl Borrow<T>>,
    unit: &str,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = writer();
    writer.write_record(headings::<T>(unit))?;
    for row in rows {
        writer.serialize(row.borrow())?;
    }
    written(writer)
}

/// Writes a table that no type is for, its headings first.
///
/// # Errors
/// The writer refuses; a fault of the program.
pub fn csv_of(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = writer();
    for row in rows {
        writer.write_record(
            row.iter()
                .map(|cell| column::text::harmless(cell).into_owned()),
        )?;
    }
    written(writer)
}

/// With the mark by which Excel knows the letters, and its line ends.
fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .has_headers(false)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec())
}

fn written(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, csv::Error> {
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// A text in any of the encodings that Japanese offices use.
pub(super) fn text(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // encoding_rs's Shift_JIS is Windows-31J, what Excel calls CP932.
        Err(_) => encoding_rs::SHIFT_JIS.decode(bytes).0.into_owned(),
    }
}

/// The rows of a CSV file in any of the encodings that Japanese offices use.
///
/// # Errors
/// The text is no CSV.
pub fn csv_rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, csv::Error> {
    let text = text(bytes);
    let rows = reader(&text).into_records();
    rows.map(|row| Ok(row?.iter().map(str::to_owned).collect()))
        .collect()
}

/// Reads the rows of a table's text.
pub(super) fn reader(text: &str) -> csv::Reader<&[u8]> {
    let first = text.lines().next().unwrap_or_default();
    // What Excel calls Unicode text has tabs between its columns.
    let is_tabbed = first.contains('\t') && !first.contains(',');
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if is_tabbed { b'\t' } else { b',' })
        .from_reader(text.as_bytes())
}

/// A table read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<T> {
    /// What a unit is called, by the names of its columns.
    pub unit: String,
    /// The rows.
    pub rows: Vec<T>,
    /// The line of each row in the file.
    pub lines: Vec<usize>,
}

/// What can be read of a table, and the lines that cannot, each with why.
pub type Readable<T> = (Table<T>, Vec<(usize, String)>);

/// Reads a table, whatever else the file holds and in any order of columns.
///
/// # Errors
/// As [`from_rows`].
pub fn from_csv<T: Row>(bytes: &[u8]) -> Result<Table<T>, LedgerError> {
    let records = csv_rows(bytes).map_err(|error| LedgerError {
        file: T::FILE.to_owned(),
        reason: error.to_string(),
    })?;
    from_rows(&records)
}

/// Reads a table from the rows of a file of any format, the headings first.
///
/// # Errors
/// Headings are missing or rows are not as they were written: all of them are named.
pub fn from_rows<T: Row>(records: &[Vec<String>]) -> Result<Table<T>, LedgerError> {
    match readable_rows(records)? {
        (table, faults) if faults.is_empty() => Ok(table),
        (_, faults) => Err(LedgerError {
            file: T::FILE.to_owned(),
            reason: at_lines(&faults),
        }),
    }
}

/// Reads what can be read of a table, and names every line that cannot.
///
/// # Errors
/// Headings are missing.
pub fn readable_rows<T: Row>(records: &[Vec<String>]) -> Result<Readable<T>, LedgerError> {
    let bad = |reason: String| LedgerError {
        file: T::FILE.to_owned(),
        reason,
    };
    let header = records.first().ok_or_else(|| bad("空です".to_owned()))?;
    let (mut unit, mut places, mut missing) = (String::new(), Vec::new(), Vec::new());
    let mut names = csv::StringRecord::new();
    for column in columns::<T>() {
        if let Some(at) = place(header, column, columns::<T>(), &mut unit) {
            places.push(at);
            names.push_field(column);
        } else if !T::OPTIONAL.contains(column) {
            missing.push(column.replace(UNIT, ANY_UNIT));
        }
    }
    if !missing.is_empty() {
        let others = header.iter().map(String::as_str);
        let others: Vec<&str> = others
            .filter(|name| !columns::<T>().contains(name))
            .collect();
        return Err(bad(without_headings(&missing, &others)));
    }
    let (mut rows, mut lines, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (index, cells) in records.iter().enumerate().skip(1) {
        // A spreadsheet may leave empty lines behind.
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |at: &usize| cells.get(*at).map(String::as_str).unwrap_or_default();
        let record: csv::StringRecord = places.iter().map(cell).collect();
        let row = record.deserialize::<T>(Some(&names)).map_err(reason);
        match row.and_then(|row| row.check().map(|()| row).map_err(str::to_owned)) {
            Ok(row) => {
                rows.push(row);
                lines.push(index + 1);
            }
            Err(what) => faults.push((index + 1, what.replace(UNIT, &unit))),
        }
    }
    T::settle(&mut rows);
    Ok((Table { unit, rows, lines }, faults))
}

/// Where a column stands; of one that names the unit, the first heading that says the same of whatever unit.
fn place(header: &[String], column: &str, others: &[&str], unit: &mut String) -> Option<usize> {
    let Some((before, after)) = column.split_once(UNIT) else {
        return header.iter().position(|cell| cell.trim() == column);
    };
    let noun = |cell: &String| {
        let cell = cell.trim();
        let noun = cell.strip_prefix(before)?.strip_suffix(after)?;
        let is_other = others.contains(&cell);
        let fits = !noun.is_empty() && (unit.is_empty() || *unit == noun);
        (fits && !is_other).then(|| noun.to_owned())
    };
    let (at, found) = header
        .iter()
        .enumerate()
        .find_map(|(at, cell)| Some((at, noun(cell)?)))?;
    *unit = found;
    Some(at)
}

/// What a row's struct said when it refused the cells.
fn reason(error: csv::Error) -> String {
    if let csv::ErrorKind::Deserialize { err, .. } = error.kind()
        && let csv::DeserializeErrorKind::Message(message) = err.kind()
    {
        return message.clone();
    }
    let field = match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.field(),
        _ => None,
    };
    match field {
        Some(at) => format!("{}列目を読めません", at + 1),
        None => "読めません".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{column, rows::FactRow};
    use super::*;
    use model::AreaCode;
    use serde::Deserialize;

    /// A table like those that are written.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Sent {
        #[serde(rename = "団体コード")]
        ward: Option<AreaCode>,
        #[serde(rename = "{unit}名", with = "column::text")]
        ward_name: String,
        #[serde(rename = "ファイル", with = "column::text")]
        file: String,
        #[serde(rename = "誤り")]
        errors: usize,
        #[serde(rename = "確認")]
        warnings: usize,
        #[serde(rename = "参考")]
        notes: usize,
        #[serde(rename = "返却用ファイル", with = "column::text")]
        copy: String,
    }

    impl Row for Sent {
        const FILE: &'static str = "送る表.csv";
    }

    #[test]
    fn a_table_without_rows_still_has_its_columns_and_they_name_the_unit() {
        let bytes = to_csv::<Sent>(&[], "支所").expect("a table");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}団体コード,支所名,ファイル,誤り,確認,参考,返却用ファイル\r\n"
        );
        let table: Table<Sent> = from_csv(text.as_bytes()).expect("a table");
        assert_eq!(table.unit, "支所");
    }

    #[test]
    fn formulas_become_text_numbers_stay_and_both_come_back() {
        let row = |ward_name: &str, file: &str| Sent {
            ward: None,
            ward_name: ward_name.to_owned(),
            file: file.to_owned(),
            errors: 1,
            warnings: 2,
            notes: 3,
            copy: "二行\nの文".to_owned(),
        };
        let rows = vec![row("=1+1", "-3"), row("@SUM", "'x")];
        let bytes = to_csv(&rows, "区").expect("a table");
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(
            text.ends_with(
                "\r\n,'=1+1,-3,1,2,3,\"二行\nの文\"\r\n,'@SUM,'x,1,2,3,\"二行\nの文\"\r\n"
            )
        );
        assert_eq!(from_csv(&bytes).map(|table| table.rows).ok(), Some(rows));
    }

    #[test]
    fn a_table_in_the_encodings_of_excel_is_the_same_table() {
        let rows = [Sent {
            ward: None,
            ward_name: "甲支所".to_owned(),
            file: "a,b.xlsx".to_owned(),
            errors: 1,
            warnings: 2,
            notes: 3,
            copy: String::new(),
        }];
        let bytes = to_csv(&rows, "支所").expect("a table");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let text = text.trim_start_matches('\u{feff}');
        let tabbed = text
            .replace("\"a,b.xlsx\"", "a;b.xlsx")
            .replace(',', "\t")
            .replace("a;b", "a,b");
        let utf16 = |text: &str| {
            let words = std::iter::once(0xFEFF).chain(text.encode_utf16());
            words.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
        };
        for bytes in [
            utf16(text),
            utf16(&tabbed),
            format!("{text}\r\n,,,,,,\r\n").into_bytes(),
        ] {
            let table = from_csv::<Sent>(&bytes).expect("a table");
            assert_eq!((&table.rows[..], &table.lines[..]), (&rows[..], &[2][..]));
        }
    }

    #[test]
    fn every_faulty_line_and_every_missing_heading_is_named_at_once() {
        let text = "団体コード,支所名,ファイル,誤り,確認,参考,返却用ファイル\n,甲,a,x,0,0,\n,乙,b,0,0,0,\n,丙,c,0,0,y,\n";
        let error = from_csv::<Sent>(text.as_bytes()).expect_err("two lines");
        assert!(
            error.reason.contains("2行目: ") && error.reason.contains("\n　4行目: "),
            "{error}"
        );
        let text = "団体コ一ド,支所名,ファイル,誤り,確認,返却用ファイル\n";
        let error = from_csv::<Sent>(text.as_bytes()).expect_err("no headings");
        assert_eq!(
            error.reason,
            "見出し「団体コード」「参考」がありません（「団体コ一ド」は「団体コード」のことですか。）"
        );
    }

    #[test]
    fn another_column_is_not_taken_for_the_units() {
        let header = "団体コード,年度,時点,指標,指標名,単位,値,状態,ファイル,シート,セル,記載";
        let error = from_csv::<FactRow>(header.as_bytes()).expect_err("no names");
        assert!(
            error.reason.starts_with("見出し「○名」がありません"),
            "{}",
            error.reason
        );
    }
}
