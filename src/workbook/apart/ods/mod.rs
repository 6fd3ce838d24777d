//! The OpenDocument spreadsheet: its content walked over once, its styles, names and properties.

mod cell;
mod content;
mod styles;

use std::collections::BTreeMap;

use crate::grid::Workbook;
use crate::names;
use crate::package::Package;
use crate::refusal::Refusal;
use crate::xml::{Piece, pieces};
use styles::Styles;

/// Largest part that is looked into; the guard has refused larger ones.
const MAX_PART: u64 = 64 << 20;

/// Opens an OpenDocument spreadsheet.
pub(super) fn open(bytes: &[u8]) -> Result<Workbook, Refusal> {
    let broken = || Refusal::broken("OpenDocumentの構成を読めない");
    let mut package = Package::open(bytes, MAX_PART).map_err(|_| broken())?;
    let mut text = |part: &str| package.text(part).ok().flatten();
    if text("META-INF/manifest.xml").is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(Refusal::encrypted_ods());
    }
    let content = text("content.xml").ok_or_else(broken)?;
    let mut styles = Styles::default();
    styles.add(&text("styles.xml").unwrap_or_default());
    styles.add(&content);
    let (meta, doubled) = (text("meta.xml").unwrap_or_default(), package.doubled());
    if doubled.contains("content.xml") {
        return Err(Refusal::doubled());
    }
    let (sheets, defined) = content::read(&content, &styles)?.ok_or_else(broken)?;
    let (saved, properties) = meta_of(&meta);
    Ok(Workbook {
        names: names::single(&defined_as_excel(&defined), &sheets),
        sheets,
        properties,
        saved,
        ..Workbook::default()
    })
}

/// When it was saved, and the properties of its own.
fn meta_of(xml: &str) -> (Option<String>, BTreeMap<String, String>) {
    let mut saved: Option<String> = None;
    let mut found = BTreeMap::new();
    let mut open: Option<(String, String)> = None;
    let mut in_date = false;
    pieces(xml, &mut |node| match node {
        Piece::Open(tag) => {
            in_date = tag.qualified() == "dc:date";
            if tag.name() == "user-defined" {
                open = tag.get("name").map(|name| (name, String::new()));
            }
        }
        Piece::Text(text) => {
            if let Some((_, value)) = &mut open {
                value.push_str(text);
            } else if in_date {
                saved.get_or_insert_default().push_str(text);
            }
        }
        Piece::Close("user-defined") => found.extend(open.take()),
        Piece::Close(_) => in_date = false,
    });
    (saved, found)
}

/// Defined names as the other formats write them: `$'様式 1'.$C$4` ▸ `'様式 1'!$C$4`.
fn defined_as_excel(defined: &[(String, String)]) -> Vec<(String, String)> {
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
    fn names_of_single_cells_are_rewritten() {
        let name = |target: &str| {
            defined_as_excel(&[("a".to_owned(), target.to_owned())])[0]
                .1
                .clone()
        };
        assert_eq!(name("$はじめに.$C$4"), "はじめに!$C$4");
        assert_eq!(name("$'a.b'.$C$4"), "'a.b'!$C$4");
        assert_eq!(name("$s.$C$4:$s.$D$4"), "s.$C$4:$s.$D$4");
    }

    #[test]
    fn the_date_of_the_last_change_and_own_properties_are_read() {
        let xml = "<m><meta:creation-date>1</meta:creation-date><dc:date>2026</dc:date>\
                   <meta:user-defined meta:name=\"a\">b&amp;c</meta:user-defined></m>";
        let (saved, found) = meta_of(xml);
        assert_eq!(saved.as_deref(), Some("2026"));
        assert_eq!(found["a"], "b&c");
    }
}
