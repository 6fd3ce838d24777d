//! The notes of a marked sheet: their part, the drawing with their boxes, and how the sheet leads to both.

use std::collections::BTreeMap;

use super::boxes;
use super::cells::Sheet;
use super::notes::{self, Notes};
use super::{Original, Parts, Unpatchable, kinds};
use model::CellRef;
use workbook::package::{self, Relations};

impl Original<'_> {
    /// Adds the notes of a sheet; gives the element for its drawing if it has none yet.
    pub(super) fn notes(
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
}
