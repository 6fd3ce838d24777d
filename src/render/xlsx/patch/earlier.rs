//! What an earlier copy of ours left in a workbook that came back: our list, whose place the new one takes, and the fills of
//! its marks. And which sheet a workbook opens on.

use super::styles::Styles;
use workbook::Fault;
use workbook::xml::{Edits, Kind, tags, with_attribute, without_attribute};

/// A sheet that is not the one the workbook opens on; with styles, without the fills of our marks. Nothing if it is already so.
pub(super) fn cleared(xml: &str, mut styles: Option<&mut Styles>) -> Result<Option<String>, Fault> {
    let mut edits = Edits::default();
    let mut is_changed = false;
    tags(xml, &mut |tag| {
        if tag.kind == Kind::Close {
            return Ok(());
        }
        match (tag.depth, tag.name()) {
            (2, "sheetView") if tag.is_set("tabSelected") => {
                is_changed = true;
                let plain = without_attribute(tag.text, "tabSelected");
                edits.replace(tag.range.clone(), plain);
            }
            (3, "c") => {
                let own = tag.number("s").unwrap_or(0);
                let plain = match styles.as_deref_mut() {
                    Some(styles) => styles.unmarked(own)?,
                    None => None,
                };
                if let Some(plain) = plain {
                    is_changed = true;
                    edits.replace(tag.range.clone(), tag.with("s", &plain.to_string()));
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(is_changed.then(|| edits.apply(xml)))
}

/// The workbook's own part, opening on a sheet by its place among all, which is shown if it was hidden.
pub(super) fn opening_on(xml: &str, sheet: usize) -> Result<String, Fault> {
    let mut edits = Edits::default();
    let (mut at, mut has_view) = (0, false);
    let mut missing: Option<(usize, String)> = None;
    tags(xml, &mut |tag| {
        if tag.kind == Kind::Close {
            return Ok(());
        }
        match (tag.depth, tag.name()) {
            (2, "workbookView") => {
                has_view = true;
                let text = with_attribute(tag.text, "activeTab", &sheet.to_string());
                let text = without_attribute(&text, "firstSheet");
                edits.replace(tag.range.clone(), text);
            }
            (1, "sheets") => missing = Some((tag.range.start, tag.prefix().to_owned())),
            (2, "sheet") => {
                if at == sheet && tag.get("state").is_some() {
                    edits.replace(tag.range.clone(), without_attribute(tag.text, "state"));
                }
                at += 1;
            }
            _ => {}
        }
        Ok(())
    })?;
    let (place, p) = missing.ok_or(Fault::Unfamiliar)?;
    if !has_view {
        let views =
            format!("<{p}bookViews><{p}workbookView activeTab=\"{sheet}\"/></{p}bookViews>");
        edits.insert(place, views);
    }
    Ok(edits.apply(xml))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_opens_on_one_sheet_only() {
        let book = "<w><bookViews><workbookView firstSheet=\"1\" activeTab=\"0\"/></bookViews><sheets><sheet name=\"a\"/><sheet name=\"b\" state=\"hidden\"/></sheets></w>";
        let found = opening_on(book, 1).expect("a workbook");
        assert_eq!(
            found,
            "<w><bookViews><workbookView  activeTab=\"1\"/></bookViews><sheets><sheet name=\"a\"/><sheet name=\"b\" /></sheets></w>"
        );
        let bare = "<x:w><x:sheets><x:sheet name=\"a\"/></x:sheets></x:w>";
        let found = opening_on(bare, 0).expect("a workbook");
        assert!(found.starts_with(
            "<x:w><x:bookViews><x:workbookView activeTab=\"0\"/></x:bookViews><x:sheets>"
        ));
        let sheet =
            "<w><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"/></sheetViews></w>";
        let found = cleared(sheet, None).expect("a sheet").expect("a change");
        assert!(!found.contains("tabSelected"), "{found}");
        assert_eq!(cleared(&found, None), Ok(None));
    }
}
