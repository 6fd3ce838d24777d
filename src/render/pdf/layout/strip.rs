//! Text laid once at the width of its column, and the place reached as it runs through the columns of pages: where each
//! piece comes to stand is reckoned before it is put down there, which is for `columns`.

use super::super::document::{Bookmark, Page};
use super::style::{Style, TOP};

/// What is not torn, measured and drawn from its upper left corner.
#[derive(Default)]
pub(super) struct Piece {
    /// Above it, swallowed by the beginning of a column.
    pub(super) gap: f32,
    /// A column with less left than this ends before it.
    pub(super) need: f32,
    /// Written small at the top of a column that begins with it.
    pub(super) continued: Option<String>,
    pub(super) height: f32,
    pub(super) page: Page,
    pub(super) bookmarks: Vec<Bookmark>,
}

/// Text for a column.
pub(super) struct Strip {
    pub(super) width: f32,
    pub(super) pieces: Vec<Piece>,
}

/// Height of what stands at the top of a column that goes on with something.
pub(super) const CONTINUED: f32 = Style::FURNITURE.leading + 2.0;

/// A place reached in the two columns of a page.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    pub(super) page: usize,
    pub(super) is_second: bool,
    pub(super) y: f32,
    /// Where content begins in this column.
    top: f32,
    /// Where both columns begin and end.
    start: f32,
    end: f32,
    /// The foot of the page.
    bottom: f32,
    /// Where the first ended.
    pub(super) lowest: f32,
}

impl Cursor {
    /// Columns that begin at a place of a page.
    pub(super) fn new(page: usize, y: f32, bottom: f32) -> Self {
        Self {
            page,
            is_second: false,
            y,
            top: y,
            start: y,
            end: bottom,
            bottom,
            lowest: y,
        }
    }

    /// With columns of this height on its page; what they do not hold goes to the next one.
    pub(super) fn limited(self, height: f32) -> Self {
        let end = self.bottom.min(self.start + height);
        Self { end, ..self }
    }

    /// The height of all that stands in the columns of this page, one below the other, and that of one whole column.
    pub(super) fn filled(&self) -> (f32, f32) {
        let first = self.lowest - self.start;
        (first + self.y - self.start, self.bottom - self.start)
    }

    /// Goes on in the second column, or on the next page.
    pub(super) fn advance(&mut self) {
        if self.is_second {
            *self = Self::new(self.page + 1, TOP, self.bottom);
        } else {
            (self.is_second, self.lowest) = (true, self.y);
            (self.y, self.top) = (self.start, self.start);
        }
    }

    /// Goes on to where a piece stands; tells whether a column begins with it.
    pub(super) fn reach(&mut self, piece: &Piece) -> bool {
        let is_at_top = |at: &Self| at.y <= at.top + 0.01;
        if !is_at_top(self) {
            self.y += piece.gap;
        }
        let mut begins = false;
        // A column that is still empty is as good as the next one, unless that is higher.
        while self.end - self.y < piece.need
            && !(is_at_top(self) && self.start <= TOP && self.end >= self.bottom)
        {
            self.advance();
            begins = true;
            if piece.continued.is_some() {
                self.y += CONTINUED;
                self.top = self.y;
            }
        }
        begins
    }

    /// Goes on to the end of a strip; gives the first of the pages that it stands on.
    pub(super) fn follow(&mut self, strip: &Strip) -> usize {
        let mut first = None;
        for piece in &strip.pieces {
            self.reach(piece);
            self.y += piece.height;
            if piece.height > 0.0 {
                first.get_or_insert(self.page);
            }
        }
        first.unwrap_or(self.page)
    }
}
