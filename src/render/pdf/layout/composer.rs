//! The pen: pages, the height reached on the current one, and the element that content belongs to.
//!
//! Knows how to put a line, a rule or a paragraph down and when a new page begins; what a block looks like is for its own file.

use super::super::document::{
    Area, Bookmark, Color, Document, Element, ElementId, Item, Page, Paper, Role, Shape, Tag,
};
use super::super::font::{Faces, clean};
use super::line::{Line, break_lines};
use super::strip::{Piece, Strip};
use super::style::{BOTTOM, SIDE, Style, TOP};
use model::Nouns;

/// Where text stands between two edges.
pub(super) use report::Align;

/// Pages under construction.
pub(super) struct Composer {
    /// Faces to measure with.
    pub(super) faces: &'static Faces,
    /// What the levels are called: a number stays with them.
    pub(super) nouns: Nouns,
    /// What is done so far.
    pub(super) document: Document,
    /// Paper of the pages to come.
    pub(super) paper: Paper,
    /// Top of the free room on the current page.
    pub(super) y: f32,
    /// Element that takes the next child.
    pub(super) parent: ElementId,
    /// For each page the title of its chapter, for the header.
    pub(super) chapter_of_page: Vec<String>,
    chapter: String,
    /// The strip being laid: what is drawn goes to the last of its pieces.
    pub(super) strip: Option<Strip>,
    /// Written small at the top of a column that goes on with something.
    pub(super) continued: Option<String>,
    /// The last heading; a caption that says the same is left out.
    pub(super) heading: String,
    /// Page and place of its lower end.
    pub(super) heading_end: (usize, f32),
    /// 3 once the chapter has a heading of level 2, else 2: no level may be skipped (PDF/UA-1, 7.4.2).
    pub(super) deepest_heading: u8,
}

impl Composer {
    /// An empty document.
    pub(super) fn new(faces: &'static Faces, nouns: &Nouns) -> Self {
        Self {
            faces,
            nouns: nouns.clone(),
            document: Document {
                elements: vec![Element::new(Role::Document, None)],
                ..Document::default()
            },
            paper: Paper::A4Portrait,
            y: TOP,
            parent: 0,
            chapter_of_page: Vec::new(),
            chapter: String::new(),
            strip: None,
            continued: None,
            heading: String::new(),
            heading_end: (usize::MAX, 0.0),
            deepest_heading: 2,
        }
    }

    /// Begins a chapter on a page of its own.
    pub(super) fn begin_chapter(&mut self, title: &str, paper: Paper) {
        title.clone_into(&mut self.chapter);
        self.begin_page(paper);
    }

    /// Begins a chapter below what stands on the page, with a wide gap.
    pub(super) fn continue_chapter(&mut self, title: &str) {
        title.clone_into(&mut self.chapter);
        if let Some(name) = self.chapter_of_page.last_mut() {
            name.push('・');
            name.push_str(title);
        }
        self.gap(24.0);
    }

    /// Begins a page.
    pub(super) fn begin_page(&mut self, paper: Paper) {
        self.paper = paper;
        self.document.pages.push(Page {
            paper,
            ..Page::default()
        });
        self.chapter_of_page.push(self.chapter.clone());
        self.y = TOP;
    }

    /// Begins a piece of the strip being laid; tells whether there is one.
    pub(super) fn cut(&mut self, gap: f32, need: f32) -> bool {
        let Some(strip) = &mut self.strip else {
            return false;
        };
        if let Some(last) = strip.pieces.last_mut() {
            last.height = self.y;
        }
        self.y = 0.0;
        strip.pieces.push(Piece {
            gap,
            need,
            continued: self.continued.clone(),
            ..Piece::default()
        });
        true
    }

    /// Left edge of the text area.
    pub(super) fn left(&self) -> f32 {
        if self.strip.is_some() { 0.0 } else { SIDE }
    }

    /// Width of the text area.
    pub(super) fn width(&self) -> f32 {
        let strip = self.strip.as_ref();
        strip.map_or(self.paper.width() - 2.0 * SIDE, |strip| strip.width)
    }

    /// Lowest place of the text area.
    pub(super) fn bottom(&self) -> f32 {
        self.paper.height() - BOTTOM
    }

    /// Height of a whole text area.
    pub(super) fn full_height(&self) -> f32 {
        self.paper.height() - BOTTOM - TOP
    }

    /// Height left on the page.
    pub(super) fn room(&self) -> f32 {
        self.bottom() - self.y
    }

    /// Whether nothing stands on the page yet.
    pub(super) fn is_at_top(&self) -> bool {
        self.y <= TOP + 0.01
    }

    /// Whether nothing but a gap stands between the last heading and this place.
    pub(super) fn is_below_heading(&self) -> bool {
        let (page, y) = self.heading_end;
        page == self.page_index() && self.y <= y + 8.0
    }

    /// Goes on to the next column or page unless this much height is left; one that is still empty is as good as a new one.
    pub(super) fn need(&mut self, height: f32) {
        if !self.cut(0.0, height) && self.room() < height && !self.is_at_top() {
            self.begin_page(self.paper);
        }
    }

    /// Leaves a gap, which a page break swallows.
    pub(super) fn gap(&mut self, height: f32) {
        if !self.cut(height, f32::MIN) && !self.is_at_top() {
            self.y += height;
        }
    }

    /// Current page, from 0.
    pub(super) fn page_index(&self) -> usize {
        self.document.pages.len().saturating_sub(1)
    }

    /// Current page.
    pub(super) fn page(&mut self) -> &mut Page {
        let pages = &mut self.document.pages;
        let piece = self
            .strip
            .as_mut()
            .and_then(|strip| strip.pieces.last_mut());
        piece
            .map(|piece| &mut piece.page)
            .or(pages.last_mut())
            .expect("internal error: a page was begun")
    }

