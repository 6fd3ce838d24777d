//! CSV as Japanese offices open it, from rows and back: UTF-8 with BOM and CRLF out, also CP932 and other orders of
//! columns in. The columns are the fields of the row's struct; `{unit}` in a name stands for what a unit is called.

use serde::de::value::Error as Listening;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::{Serialize, forward_to_deserialize_any};

use super::LedgerError;

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

/// Writes a table; `unit` is what the level that reports is called.
///
/// # Errors
/// The writer refuses; a fault of the program.
pub fn to_csv<T: Row>(rows: &[T], unit: &str) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(columns::<T>().iter().map(|name| name.replace(UNIT, unit)))?;
    for row in rows {
        writer.serialize(row)?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// The rows of a CSV file in either of the encodings that Japanese offices use.
///
/// # Errors
/// The text is no CSV.
pub fn csv_rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, csv::Error> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        // encoding_rs's Shift_JIS is Windows-31J, what Excel calls CP932.
        Err(_) => encoding_rs::SHIFT_JIS.decode(bytes).0.into_owned(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| Ok(record?.iter().map(str::to_owned).collect()))
        .collect()
}

/// A table read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<T> {
    /// What a unit is called, by the names of its columns.
    pub unit: String,
    /// The rows.
    pub rows: Vec<T>,
}

/// Reads a table, whatever else the file holds and in any order of columns.
///
/// # Errors
/// A heading is missing or a row is not as it was written.
pub fn from_csv<T: Row>(bytes: &[u8]) -> Result<Table<T>, LedgerError> {
    let bad = |reason: String| LedgerError {
        file: T::FILE.to_owned(),
        reason,
    };
    let records = csv_rows(bytes).map_err(|error| bad(error.to_string()))?;
    let header = records.first().ok_or_else(|| bad("空です".to_owned()))?;
    let mut unit = String::new();
    let mut places = Vec::new();
    let mut names = csv::StringRecord::new();
    for column in columns::<T>() {
        if let Some(at) = place(header, column, columns::<T>(), &mut unit) {
            places.push(at);
            names.push_field(column);
        } else if !T::OPTIONAL.contains(column) {
            let name = column.replace(UNIT, "○");
            return Err(bad(format!("見出し「{name}」がありません")));
        }
    }
    let mut rows = Vec::new();
    for (index, cells) in records.iter().enumerate().skip(1) {
        let cell = |at: &usize| cells.get(*at).map(String::as_str).unwrap_or_default();
        let record: csv::StringRecord = places.iter().map(cell).collect();
        let row = record.deserialize::<T>(Some(&names)).map_err(reason);
        let row = row.and_then(|row| row.check().map(|()| row).map_err(str::to_owned));
        let told = |what: String| bad(format!("{}行目: {}", index + 1, what.replace(UNIT, &unit)));
        rows.push(row.map_err(told)?);
    }
    T::settle(&mut rows);
    Ok(Table { unit, rows })
}

/// Where a column stands; of one that names the unit, the first heading that says the same of whatever unit.
fn place(header: &[String], column: &str, others: &[&str], unit: &mut String) -> Option<usize> {
    let Some((before, after)) = column.split_once(UNIT) else {
        return header.iter().position(|cell| cell == column);
    };
    let noun = |cell: &String| {
        let noun = cell.strip_prefix(before)?.strip_suffix(after)?;
        let is_other = others.contains(&cell.as_str());
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
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::super::{ReturnRow, rows::FactRow};
    use super::*;

    #[test]
    fn a_table_without_rows_still_has_its_columns_and_they_name_the_unit() {
        let bytes = to_csv::<ReturnRow>(&[], "支所").expect("a table");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}団体コード,支所名,ファイル,誤り,確認,参考,返却用ファイル\r\n"
        );
        let table: Table<ReturnRow> = from_csv(text.as_bytes()).expect("a table");
        assert_eq!(table.unit, "支所");
    }

    #[test]
    fn formulas_become_text_numbers_stay_and_both_come_back() {
        let row = |ward_name: &str, file: &str| ReturnRow {
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
    fn another_column_is_not_taken_for_the_units() {
        let header = "団体コード,年度,時点,指標,指標名,単位,値,状態,ファイル,シート,セル,記載";
        let error = from_csv::<FactRow>(header.as_bytes()).expect_err("no names");
        assert_eq!(error.reason, "見出し「○名」がありません");
    }
}
