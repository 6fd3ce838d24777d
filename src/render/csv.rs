//! CSV as Japanese offices open it: UTF-8 with BOM, CRLF, quoted where needed.

use super::RenderError;
use report::DataTable;

/// Writes a table. A text that a spreadsheet would run as a formula gets a leading apostrophe.
///
/// # Errors
/// The writer refuses; a fault of the program.
pub fn table(table: &DataTable) -> Result<Vec<u8>, RenderError> {
    let fail = |reason: String| RenderError::Csv(reason);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer
        .write_record(table.header)
        .map_err(|error| fail(error.to_string()))?;
    for row in &table.rows {
        writer
            .write_record(row.iter().map(|text| inert(text)))
            .map_err(|error| fail(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| fail(error.to_string()))
}

/// The text as it stands, unless a spreadsheet would take it for a formula; a plain number is none.
fn inert(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky && text.parse::<rust_decimal::Decimal>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        let rows = vec![
            vec!["=1+1".to_owned(), "-3".to_owned()],
            vec!["@SUM".to_owned(), "二行\nの文".to_owned()],
        ];
        let bytes = table(&DataTable {
            header: &["記載", "値"],
            rows,
        })
        .expect("a table");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}記載,値\r\n'=1+1,-3\r\n'@SUM,\"二行\nの文\"\r\n"
        );
    }
}
