//! A file of columns ▸ rows, whichever program wrote it: kinds of columns that stand for text, days and numbers.

use std::borrow::Cow;

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::cell;

/// Most rows that are taken of a file.
const MAX_ROWS: i64 = 20_000_000;
/// Most bytes of text that are taken of a file: a word that a file holds once may stand in every row.
const MAX_TEXT: usize = 2 << 30;
/// Records that are read at a time.
const BATCH: usize = 8_192;

/// Why a file cannot be read; the message is for the person who gave it.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is no such file, or it is damaged.
    #[error("Parquetのファイルとして読めません（壊れているか、途中で切れています）。")]
    Broken,
    /// It is compressed by something that is not known here.
    #[error("この圧縮の方式（{0}）は読めません。snappyか圧縮なしで保存し直してください。")]
    Compressed(String),
    /// A column holds what no cell of a table is.
    #[error("列「{0}」は、文字・日付・数のどれでもないため、読めません。")]
    Column(String),
    /// There is more in it than is taken.
    #[error("表が大きすぎます。年度や都道府県で分けて渡してください。")]
    TooLarge,
}

impl From<ParquetError> for Unreadable {
    fn from(_: ParquetError) -> Self {
        Self::Broken
    }
}

/// Reads the names of the columns and the rows.
///
/// # Errors
/// It cannot be read.
pub fn read(bytes: Vec<u8>) -> Result<(Vec<String>, Vec<Vec<String>>), Unreadable> {
    let reader = SerializedFileReader::new(Bytes::from(bytes))?;
    let metadata = reader.metadata();
    let about = metadata.file_metadata();
    if !(0..=MAX_ROWS).contains(&about.num_rows()) {
        return Err(Unreadable::TooLarge);
    }
    let columns = about.schema_descr().columns();
    let names = columns.iter().map(|column| column.path().string());
    let names: Vec<String> = names.collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut room = MAX_TEXT;
    for (group, own) in metadata.row_groups().iter().enumerate() {
        let count = usize::try_from(own.num_rows()).map_err(|_| Unreadable::Broken)?;
        if i64::try_from(rows.len() + count).is_ok_and(|all| all > MAX_ROWS) {
            return Err(Unreadable::TooLarge);
        }
        let open = reader.get_row_group(group)?;
        let first = rows.len();
        rows.resize(first + count, Vec::new());
        for (at, column) in columns.iter().enumerate() {
            known_compression(own.column(at).compression())?;
            let (own_rows, column) = (&mut rows[first..], Described::of(column)?);
            column.fill(open.get_column_reader(at)?, own_rows, &mut room)?;
        }
    }
    Ok((names, rows))
}

fn known_compression(compression: parquet::basic::Compression) -> Result<(), Unreadable> {
    use parquet::basic::Compression::{SNAPPY, UNCOMPRESSED};
    match compression {
        UNCOMPRESSED | SNAPPY => Ok(()),
        other => {
            let name = other.to_string();
            let bare = name.split('(').next().unwrap_or_default();
            Err(Unreadable::Compressed(bare.to_owned()))
        }
    }
}

/// A column, as far as a cell of it can be made text.
struct Described<'a> {
    name: &'a str,
    meaning: Meaning,
    level: i16,
}

/// What the values of a column mean.
#[derive(Clone, Copy)]
enum Meaning {
    Plain,
    Date,
    /// With so many digits behind the point.
    Decimal(u32),
}

