//! Text in columns: where they begin and end on a page, and what goes on in the next one.

use super::super::document::{ElementId, Tag};
use super::composer::{Columns, Composer};
use super::style::{Style, TOP};

/// A place in text that runs through columns, to come back to and set what follows once more.
pub(super) struct Mark {
    pages: usize,
    items: usize,
    elements: usize,
    bookmarks: usize,
    parent: ElementId,
    y: f32,
    top: f32,
    is_short: bool,
    columns: Option<Columns>,
    heading: String,
    heading_end: (usize, f32),
    deepest_heading: u8,
}

impl Mark {
    /// Whether it stands in the first column of its page.
    pub(super) fn is_in_first_column(&self) -> bool {
        self.columns.is_some_and(|columns| columns.at == 0)
    }
}

impl Composer {
    /// Lets what follows run through columns, each no lower than `height` if given.
    pub(super) fn begin_columns(&mut self, count: u8, gap: f32, height: Option<f32>) {
        self.is_short = self.y > TOP + 0.01;
        self.top = self.y;
        self.columns = Some(Columns {
            count,
            gap,
            at: 0,
            top: self.y,
            limit: height.map(|height| self.y + height),
            lowest: self.y,
        });
    }

    /// Ends the columns below the lowest of them.
    pub(super) fn end_columns(&mut self) {
        if let Some(columns) = self.columns.take() {
            self.y = self.y.max(columns.lowest);
        }
        self.continued = None;
        (self.top, self.is_short) = (TOP, false);
    }

    /// The place reached, between two blocks.
    pub(super) fn mark(&self) -> Mark {
        let document = &self.document;
        Mark {
            pages: document.pages.len(),
            items: document.pages.last().map_or(0, |page| page.items.len()),
            elements: document.elements.len(),
            bookmarks: document.bookmarks.len(),
            parent: self.parent,
            y: self.y,
            top: self.top,
            is_short: self.is_short,
            columns: self.columns,
            heading: self.heading.clone(),
            heading_end: self.heading_end,
            deepest_heading: self.deepest_heading,
        }
    }

    /// Takes back what was set since a mark under the element of then; text in columns has no links.
    pub(super) fn back_to(&mut self, mark: &Mark) {
        let document = &mut self.document;
        document.pages.truncate(mark.pages);
        if let Some(page) = document.pages.last_mut() {
            page.items.truncate(mark.items);
        }
        document.elements.truncate(mark.elements);
        let siblings = &mut document.elements[mark.parent].children;
        siblings.retain(|child| *child < mark.elements);
        document.bookmarks.truncate(mark.bookmarks);
        self.chapter_of_page.truncate(mark.pages);
        self.parent = mark.parent;
        (self.y, self.top, self.is_short) = (mark.y, mark.top, mark.is_short);
        self.columns = mark.columns;
        self.continued = None;
        self.heading.clone_from(&mark.heading);
        self.heading_end = mark.heading_end;
        self.deepest_heading = mark.deepest_heading;
    }

    /// Ends the columns on this page `height` below their top.
    pub(super) fn limit_columns(&mut self, height: f32) {
        if let Some(columns) = &mut self.columns {
            columns.limit = Some(columns.top + height);
            // What they do not hold goes to the next page, where there is more room.
            self.is_short = true;
        }
    }

    /// The height of all that stands in the columns of this page, one below the other, and that of one whole column.
    pub(super) fn in_columns(&self) -> (f32, f32) {
        let bottom = self.paper.height() - super::style::BOTTOM;
        self.columns.map_or((0.0, 0.0), |columns| {
            let whole = columns.lowest - columns.top;
            let full = f32::from(columns.at) * whole;
            (full + self.y - columns.top, bottom - columns.top)
        })
    }

    /// Goes on in the next column, or on the next page.
    pub(super) fn advance(&mut self) {
        match &mut self.columns {
            Some(columns) if columns.at + 1 < columns.count => {
                columns.at += 1;
                columns.lowest = columns.lowest.max(self.y);
                self.y = columns.top;
            }
            _ => self.begin_page(self.paper),
        }
        self.top = self.y;
        let Some(text) = &self.continued else {
            return;
        };
        let style = Style::FURNITURE;
        let text = format!("{text}（続き）");
        for line in self.lines(&text, self.width(), style).into_iter().take(1) {
            self.text(Tag::Pagination, self.left(), self.y, style, &line.text);
        }
        self.y += style.leading + 2.0;
        self.top = self.y;
    }
}
