//! The notes of a sheet: the sender's stay, ours are added, behind a head by which a later run knows them again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::form_style::FONT;
use model::CellRef;
use workbook::Fault;
use workbook::package::{HEAD, MAIN};
use workbook::xml::{Edits, Kind, Tag, cell_text, tags};

/// What an earlier run has marked and this one has not.
const STALE: &str = "前の点検で付けた印です。今回の点検では、このセルに指摘はありません。";

/// Stands in the list of authors.
const AUTHOR: &str = "torimatome";

/// A sheet without notes of its own.
pub(super) fn empty() -> String {
    format!(
        "{HEAD}<comments xmlns=\"{MAIN}\"><authors></authors><commentList></commentList></comments>"
    )
}

/// A note as it stands in its part.
#[derive(Debug)]
struct Note {
    at: CellRef,
    /// The content of its text element.
    content: Range<usize>,
    /// A text that has no run of its own, which it needs once another run follows.
    bare: Option<Range<usize>>,
    /// Where our head begins, and where the text ends that holds it.
    ours: Option<Range<usize>>,
}

/// The notes of a part, with what is needed to add to them.
#[derive(Debug, Default)]
pub(super) struct Notes {
    prefix: String,
    notes: Vec<Note>,
    authors: u32,
    authors_end: Option<usize>,
    list_end: Option<usize>,
    /// Where the authors or the list stand as an empty element.
    empties: Vec<(Range<usize>, String)>,
}

