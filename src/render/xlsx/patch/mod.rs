//! The sender's own workbook with cells marked and one sheet added: every other part is copied byte for byte.
//!
//! Decisions: what cannot be patched with certainty is refused, and the caller redraws the form instead; only the format
//! of a marked cell changes, never its content; a sheet with threaded comments gets no notes, because a note beside them
//! would break the thread.

mod boxes;
mod cells;
mod list;
mod looks;
mod notes;
mod styles;
mod why;

use std::collections::BTreeMap;

use super::name::Names;
use cells::Sheet;
use diagnostic::Severity;
use model::CellRef;
use notes::Notes;
use report::MarkedCopy;
use styles::Styles;
pub use why::Unpatchable;
use workbook::package::{self, CONTENT_TYPES, Package, Relations, SheetPart};

/// Largest part that is patched; what the form needs is a hundredth of it.
const MAX_PART: u64 = 32 << 20;

/// Most sheets of a workbook that gets one more: the reader takes this many and one.
const MAX_SHEETS: usize = 49;

/// A sender's workbook, looked at and not yet changed.
pub struct Original<'a> {
    package: Package<'a>,
    main: String,
    main_xml: String,
    relations: Relations,
    types: String,
    ending: &'static str,
    sheets: Vec<SheetPart>,
    names: Vec<String>,
}

