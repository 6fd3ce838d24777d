//! What the OpenDocument parser loses, saved before it and restored after: percent cells, ruby text, error values.

use std::io::Read;
use std::sync::Arc;

use calamine::Data;

use crate::cell::{Cell, CellValue};
use crate::refusal::Refusal;
use crate::value;
use crate::zip::{Content, Zip, fresh};

/// Goes before a percent cell's number, which travels through the parser as the text of a date.
const PERCENT: char = '%';
/// How error values read in OpenDocument, where they are plain text.
const ERRORS: [&str; 7] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
];

/// The parts that the parser looks for.
const PARTS: [&str; 4] = [
    "mimetype",
    "content.xml",
    "meta.xml",
    "META-INF/manifest.xml",
];

/// The document with its content made ready for the parser.
pub(super) fn prepared(bytes: &[u8]) -> Result<Arc<[u8]>, Refusal> {
    let broken = || Refusal::broken("OpenDocumentの構成を読めない");
    let mut zip = Zip::open(bytes).map_err(|_| broken())?;
    let entries: Vec<_> = zip.entries().collect();
    let mut parts = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let name = entry.ok_or_else(broken)?.part_name();
        if !PARTS.contains(&name.as_str()) {
            continue;
        }
        let mut text = Vec::new();
        let mut part = zip.inflate(index).ok_or_else(broken)?;
        part.read_to_end(&mut text).map_err(|_| broken())?;
        if name == "content.xml" {
            text = match String::from_utf8(text) {
                Ok(text) => content(&text).into_bytes(),
                // An encrypted content is no text; the parser tells that from the manifest.
                Err(error) => error.into_bytes(),
            };
        }
        parts.push((name, text));
    }
    let parts = parts.iter().map(|(name, text)| (name.as_str(), &text[..]));
    let written = fresh(parts, Content::Stored).map_err(|_| broken())?;
    Ok(written.into())
}

/// Marks percent cells and leaves out ruby text, which the parser would join to the words it stands over.
fn content(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<text:ruby-text") {
            let end = rest.find("</text:ruby-text>");
            rest = end.map_or("", |end| &rest[end + "</text:ruby-text>".len()..]);
            continue;
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let (tag, after) = rest.split_at(end);
        if tag.contains("office:value-type=\"percentage\"") {
            let mark = format!(" office:date-value=\"{PERCENT}");
            out.push_str(&tag.replace(" office:value=\"", &mark));
        } else {
            out.push_str(tag);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The cell as it was before [`prepared`]; `None` for an empty one.
pub(super) fn cell(data: &Data, is_formula: bool) -> Option<Cell> {
    let percent = match data {
        Data::DateTimeIso(text) => text.strip_prefix(PERCENT),
        _ => None,
    };
    let percent = percent.and_then(|number| number.parse::<f64>().ok());
    let value = match (percent, value::of_owned(data)?) {
        (Some(number), _) => value::round_to_shown(number),
        (None, CellValue::Text(text))
            if ERRORS.contains(&text.as_str()) || text.starts_with("Err:") =>
        {
            CellValue::Error(text)
        }
        (None, other) => other,
    };
    Some(Cell {
        value,
        is_formula,
        is_percent: percent.is_some(),
    })
}

/// Defined names as the other formats write them: `$'様式 1'.$C$4` ▸ `'様式 1'!$C$4`.
pub(super) fn names(defined: &[(String, String)]) -> Vec<(String, String)> {
    defined
        .iter()
        .map(|(name, target)| {
            let target = target.strip_prefix('$').unwrap_or(target);
            let target = match target.rsplit_once('.') {
                Some((sheet, cell)) if !target.contains(':') => format!("{sheet}!{cell}"),
                _ => target.to_owned(),
            };
            (name.clone(), target)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ruby_is_left_out_and_percent_is_marked() {
        let xml = concat!(
            "<text:ruby><text:ruby-base>西</text:ruby-base>",
            "<text:ruby-text text:style-name=\"a\">にし</text:ruby-text></text:ruby>",
            "<table:table-cell office:value-type=\"percentage\" office:value=\"0.75\"/>",
            "<table:table-cell office:value-type=\"float\" office:value=\"12\"/>",
        );
        let ready = content(xml);
        assert!(!ready.contains("にし"), "{ready}");
        assert!(ready.contains("西"), "{ready}");
        assert!(ready.contains("office:date-value=\"%0.75\""), "{ready}");
        assert!(ready.contains("office:value=\"12\""), "{ready}");
    }

    #[test]
    fn names_of_single_cells_are_rewritten() {
        let name = |target: &str| names(&[("a".to_owned(), target.to_owned())])[0].1.clone();
        assert_eq!(name("$はじめに.$C$4"), "はじめに!$C$4");
        assert_eq!(name("$'a.b'.$C$4"), "'a.b'!$C$4");
        assert_eq!(name("$s.$C$4:$s.$D$4"), "s.$C$4:$s.$D$4");
    }

    #[test]
    fn a_marked_number_comes_back_as_percent() {
        let cell = cell(&Data::DateTimeIso("%0.7512345678".to_owned()), false).expect("a cell");
        assert!(cell.is_percent);
        assert_eq!(cell.text(), "0.7512345678");
    }
}