    /// Adds an element under the current one.
    pub(super) fn element(&mut self, role: Role) -> ElementId {
        self.child(self.parent, role)
    }

    /// Adds an element under a given one.
    pub(super) fn child(&mut self, parent: ElementId, role: Role) -> ElementId {
        let id = self.document.elements.len();
        self.document
            .elements
            .push(Element::new(role, Some(parent)));
        self.document.elements[parent].children.push(id);
        id
    }

    /// The element itself, to set its attributes.
    pub(super) fn element_mut(&mut self, id: ElementId) -> &mut Element {
        &mut self.document.elements[id]
    }

    /// Adds an element under the current one and makes it the parent of what follows.
    pub(super) fn open(&mut self, role: Role) -> ElementId {
        self.parent = self.element(role);
        self.parent
    }

    /// Ends the current element.
    pub(super) fn close(&mut self) {
        self.parent = self.document.elements[self.parent].parent.unwrap_or(0);
    }

    /// Adds a bookmark to the place reached.
    pub(super) fn bookmark(&mut self, title: &str, level: u8) {
        let (page, y) = (self.page_index(), self.y);
        let title = clean(title);
        let mark = Bookmark {
            title,
            level,
            page,
            y,
        };
        match self
            .strip
            .as_mut()
            .and_then(|strip| strip.pieces.last_mut())
        {
            Some(piece) => piece.bookmarks.push(mark),
            None => self.document.bookmarks.push(mark),
        }
    }

    /// Width of a text in a style.
    pub(super) fn measure(&self, text: &str, style: Style) -> f32 {
        self.faces.width(text, style.size, style.weight)
    }

    /// Breaks a text into lines.
    pub(super) fn lines(&self, text: &str, width: f32, style: Style) -> Vec<Line> {
        break_lines(self.faces, &self.nouns, &clean(text), width, style)
    }

    /// Draws something.
    pub(super) fn draw(&mut self, tag: Tag, shape: Shape) {
        self.page().items.push(Item { tag, shape });
    }

    /// Draws one line of cleaned text whose line box begins at `top`.
    pub(super) fn text(&mut self, tag: Tag, x: f32, top: f32, style: Style, text: &str) {
        if !text.is_empty() {
            self.draw(tag, line_shape((x, top), style, text));
        }
    }

    /// Draws broken lines between two edges, without page breaks.
    pub(super) fn text_lines(
        &mut self,
        tag: Tag,
        (left, width, top): (f32, f32, f32),
        style: Style,
        align: Align,
        lines: &[Line],
    ) {
        for (index, line) in lines.iter().enumerate() {
            let x = left + indent(width, line.width, align);
            #[expect(clippy::cast_precision_loss, reason = "lines on a page are few")]
            let y = top + index as f32 * style.leading;
            self.text(tag, x, y, style, &line.text);
        }
    }

    /// Draws a filled rectangle.
    pub(super) fn fill(&mut self, area: Area, color: Color) {
        self.draw(Tag::Decoration, Shape::Fill { area, color });
    }

    /// Draws a rule.
    pub(super) fn rule(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32, color: Color) {
        self.draw(Tag::Decoration, Shape::rule(from, to, thickness, color));
    }

    /// Draws the outline of a rectangle.
    pub(super) fn frame(&mut self, area: Area, thickness: f32, color: Color) {
        for (from, to) in area.sides() {
            self.rule(from, to, thickness, color);
        }
    }

    /// Sets a paragraph between two edges, over as many pages as it takes; gives the width of its last line.
    pub(super) fn paragraph(
        &mut self,
        element: ElementId,
        (left, width): (f32, f32),
        style: Style,
        text: &str,
    ) -> f32 {
        let lines = self.lines(text, width, style);
        self.set(element, left - self.left(), style, &lines, 0.0);
        lines.last().map_or(0.0, |line| line.width)
    }

    /// Sets broken lines, over as many pages as it takes; no line of several stands alone before or after a page break.
    pub(super) fn set(
        &mut self,
        element: ElementId,
        inset: f32,
        style: Style,
        lines: &[Line],
        tail: f32,
    ) {
        for (index, line) in lines.iter().enumerate() {
            // With the last lines goes what belongs below them.
            let is_end = index + 2 >= lines.len();
            let tail = if is_end { tail } else { 0.0 };
            self.need(kept_together(index, lines.len()) * style.leading + tail);
            let (x, y) = (self.left() + inset, self.y);
            self.text(Tag::Content(element), x, y, style, &line.text);
            self.y += style.leading;
        }
    }
}

/// One line of cleaned text whose line box begins at a place.
pub(super) fn line_shape((x, top): (f32, f32), style: Style, text: &str) -> Shape {
    Shape::Text {
        x,
        y: baseline(top, style),
        size: style.size,
        weight: style.weight,
        color: style.color,
        is_turned: false,
        text: text.to_owned(),
    }
}

/// How many lines, from this one on, stay on one page.
pub(super) fn kept_together(index: usize, count: usize) -> f32 {
    match (index, count) {
        (0, 3) => 3.0,
        (0, 2..) => 2.0,
        _ if index + 2 == count && count > 3 => 2.0,
        _ => 1.0,
    }
}

/// Baseline of a line box; BIZ UDGothic stands 0.88 em above it and 0.12 em below.
pub(super) fn baseline(top: f32, style: Style) -> f32 {
    top + (style.leading - style.size) / 2.0 + 0.88 * style.size
}

/// Distance of a line from the left edge.
pub(super) fn indent(room: f32, width: f32, align: Align) -> f32 {
    match align {
        Align::Start => 0.0,
        Align::Middle => (room - width) / 2.0,
        Align::End => room - width,
    }
}
