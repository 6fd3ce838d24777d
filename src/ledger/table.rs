//! CSV back to rows of text, and columns found by their headings.

use super::LedgerError;

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

/// Reads a table: `row` makes one thing of the cells under `columns`, whatever else the file holds and in any order.
pub(super) fn read<const N: usize, T>(
    file: &str,
    bytes: &[u8],
    columns: [&str; N],
    row: impl Fn([&str; N]) -> Result<T, &'static str>,
) -> Result<Vec<T>, LedgerError> {
    let bad = |reason: String| LedgerError {
        file: file.to_owned(),
        reason,
    };
    let rows = csv_rows(bytes).map_err(|error| bad(error.to_string()))?;
    let header = rows.first().ok_or_else(|| bad("空です".to_owned()))?;
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        let found = header.iter().position(|cell| cell == column);
        *place = found.ok_or_else(|| bad(format!("見出し「{column}」がありません")))?;
    }
    let mut things = Vec::new();
    for (index, cells) in rows.iter().enumerate().skip(1) {
        let cells = places.map(|place| cells.get(place).map(String::as_str).unwrap_or_default());
        things.push(row(cells).map_err(|what| bad(format!("{}行目: {what}", index + 1)))?);
    }
    Ok(things)
}

/// The text as the sender wrote it: without the apostrophe that keeps a spreadsheet from running it.
pub(super) fn written(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}