impl<'a> Described<'a> {
    fn of(column: &'a ColumnDescriptor) -> Result<Self, Unreadable> {
        let name = column.name();
        let refuse = || Unreadable::Column(name.to_owned());
        // Lists and records are no cells.
        if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
            return Err(refuse());
        }
        let scale = || u32::try_from(column.type_scale()).map_err(|_| refuse());
        let meaning = match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal { .. }), _) | (None, ConvertedType::DECIMAL) => {
                Meaning::Decimal(scale()?)
            }
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Meaning::Date,
            (
                Some(LogicalType::String | LogicalType::Enum | LogicalType::Integer { .. }) | None,
                _,
            ) => Meaning::Plain,
            (Some(_), _) => return Err(refuse()),
        };
        Ok(Self {
            name,
            meaning,
            level: column.max_def_level(),
        })
    }

    /// Puts the cells of the column behind what the rows hold.
    fn fill(
        &self,
        reader: ColumnReader,
        rows: &mut [Vec<String>],
        room: &mut usize,
    ) -> Result<(), Unreadable> {
        let meaning = self.meaning;
        let whole = |number: i128| match meaning {
            Meaning::Plain => Some(number.to_string()),
            Meaning::Date => cell::date_text(i32::try_from(number).ok()?),
            Meaning::Decimal(scale) => cell::of_whole(number, scale),
        };
        let bytes = |bytes: &[u8]| match meaning {
            Meaning::Plain => String::from_utf8(bytes.to_vec()).ok(),
            Meaning::Decimal(scale) => cell::decimal_text(bytes, scale),
            Meaning::Date => None,
        };
        match reader {
            ColumnReader::BoolColumnReader(own) => {
                self.each(own, rows, room, |is| Some(is.to_string()))
            }
            ColumnReader::Int32ColumnReader(own) => {
                self.each(own, rows, room, |number| whole(i128::from(*number)))
            }
            ColumnReader::Int64ColumnReader(own) => {
                self.each(own, rows, room, |number| whole(i128::from(*number)))
            }
            ColumnReader::FloatColumnReader(own) => self.each(own, rows, room, |number| {
                cell::float_text(f64::from(*number))
            }),
            ColumnReader::DoubleColumnReader(own) => {
                self.each(own, rows, room, |number| cell::float_text(*number))
            }
            ColumnReader::ByteArrayColumnReader(own) => {
                self.each(own, rows, room, |text| bytes(text.data()))
            }
            ColumnReader::FixedLenByteArrayColumnReader(own) => {
                self.each(own, rows, room, |text| bytes(text.data()))
            }
            ColumnReader::Int96ColumnReader(_) => Err(Unreadable::Column(self.name.to_owned())),
        }
    }

    /// Reads the values of the column one after the other; where there is none the cell is empty.
    fn each<T: DataType>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        rows: &mut [Vec<String>],
        room: &mut usize,
        text: impl Fn(&T::T) -> Option<String>,
    ) -> Result<(), Unreadable> {
        let mut rows = rows.iter_mut();
        let (mut levels, mut values) = (Vec::new(), Vec::new());
        while rows.len() > 0 {
            levels.clear();
            values.clear();
            let wanted = rows.len().min(BATCH);
            let (read, ..) = reader.read_records(wanted, Some(&mut levels), None, &mut values)?;
            if read == 0 {
                return Err(Unreadable::Broken);
            }
            let mut values = values.iter();
            for at in 0..read {
                let is_there = levels.get(at).is_none_or(|level| *level == self.level);
                let value = match is_there {
                    true => Some(values.next().ok_or(Unreadable::Broken)?),
                    false => None,
                };
                let refuse = || Unreadable::Column(self.name.to_owned());
                let cell: Cow<'_, str> = match value {
                    Some(value) => text(value).ok_or_else(refuse)?.into(),
                    None => "".into(),
                };
                *room = room.checked_sub(cell.len()).ok_or(Unreadable::TooLarge)?;
                let row = rows.next().ok_or(Unreadable::Broken)?;
                row.push(cell.into_owned());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, ColumnKind, write};
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: [Column<'static>; 4] = [
        Column {
            name: "word",
            kind: ColumnKind::Text,
        },
        Column {
            name: "day",
            kind: ColumnKind::Date,
        },
        Column {
            name: "year",
            kind: ColumnKind::Whole,
        },
        Column {
            name: "value",
            kind: ColumnKind::Number,
        },
    ];

    fn cell(pattern: &'static str) -> impl Strategy<Value = String> {
        prop_oneof![Just(String::new()), pattern]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn rows_come_back_as_they_were_and_the_same_rows_are_the_same_bytes(
            rows in proptest::collection::vec(
                (cell("\\PC{1,20}"), cell("20[0-9]{2}-0[1-9]-1[0-9]"), cell("[1-9][0-9]{0,3}"), cell("-?[1-9][0-9]{0,9}(\\.[0-9]{0,16}[1-9])?"))
                    .prop_map(|(word, day, year, value)| vec![word, day, year, value]),
                0..40,
            )
        ) {
            let written = write(&COLUMNS, &rows).expect("cells of their kinds");
            prop_assert_eq!(written.rounded, 0);
            prop_assert_eq!(&write(&COLUMNS, &rows).expect("again").bytes, &written.bytes);
            let (names, back) = read(written.bytes).expect("our own file");
            prop_assert_eq!(names, COLUMNS.map(|column| column.name));
            prop_assert_eq!(back, rows);
        }

        #[test]
        fn a_damaged_file_is_refused_or_read_and_never_a_panic(
            cut in 0..2_000usize, at in 0..2_000usize, byte: u8
        ) {
            let row = ["言葉", "2026-03-31", "2025", "12.5"].map(str::to_owned).to_vec();
            let mut file = write(&COLUMNS, &vec![row; 50]).expect("cells").bytes;
            let length = file.len();
            file[at % length] = byte;
            file.truncate(length - cut % length);
            let caught = std::panic::catch_unwind(|| read(file).is_ok());
            prop_assert!(caught.is_ok());
        }
    }

    #[test]
    fn a_cell_that_is_not_of_its_column_is_a_fault() {
        let row = ["", "きのう", "", ""].map(str::to_owned).to_vec();
        let told = write(&COLUMNS, &[row]).expect_err("no day").to_string();
        assert_eq!(told, "day: きのう");
    }

    #[test]
    fn more_rows_than_a_group_holds_are_all_there() {
        let rows: Vec<Vec<String>> = (0..140_000)
            .map(|at| ["", "", "", &at.to_string()].map(str::to_owned).to_vec())
            .collect();
        let written = write(&COLUMNS, &rows).expect("numbers");
        let (_, back) = read(written.bytes).expect("our own file");
        assert!(back == rows);
    }
}
