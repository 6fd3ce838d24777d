//! Text in two columns: laid as strips, and put down where they come to stand.

use super::super::document::{Bookmark, Tag};
use super::composer::Composer;
use super::strip::{CONTINUED, Cursor, Strip};
use super::style::Style;

/// The width of each of two columns, with a gap between them.
pub(super) fn column_width(composer: &Composer, gap: f32) -> f32 {
    (composer.width() - gap) / 2.0
}

impl Composer {
    /// Lays text for a column, to be put down later.
    pub(super) fn strip(&mut self, gap: f32, lay: impl FnOnce(&mut Self)) -> Strip {
        let (y, width) = (self.y, column_width(self, gap));
        self.strip = Some(Strip {
            width,
            pieces: Vec::new(),
        });
        self.cut(0.0, f32::MIN);
        lay(self);
        self.cut(0.0, f32::MIN);
        self.y = y;
        self.strip.take().expect("internal error: a strip is laid")
    }

    /// Where columns begin below what stands on the page.
    pub(super) fn columns(&self) -> Cursor {
        Cursor::new(self.page_index(), self.y, self.bottom())
    }

    /// Puts a strip down from a place on; gives the place below it.
    pub(super) fn place(&mut self, mut at: Cursor, strip: Strip) -> Cursor {
        let next = self.width() - strip.width;
        for piece in strip.pieces {
            let begins = at.reach(&piece);
            while self.page_index() < at.page {
                self.begin_page(self.paper);
            }
            let x = self.left() + if at.is_second { next } else { 0.0 };
            if let Some(text) = piece.continued.filter(|_| begins) {
                let (text, style) = (format!("{text}（続き）"), Style::FURNITURE);
                if let Some(line) = self.lines(&text, strip.width, style).first() {
                    self.text(Tag::Pagination, x, at.y - CONTINUED, style, &line.text);
                }
            }
            self.page().put(piece.page, (x, at.y));
            let page = self.page_index();
            let marks = piece.bookmarks.into_iter();
            self.document.bookmarks.extend(marks.map(|mark| Bookmark {
                page,
                y: at.y + mark.y,
                ..mark
            }));
            at.y += piece.height;
        }
        self.y = at.y.max(at.lowest);
        at
    }
}