impl Notes {
    pub(super) fn read(xml: &str, head: &str) -> Result<Self, Fault> {
        let mut notes = Self::default();
        let (mut at, mut from) = (None, None);
        tags(xml, &mut |tag| {
            let start = tag.range.start;
            match (tag.depth, tag.name(), tag.kind) {
                (0, _, Kind::Open) => tag.prefix().clone_into(&mut notes.prefix),
                (1, "authors", Kind::Close) => notes.authors_end = Some(start),
                (1, "commentList", Kind::Close) => notes.list_end = Some(start),
                (1, "authors" | "commentList", Kind::Empty) => {
                    notes.empties.push((tag.range.clone(), tag.text.to_owned()));
                }
                (2, "author", Kind::Open | Kind::Empty) => notes.authors += 1,
                (2, "comment", Kind::Open) => at = tag.get("ref").and_then(|at| at.parse().ok()),
                (3, "text", Kind::Open) => notes.notes.extend(at.map(|at| Note {
                    at,
                    content: tag.range.end..tag.range.end,
                    bare: None,
                    ours: None,
                })),
                (3, "text", Kind::Empty) => return Err(Fault::Unfamiliar),
                (3, "text", Kind::Close) => {
                    if let Some(note) = notes.last(at) {
                        note.content.end = start;
                    }
                }
                (_, "t", Kind::Open) => from = Some(tag.range.clone()),
                (depth, "t", Kind::Close) => {
                    if let (Some(note), Some(open)) = (notes.last(at), from.take()) {
                        note.bare = note
                            .bare
                            .take()
                            .or((depth == 4).then_some(open.start..tag.range.end));
                        note.look_for_ours(xml, open.end..start, head);
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(notes)
    }

    fn last(&mut self, at: Option<CellRef>) -> Option<&mut Note> {
        self.notes.last_mut().filter(|note| Some(note.at) == at)
    }

    /// Cells that have a note.
    pub(super) fn cells(&self) -> BTreeSet<CellRef> {
        self.notes.iter().map(|note| note.at).collect()
    }

    /// Whether an earlier run of ours has left notes.
    pub(super) fn has_ours(&self) -> bool {
        self.notes.iter().any(|note| note.ours.is_some())
    }

    /// The part with these texts added, each behind the head.
    pub(super) fn with(
        &self,
        xml: &str,
        texts: &BTreeMap<CellRef, String>,
        head: &str,
    ) -> Result<String, Fault> {
        let mut edits = Edits::default();
        let known = self.cells();
        for note in &self.notes {
            note.change(xml, texts.get(&note.at), head, &self.prefix, &mut edits);
        }
        let p = &self.prefix;
        let mut added = String::new();
        for (at, text) in texts.iter().filter(|(at, _)| !known.contains(*at)) {
            let run = run(p, &format!("{head}\n{text}"));
            added.push_str(&format!(
                "<{p}comment ref=\"{}\" authorId=\"{}\" shapeId=\"0\"><{p}text>{run}</{p}text></{p}comment>",
                at,
                self.authors
            ));
        }
        if !added.is_empty() {
            let author = format!("<{p}author>{AUTHOR}</{p}author>");
            self.put("authors", self.authors_end, author, &mut edits)?;
            self.put("commentList", self.list_end, added, &mut edits)?;
        }
        Ok(edits.apply(xml))
    }

    fn put(
        &self,
        name: &str,
        end: Option<usize>,
        text: String,
        edits: &mut Edits,
    ) -> Result<(), Fault> {
        if let Some(end) = end {
            edits.insert(end, text);
            return Ok(());
        }
        let found = self.empties.iter().find(|(_, tag)| tag.contains(name));
        let (range, tag) = found.ok_or(Fault::Unfamiliar)?;
        let whole = format!("{}{text}</{}{name}>", Tag::opened(tag), self.prefix);
        edits.replace(range.clone(), whole);
        Ok(())
    }
}

impl Note {
    fn look_for_ours(&mut self, xml: &str, text: Range<usize>, head: &str) {
        if self.ours.is_none()
            && let Some(at) = xml[text.clone()].find(head)
        {
            let before = xml[text.start..text.start + at].trim_end().len();
            self.ours = Some(text.start + before..text.end);
        }
    }

    /// Takes out what is ours and adds the new text, if any.
    fn change(&self, xml: &str, text: Option<&String>, head: &str, p: &str, edits: &mut Edits) {
        if text.is_none() && self.ours.is_none() {
            return;
        }
        let text = text.map_or(STALE, String::as_str);
        let end = self
            .ours
            .as_ref()
            .map_or(self.content.end, |ours| ours.start);
        if let Some(ours) = &self.ours {
            edits.replace(ours.clone(), "");
            // Runs that follow are ours too: a person writes above, and programs split a text at will.
            let rest = &xml[ours.end..self.content.end];
            let next = [format!("<{p}r>"), format!("<{p}r ")]
                .into_iter()
                .filter_map(|run| rest.find(&run))
                .min();
            if let Some(next) = next {
                edits.replace(ours.end + next..self.content.end, "");
            }
        }
        if let Some(bare) = &self.bare {
            edits.insert(bare.start, format!("<{p}r>"));
            edits.insert(bare.end, format!("</{p}r>"));
        }
        let gap = if says_nothing(&xml[self.content.start..end]) {
            ""
        } else {
            "\n\n"
        };
        edits.insert(self.content.end, run(p, &format!("{gap}{head}\n{text}")));
    }
}

/// Nothing but tags and blanks.
fn says_nothing(xml: &str) -> bool {
    let pieces = xml
        .split('<')
        .map(|piece| piece.rsplit('>').next().unwrap_or(piece));
    pieces.into_iter().all(|text| text.trim().is_empty())
}

/// A run of text.
fn run(p: &str, text: &str) -> String {
    format!(
        "<{p}r><{p}rPr><{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"{FONT}\"/><{p}family val=\"3\"/><{p}charset val=\"128\"/></{p}rPr><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
        cell_text(text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &str) -> Vec<String> {
        let mut texts = Vec::new();
        let mut from = None;
        tags(xml, &mut |tag| {
            match (tag.name(), tag.kind) {
                ("text", Kind::Open) => texts.push(String::new()),
                ("t", Kind::Open) => from = Some(tag.range.end),
                ("t", Kind::Close) => {
                    let text = &xml[from.take().expect("an opening tag")..tag.range.start];
                    texts.last_mut().expect("a text").push_str(text);
                }
                _ => {}
            }
            Ok(())
        })
        .expect("well-formed");
        texts
    }

    fn with(xml: &str, cells: &[(CellRef, &str)]) -> String {
        let notes = Notes::read(xml, "【H】").expect("notes");
        let wanted = cells.iter().map(|(at, text)| (*at, (*text).to_owned()));
        notes.with(xml, &wanted.collect(), "【H】").expect("notes")
    }

    #[test]
    fn notes_are_added_to_a_sheet_without_any() {
        let found = with(&empty(), &[(CellRef::new(13, 7), "a<b")]);
        assert_eq!(texts(&found), ["【H】\na&lt;b"]);
        assert!(
            found.contains("<comment ref=\"H14\" authorId=\"0\""),
            "{found}"
        );
        assert!(
            found.contains("<authors><author>torimatome</author></authors>"),
            "{found}"
        );
        let bare = with(
            "<c><authors/><commentList /></c>",
            &[(CellRef::new(0, 0), "a")],
        );
        assert_eq!(texts(&bare), ["【H】\na"]);
    }

    #[test]
    fn the_senders_note_stays_before_ours_and_ours_is_renewed() {
        let xml = "<x:c><x:authors><x:author>a</x:author></x:authors><x:commentList><x:comment ref=\"A1\"><x:text><x:t>own</x:t></x:text></x:comment><x:comment ref=\"B1\"><x:text><x:r><x:t>p</x:t></x:r><x:r><x:t>q</x:t></x:r></x:text></x:comment></x:commentList></x:c>";
        let first = with(
            xml,
            &[
                (CellRef::new(0, 0), "one"),
                (CellRef::new(0, 1), "two"),
                (CellRef::new(4, 0), "three"),
            ],
        );
        assert_eq!(
            texts(&first),
            ["own\n\n【H】\none", "pq\n\n【H】\ntwo", "【H】\nthree"]
        );
        let again = with(&first, &[(CellRef::new(0, 0), "other")]);
        assert_eq!(
            texts(&again),
            [
                "own\n\n【H】\nother".to_owned(),
                format!("pq\n\n【H】\n{STALE}"),
                format!("【H】\n{STALE}")
            ]
        );
        let twice = with(&again, &[(CellRef::new(0, 0), "other")]);
        assert_eq!(texts(&twice), texts(&again));
    }

    #[test]
    fn a_note_that_is_nothing_but_ours_is_renewed_in_its_bare_text() {
        let xml = "<c><authors/><commentList><comment ref=\"A1\"><text><t>own【H】\nold</t></text></comment></commentList></c>";
        assert_eq!(
            texts(&with(xml, &[(CellRef::new(0, 0), "new")])),
            ["own\n\n【H】\nnew"]
        );
        let all = xml.replace("own", "");
        assert_eq!(
            texts(&with(&all, &[(CellRef::new(0, 0), "new")])),
            ["【H】\nnew"]
        );
    }
}
