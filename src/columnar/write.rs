//! Rows ▸ a file of columns.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, FixedLenByteArrayType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::cell::{self, BYTES};
use super::{Column, ColumnKind, DECIMALS, DIGITS};

/// Rows of one group: what an engine reads at a time.
const GROUP: usize = 1 << 17;
/// Who wrote it, as the format asks for; without a version, which would change the bytes.
const WRITER: &str = "torimatome version 1";

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many numbers had digits behind the last that a decimal has, which were rounded off.
    pub rounded: usize,
}

/// Rows that cannot be written: a fault of the program, or a number beyond every limit.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// A cell is not what its column holds.
    #[error("{column}: {text}")]
    Cell {
        /// Name of the column.
        column: String,
        /// The cell.
        text: String,
    },
    /// The writer refuses.
    #[error(transparent)]
    Writer(#[from] ParquetError),
}

/// Writes rows, each with a cell for every column.
///
/// # Errors
/// A cell is not what its column holds.
pub fn write(columns: &[Column<'_>], rows: &[Vec<String>]) -> Result<Written, Unwritable> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(WRITER.to_owned())
        .build();
    let mut bytes = Vec::new();
    let mut rounded = 0;
    let mut writer = SerializedFileWriter::new(&mut bytes, schema(columns)?, Arc::new(properties))?;
    for group in rows.chunks(GROUP) {
        let mut open = writer.next_row_group()?;
        for (at, column) in columns.iter().enumerate() {
            let cells = || {
                group
                    .iter()
                    .map(|row| row.get(at).map_or("", String::as_str))
            };
            if let Some(mut own) = open.next_column()? {
                rounded += fill(&mut own, *column, cells)?;
                own.close()?;
            }
        }
        open.close()?;
    }
    writer.close()?;
    Ok(Written { bytes, rounded })
}

fn schema(columns: &[Column<'_>]) -> Result<TypePtr, ParquetError> {
    let fields = columns.iter().map(|column| field(*column).map(Arc::new));
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    let root = Type::group_type_builder("schema").with_fields(fields);
    root.build().map(Arc::new)
}

fn field(column: Column<'_>) -> Result<Type, ParquetError> {
    let of = |physical: Physical, logical: LogicalType| {
        Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(Some(logical))
    };
    let digits = |digits: u32| i32::try_from(digits).unwrap_or(i32::MAX);
    match column.kind {
        ColumnKind::Text => of(Physical::BYTE_ARRAY, LogicalType::String),
        ColumnKind::Date => of(Physical::INT32, LogicalType::Date),
        ColumnKind::Whole => of(Physical::INT32, LogicalType::integer(32, true)),
        ColumnKind::Number => {
            let logical = LogicalType::decimal(digits(DECIMALS), digits(DIGITS));
            let length = i32::try_from(BYTES).unwrap_or(i32::MAX);
            of(Physical::FIXED_LEN_BYTE_ARRAY, logical)
                .with_length(length)
                .with_scale(digits(DECIMALS))
                .with_precision(digits(DIGITS))
        }
    }
    .build()
}

/// Fills one column of a group; gives how many numbers were rounded.
fn fill<'c, I: Iterator<Item = &'c str>>(
    writer: &mut SerializedColumnWriter<'_>,
    column: Column<'_>,
    cells: impl Fn() -> I,
) -> Result<usize, Unwritable> {
    let levels: Vec<i16> = cells().map(|cell| i16::from(!cell.is_empty())).collect();
    let full = cells().filter(|cell| !cell.is_empty());
    let bad = |text: &str| Unwritable::Cell {
        column: column.name.to_owned(),
        text: text.to_owned(),
    };
    let mut rounded = 0;
    match column.kind {
        ColumnKind::Text => {
            let values: Vec<ByteArray> = full.map(ByteArray::from).collect();
            let own = writer.typed::<ByteArrayType>();
            own.write_batch(&values, Some(&levels), None)?;
        }
        ColumnKind::Date | ColumnKind::Whole => {
            let whole = |text: &str| match column.kind {
                ColumnKind::Date => cell::date(text),
                _ => text.parse().ok(),
            };
            let values = full.map(|text| whole(text).ok_or_else(|| bad(text)));
            let values: Vec<i32> = values.collect::<Result<_, _>>()?;
            let own = writer.typed::<Int32Type>();
            own.write_batch(&values, Some(&levels), None)?;
        }
        ColumnKind::Number => {
            let mut values = Vec::new();
            for text in full {
                let (bytes, is_rounded) = cell::decimal(text).ok_or_else(|| bad(text))?;
                rounded += usize::from(is_rounded);
                values.push(ByteArray::from(bytes.to_vec()).into());
            }
            let own = writer.typed::<FixedLenByteArrayType>();
            own.write_batch(&values, Some(&levels), None)?;
        }
    }
    Ok(rounded)
}
