//! Text in columns: where they begin and end on a page, and what goes on in the next one.

use super::super::document::Tag;
use super::composer::Composer;
use super::style::{Style, TOP};

/// Columns that text runs through one after the other.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// How many.
    pub(super) count: u8,
    /// Between two of them.
    pub(super) gap: f32,
    /// The current one, from 0.
    pub(super) at: u8,
    /// Where they begin on this page.
    pub(super) top: f32,
    /// Where they end on this page, if before its bottom.
    pub(super) limit: Option<f32>,
    /// The lowest place reached in those already full.
    pub(super) lowest: f32,
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
