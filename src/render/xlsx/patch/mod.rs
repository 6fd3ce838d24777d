//! The sender's own workbook with cells marked and one sheet added: every other part is copied byte for byte.
//!
//! Decisions: what cannot be patched with certainty is refused, and the caller redraws the form instead; only the format
//! of a marked cell changes, never its content; a sheet with threaded comments gets no notes, because a note beside them
//! would break the thread.

mod boxes;
mod cells;
mod earlier;
mod list;
mod looks;
mod notes;
mod remarks;
mod styles;
mod why;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::name::Names;
use cells::Sheet;
use diagnostic::Severity;
use model::CellRef;
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
    bytes: &'a [u8],
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
            bytes,
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
        let earlier = self.earlier(copy);
        for at in (0..self.sheets.len()).filter(|at| Some(*at) != earlier) {
            self.mark_sheet(at, copy, (&mut styles, earlier.is_some()), &mut parts)?;
        }
        self.unselect_others(&mut parts)?;
        let list = list::sheet(&copy.list, &mut styles)?;
        let main = self.with_list(copy, earlier, list, &mut parts)?;
        parts.insert(self.main.clone(), main);
        if let Some(part) = own {
            parts.insert(part, styles.finish());
        } else {
            let place = self.free(&parts, "styles", ".xml");
            self.add(&mut parts, &place, styles.finish(), kinds::STYLES)?;
            self.relations.add("styles", &place)?;
        }
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

    /// Our list of an earlier copy, among the worksheets: it says of itself what it is.
    fn earlier(&self, copy: &MarkedCopy) -> Option<usize> {
        let is_named = |sheet: &SheetPart| sheet.name.starts_with(&copy.list.name);
        // Reading the workbook once more takes time that a first copy need not cost.
        if !self.sheets.iter().any(is_named) {
            return None;
        }
        let workbook = workbook::open(&Arc::from(self.bytes)).ok()?;
        let is_ours = |name: &str| {
            let mut cells = workbook.sheet(name)?.cells.values();
            cells.find(|cell| cell.text() == copy.list_mark)
        };
        self.sheets
            .iter()
            .position(|sheet| is_named(sheet) && is_ours(&sheet.name).is_some())
    }

    /// Puts the list in, in the place of an earlier one or as the last sheet, and gives the workbook's own part.
    fn with_list(
        &mut self,
        copy: &MarkedCopy,
        earlier: Option<usize>,
        list: String,
        parts: &mut Parts,
    ) -> Result<String, Unpatchable> {
        if let Some(at) = earlier {
            let SheetPart { name, part } = &self.sheets[at];
            let place = self.names.iter().position(|other| other == name);
            parts.insert(part.clone(), list);
            let place = place.ok_or(Unpatchable::Broken)?;
            return Ok(earlier::opening_on(&self.main_xml, place)?);
        }
        let place = self.free(parts, "worksheets/sheet", ".xml");
        self.add(parts, &place, list, kinds::SHEET)?;
        let id = self.relations.add("worksheet", &place)?;
        let mut names = Names::default();
        for name in &self.names {
            names.take(name);
        }
        let name = names.give(&copy.list.name);
        let main = package::with_sheet(&self.main_xml, &name, &id)?;
        Ok(earlier::opening_on(&main, self.names.len())?)
    }

    /// Sheets of charts do not stay selected beside the list.
    fn unselect_others(&mut self, parts: &mut Parts) -> Result<(), Unpatchable> {
        let charts = self
            .relations
            .inner()
            .filter(|one| one.kind == "chartsheet");
        let charts: Vec<String> = charts.map(|one| one.target.clone()).collect();
        for part in charts {
            let found = self.package.find(&part).map(str::to_owned);
            let text = match &found {
                Some(part) => self.package.text(part)?,
                None => None,
            };
            if let (Some(part), Some(text)) = (found, text)
                && let Some(plain) = earlier::cleared(&text, None)?
            {
                parts.insert(part, plain);
            }
        }
        Ok(())
    }

    fn mark_sheet(
        &mut self,
        at: usize,
        copy: &MarkedCopy,
        (styles, is_again): (&mut Styles, bool),
        parts: &mut Parts,
    ) -> Result<(), Unpatchable> {
        let SheetPart { name, part } = self.sheets[at].clone();
        let own: Vec<_> = copy
            .cells
            .iter()
            .filter(|cell| cell.sheet == name)
            .collect();
        let relations = Relations::of(&mut self.package, &part)?;
        let is_left = own.is_empty() && relations.first("comments").is_none();
        let found = self.cleared(&part, is_again.then_some(&mut *styles));
        if is_left {
            // One that is not marked may be of any kind.
            if let Ok((xml, true)) = found {
                parts.insert(part, xml);
            }
            return Ok(());
        }
        let (xml, is_cleared) = found?;
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
        } else if is_cleared {
            parts.insert(part, xml);
        }
        Ok(())
    }

    /// The text of a sheet without the marks of an earlier copy, not selected; and whether that changed it.
    fn cleared(
        &mut self,
        part: &str,
        styles: Option<&mut Styles>,
    ) -> Result<(String, bool), Unpatchable> {
        let xml = self.package.text(part)?.ok_or(Unpatchable::Broken)?;
        Ok(match earlier::cleared(&xml, styles)? {
            Some(cleared) => (cleared, true),
            None => (xml, false),
        })
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
