//! What calamine alone sees in a workbook, for `differential.py`; nothing of this program has a hand in it.
//!
//! `calamine-cells FILE` prints `SHEET ⇥ CELL ⇥ KIND ⇥ VALUE` per cell; a file or sheet that it refuses is a line of the
//! kind `refused`.

use std::io::{BufWriter, Cursor, Read, Seek, Write, stdout};

use calamine::{Data, Reader, Sheets, open_workbook_auto, open_workbook_auto_from_rs};

#[expect(
    clippy::disallowed_methods,
    reason = "an outside reader reads files by itself"
)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args()
        .nth(1)
        .ok_or("usage: calamine-cells FILE")?;
    let lines = match open_workbook_auto(&file) {
        Ok(book) => every_sheet(book),
        // The name may lie; where the content tells no more, what was said first is the better reason.
        Err(why) => open_workbook_auto_from_rs(Cursor::new(std::fs::read(&file)?))
            .map_or_else(|_| vec![refusal("", &why.to_string())], every_sheet),
    };
    let mut out = BufWriter::new(stdout().lock());
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn every_sheet<F: Read + Seek>(mut book: Sheets<F>) -> Vec<String> {
    let sheets = book.sheet_names();
    let lines = sheets.iter().flat_map(|sheet| cells(&mut book, sheet));
    lines.collect()
}

fn cells<F: Read + Seek>(book: &mut Sheets<F>, sheet: &str) -> Vec<String> {
    let range = match book.worksheet_range(sheet) {
        Ok(range) => range,
        Err(error) => return vec![refusal(sheet, &error.to_string())],
    };
    let (top, left) = range.start().unwrap_or_default();
    let used = range.used_cells();
    used.filter_map(|(row, column, data)| {
        let (kind, value) = said(data)?;
        let column = letters(left as usize + column);
        let row = top as usize + row + 1;
        let (sheet, value) = (escaped(sheet), escaped(&value));
        Some(format!("{sheet}\t{column}{row}\t{kind}\t{value}"))
    })
    .collect()
}

fn said(data: &Data) -> Option<(&'static str, String)> {
    Some(match data {
        Data::Empty => return None,
        Data::Int(number) => ("number", number.to_string()),
        Data::Float(number) => ("number", number.to_string()),
        Data::Bool(is) => ("bool", is.to_string().to_uppercase()),
        Data::DateTime(serial) => {
            let (year, month, day, hour, minute, ..) = serial.to_ymd_hms_milli();
            let is_time = serial.as_f64() < 1.0;
            let time = format!("{hour:02}:{minute:02}");
            let date = format!("{year:04}-{month:02}-{day:02}");
            ("date", if is_time { time } else { date })
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => ("date", text.clone()),
        Data::Error(error) => ("error", error.to_string()),
        Data::String(text) => ("text", text.clone()),
    })
}

fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    match column / 26 {
        0 => last.to_string(),
        rest => letters(rest - 1) + &last.to_string(),
    }
}

fn refusal(sheet: &str, why: &str) -> String {
    format!("{}\t\trefused\t{}", escaped(sheet), escaped(why))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
}