impl<'a> Original<'a> {
    /// Looks at a workbook.
    ///
    /// # Errors
    /// It cannot be patched.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Unpatchable> {
        let mut package = Package::open(bytes, MAX_PART)?;
        // Of two parts with one name nobody can say which one counts.
        if package.is_ambiguous() {
            return Err(Unpatchable::Unfamiliar);
        }
        if package
            .names()
            .iter()
            .any(|name| name.starts_with("_xmlsignatures/"))
        {
            return Err(Unpatchable::Signed);
        }
        let top = Relations::of(&mut package, "")?;
        let main = top.first("officeDocument").ok_or(Unpatchable::Unfamiliar)?;
        let main = package.find(main).ok_or(Unpatchable::Broken)?.to_owned();
        let main_xml = package.text(&main)?.ok_or(Unpatchable::Broken)?;
        if !package::is_ordinary(&main_xml)? {
            return Err(Unpatchable::Unfamiliar);
        }
        let types = package.text(CONTENT_TYPES)?.ok_or(Unpatchable::Broken)?;
        let ending = ending(&package::content_type(&types, &main)?.unwrap_or_default())?;
        let relations = Relations::of(&mut package, &main)?;
        let (mut sheets, names) = package::sheets(&main_xml, &relations)?;
        for at in 0..sheets.len() {
            let part = package
                .find(&sheets[at].part)
                .ok_or(Unpatchable::Broken)?
                .to_owned();
            // Two sheets of one part would both be marked with what is about one.
            if sheets[..at].iter().any(|sheet| sheet.part == part) {
                return Err(Unpatchable::Unfamiliar);
            }
            sheets[at].part = part;
        }
        if names.len() > MAX_SHEETS {
            return Err(Unpatchable::TooLarge);
        }
        Ok(Self {
            package,
            main,
            main_xml,
            relations,
            types,
            ending,
            sheets,
            names,
        })
    }

    /// How the name of the copy must end: the office program opens no workbook under another kind's ending.
    pub fn ending(&self) -> &'static str {
        self.ending
    }

    /// Names of the sheets that cannot take notes.
    ///
    /// # Errors
    /// It cannot be patched.
    pub fn sheets_without_notes(&mut self) -> Result<Vec<String>, Unpatchable> {
        let mut found = Vec::new();
        for sheet in &self.sheets {
            if Relations::of(&mut self.package, &sheet.part)?
                .first("threadedComment")
                .is_some()
            {
                found.push(sheet.name.clone());
            }
        }
        Ok(found)
    }

    /// The workbook with the cells marked and the list added.
    ///
    /// # Errors
    /// It cannot be patched.
    pub fn marked(mut self, copy: &MarkedCopy) -> Result<Vec<u8>, Unpatchable> {
        let mut parts = Parts::default();
        let own = self.relations.first("styles");
        let own = own.and_then(|part| self.package.find(part).map(str::to_owned));
        let text = match &own {
            Some(part) => self.package.text(part)?,
            None => None,
        };
        let mut styles = Styles::new(text)?;
        for at in 0..self.sheets.len() {
            self.mark_sheet(at, copy, &mut styles, &mut parts)?;
        }
        let has_views = self.main_xml.contains("workbookView");
        let list = list::sheet(&copy.list, &mut styles, has_views)?;
        let place = self.free(&parts, "worksheets/sheet", ".xml");
        self.add(&mut parts, &place, list, kinds::SHEET)?;
        let id = self.relations.add("worksheet", &place)?;
        if let Some(part) = own {
            parts.insert(part, styles.finish());
        } else {
            let place = self.free(&parts, "styles", ".xml");
            self.add(&mut parts, &place, styles.finish(), kinds::STYLES)?;
            self.relations.add("styles", &place)?;
        }
        let mut names = Names::default();
        for name in &self.names {
            names.take(name);
        }
        let name = names.give(&copy.list.name);
        parts.insert(
            self.main.clone(),
            package::with_sheet(&self.main_xml, &name, &id)?,
        );
        let (part, text) = self.relations.into_part();
        parts.insert(part, text);
        let types = self
            .package
            .find(CONTENT_TYPES)
            .unwrap_or(CONTENT_TYPES)
            .to_owned();
        parts.insert(types, self.types);
        Ok(self.package.with(&parts)?)
    }

    fn mark_sheet(
        &mut self,
        at: usize,
        copy: &MarkedCopy,
        styles: &mut Styles,
        parts: &mut Parts,
    ) -> Result<(), Unpatchable> {
        let SheetPart { name, part } = self.sheets[at].clone();
        let own: Vec<_> = copy
            .cells
            .iter()
            .filter(|cell| cell.sheet == name)
            .collect();
        let relations = Relations::of(&mut self.package, &part)?;
        if own.is_empty() && relations.first("comments").is_none() {
            return Ok(());
        }
        let xml = self.package.text(&part)?.ok_or(Unpatchable::Broken)?;
        let sheet = Sheet::read(&xml)?;
        let mut marks: BTreeMap<CellRef, Severity> = BTreeMap::new();
        let mut texts: BTreeMap<CellRef, String> = BTreeMap::new();
        for cell in own {
            let at = sheet.shown(CellRef::new(cell.row, cell.col));
            let severity = cell.mark.severity;
            marks
                .entry(at)
                .and_modify(|known| *known = (*known).min(severity))
                .or_insert(severity);
            let text = texts.entry(at).or_default();
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&super::form::fitting(&cell.mark.text));
        }
        let drawing = self.notes(relations, (&sheet, &texts), &copy.note_head, parts)?;
        if !marks.is_empty() {
            let marked = sheet.marked(&xml, &marks, styles, drawing.as_deref())?;
            parts.insert(part, marked);
        }
        Ok(())
    }

    /// Adds the notes of a sheet; gives the element for its drawing if it has none yet.
    fn notes(
        &mut self,
        mut relations: Relations,
        (sheet, texts): (&Sheet, &BTreeMap<CellRef, String>),
        head: &str,
        parts: &mut Parts,
    ) -> Result<Option<String>, Unpatchable> {
        if relations.first("threadedComment").is_some() {
            return Ok(None);
        }
        let known = relations.first("comments");
        let known = known.and_then(|part| self.package.find(part).map(str::to_owned));
        let text = match &known {
            Some(part) => self.package.text(part)?.ok_or(Unpatchable::Broken)?,
            None => notes::empty(),
        };
        let notes = Notes::read(&text, head)?;
        if texts.is_empty() && !notes.has_ours() {
            return Ok(None);
        }
        let text = notes.with(&text, texts, head)?;
        let boxed = notes.cells();
        let new: BTreeMap<CellRef, String> = texts
            .iter()
            .filter(|(at, _)| !boxed.contains(*at))
            .map(|(at, text)| (*at, text.clone()))
            .collect();
        let before = relations.all().len();
        if let Some(part) = known {
            parts.insert(part, text);
        } else {
            let place = self.free(parts, "comments", ".xml");
            relations.add("comments", &place)?;
            self.add(parts, &place, text, kinds::COMMENTS)?;
        }
        let element = if new.is_empty() {
            None
        } else {
            self.draw(&mut relations, (sheet, &new), parts)?
        };
        if relations.all().len() > before {
            let (place, text) = relations.into_part();
            parts.insert(place, text);
        }
        Ok(element)
    }

    /// Adds the boxes of new notes; gives the element for their drawing if the sheet has none yet.
    fn draw(
        &mut self,
        relations: &mut Relations,
        (sheet, notes): (&Sheet, &BTreeMap<CellRef, String>),
        parts: &mut Parts,
    ) -> Result<Option<String>, Unpatchable> {
        let block = self.next_block(parts)?;
        let own = match &sheet.legacy_drawing {
            Some(id) => Some(relations.target(id).ok_or(Unpatchable::Broken)?),
            None => None,
        };
        let own = own.map(|part| {
            self.package
                .find(part)
                .map(str::to_owned)
                .ok_or(Unpatchable::Broken)
        });
        if let Some(part) = own.transpose()? {
            let drawing = self.package.text(&part)?;
            let drawing = boxes::with_boxes(drawing.as_deref(), notes, &sheet.measures, block);
            parts.insert(part, drawing.ok_or(Unpatchable::Unfamiliar)?);
            return Ok(None);
        }
        let drawing = boxes::with_boxes(None, notes, &sheet.measures, block);
        let place = self.free(parts, "drawings/vmlDrawing", ".vml");
        let id = relations.add("vmlDrawing", &place)?;
        self.add(
            parts,
            &place,
            drawing.ok_or(Unpatchable::Unfamiliar)?,
            kinds::DRAWING,
        )?;
        let space = package::RELATIONS;
        Ok(Some(format!(
            "legacyDrawing xmlns:r=\"{space}\" r:id=\"{id}\"/>"
        )))
    }

    /// The first block of shape numbers that no drawing has.
    fn next_block(&mut self, parts: &Parts) -> Result<u32, Unpatchable> {
        let is_drawing = |name: &&String| name.to_lowercase().ends_with(".vml");
        let names: Vec<String> = self
            .package
            .names()
            .iter()
            .filter(is_drawing)
            .cloned()
            .collect();
        let mut largest = 0;
        for name in names {
            // A drawing in another code than ours keeps its numbers to itself.
            if let Ok(Some(text)) = self.package.text(&name) {
                largest = largest.max(boxes::largest_block(&text));
            }
        }
        for (_, text) in parts.iter().filter(|(name, _)| is_drawing(name)) {
            largest = largest.max(boxes::largest_block(text));
        }
        Ok(largest + 1)
    }

    /// A part name beside the main part that is not taken: the stem, the first free number, and the ending.
    fn free(&self, parts: &Parts, stem: &str, ending: &str) -> String {
        let folder = self.main.rfind('/').map_or("", |at| &self.main[..=at]);
        let stem = format!("{folder}{stem}");
        (1..)
            .map(|number| format!("{stem}{number}{ending}"))
            .find(|name| self.package.find(name).is_none() && !parts.contains_key(name))
            .expect("internal error: the numbers do not end")
    }

    fn add(
        &mut self,
        parts: &mut Parts,
        place: &str,
        text: String,
        kind: &str,
    ) -> Result<(), Unpatchable> {
        self.types = package::with_content_type(&self.types, place, kind)?;
        parts.insert(place.to_owned(), text);
        Ok(())
    }
}

/// Changed and added parts by name.
type Parts = BTreeMap<String, String>;

/// Kinds of the parts that are added.
mod kinds {
    pub(super) const SHEET: &str =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
    pub(super) const STYLES: &str =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
    pub(super) const COMMENTS: &str =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
    pub(super) const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
}

/// The ending that goes with the kind of the workbook's main part.
fn ending(kind: &str) -> Result<&'static str, Unpatchable> {
    let of = |word: &str| kind.contains(word);
    Ok(match (of("macroEnabled"), of("template")) {
        (false, false) if of("spreadsheetml.sheet.main") => "xlsx",
        (false, true) => "xltx",
        (true, false) if of("sheet") => "xlsm",
        (true, true) => "xltm",
        _ => return Err(Unpatchable::Unfamiliar),
    })
}
