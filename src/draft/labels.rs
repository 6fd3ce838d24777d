//! Which labels an area has: to its left, at the head of its column, right above it.

use crate::canvas::{Area, BOTTOM, Canvas, LEFT};
use crate::role::Role;

/// Most blank areas without a frame between a label and its place.
const MOST_GAPS: u32 = 2;
/// A text longer than this, without a frame, is a sentence.
const LONGEST: usize = 40;

/// What stands around a place to write.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    /// From the nearest to the farthest.
    pub(crate) left: Vec<usize>,
    /// From the nearest to the farthest.
    pub(crate) heads: Vec<usize>,
    /// A text above that is no head of a column.
    pub(crate) above: Option<usize>,
    /// A title inside the table, over the rows that follow.
    pub(crate) section: Option<usize>,
    /// What stands above the table, the nearest first.
    pub(crate) over: Vec<usize>,
    /// The left label touches the place, with nothing but other places between.
    pub(crate) touches: bool,
}

pub(crate) struct Finder<'a> {
    pub(crate) canvas: &'a Canvas,
    pub(crate) roles: &'a [Role],
}

impl Finder<'_> {
    fn area(&self, at: usize) -> &Area {
        &self.canvas.areas[at]
    }

    pub(crate) fn labels(&self, number: usize) -> Labels {
        let mut labels = Labels::default();
        self.left(number, &mut labels);
        self.heads(number, &mut labels);
        if labels.left.is_empty() && labels.heads.is_empty() {
            labels.above = self.above(number);
        }
        labels.over = self.over(&labels);
        labels
    }

    /// Whether nothing at all stands there.
    fn is_gap(&self, at: usize) -> bool {
        match &self.roles[at] {
            Role::Gap => self.area(at).lines() < 3,
            Role::Blank(_) => self.canvas.has_frames && self.area(at).lines() == 0,
            _ => false,
        }
    }

    /// On a sheet without lines, a blank area that is not under the same row of heads is no part of the table.
    fn is_beside(&self, at: usize, number: usize) -> bool {
        if self.canvas.has_frames || !matches!(self.roles[at], Role::Blank(_)) {
            return false;
        }
        let row = |at: usize| {
            let mut labels = Labels::default();
            self.heads(at, &mut labels);
            labels.heads.first().map(|head| self.area(*head).bottom)
        };
        row(at).is_none() || row(at) != row(number)
    }

    fn left(&self, number: usize, labels: &mut Labels) {
        let own = self.area(number);
        let is_framed = own.lines() >= 3;
        let (mut gaps, mut passed) = (0, 0);
        let mut at = self.canvas.left_of(own);
        while let Some(next) = at {
            let area = self.area(next);
            at = self.canvas.at(Some(own.top), area.left.checked_sub(1));
            match &self.roles[next] {
                Role::Label => {
                    let is_sentence = area.lines() < 2
                        && self.canvas.has_frames
                        && area.text.chars().count() > LONGEST;
                    let is_level = labels.left.last().is_none_or(|last| {
                        let last = self.area(*last);
                        area.right + 1 == last.left
                            && area.top <= last.top
                            && area.bottom >= last.bottom
                    });
                    if is_sentence || !is_level {
                        return;
                    }
                    if labels.left.is_empty() {
                        labels.touches = gaps == 0;
                    }
                    labels.left.push(next);
                }
                _ if !labels.left.is_empty() && self.roles[next] != Role::Constant => return,
                Role::Note => return,
                _ if self.is_gap(next) || self.is_beside(next, number) => {
                    gaps += 1;
                    if gaps > MOST_GAPS || is_framed && passed > 0 {
                        return;
                    }
                }
                _ => passed += 1,
            }
        }
    }

    fn heads(&self, number: usize, labels: &mut Labels) {
        let own = self.area(number);
        let mut at = self.canvas.above(own);
        while let Some(next) = at {
            let area = self.area(next);
            at = self.canvas.at(area.top.checked_sub(1), Some(own.left));
            let covers = area.left <= own.left && area.right >= own.right;
            match &self.roles[next] {
                Role::Label if covers => {
                    if self.is_title(area, own, labels) {
                        labels.section = labels.section.or(Some(next));
                        if !labels.heads.is_empty() || area.lines() < 3 {
                            return;
                        }
                        continue;
                    }
                    let is_level = labels.heads.last().is_none_or(|last| {
                        let last = self.area(*last);
                        area.bottom + 1 == last.top
                            && area.left <= last.left
                            && area.right >= last.right
                    });
                    if !is_level || self.canvas.has_frames && area.lines() < 2 {
                        return;
                    }
                    labels.heads.push(next);
                }
                Role::Label | Role::Note => return,
                _ if !labels.heads.is_empty() => return,
                Role::Gap => return,
                Role::Blank(_) if self.is_gap(next) => return,
                _ => {}
            }
        }
    }

    /// Whether a text stands over the labels of the rows as well, or over the whole table: then it heads no column.
    fn is_title(&self, area: &Area, own: &Area, labels: &Labels) -> bool {
        if let Some(label) = labels.left.first() {
            return area.left <= self.area(*label).right;
        }
        if labels.heads.is_empty() {
            return false;
        }
        let (left, right) = self.table(own);
        let is_whole = area.left <= left && area.right >= right;
        is_whole && (own.left, own.right) != (left, right)
    }

    /// The first and last column of the table that an area stands in, along its row.
    pub(crate) fn table(&self, own: &Area) -> (u32, u32) {
        let is_outside = |at: usize| {
            let area = self.area(at);
            self.canvas.has_frames && area.lines() < 2 && !area.frame[BOTTOM] || self.is_gap(at)
        };
        let (mut left, mut right) = (own.left, own.right);
        while let Some(at) = self.canvas.at(Some(own.top), left.checked_sub(1)) {
            if is_outside(at) {
                break;
            }
            left = self.area(at).left;
        }
        while let Some(at) = self.canvas.at(Some(own.top), Some(right + 1)) {
            if is_outside(at) {
                break;
            }
            right = self.area(at).right;
        }
        (left, right)
    }

    /// The texts in the two rows above the heads of a table.
    fn over(&self, labels: &Labels) -> Vec<usize> {
        let (Some(first), Some(last)) = (labels.heads.first(), labels.heads.last()) else {
            return Vec::new();
        };
        let top = self.area(*last).top;
        let (left, right) = self.table(self.area(*first));
        let mut over = Vec::new();
        for row in (top.saturating_sub(2)..top).rev() {
            let cols = left.saturating_sub(1)..=right;
            let areas = cols.filter_map(|col| self.canvas.at(Some(row), Some(col)));
            for at in areas.filter(|at| matches!(self.roles[*at], Role::Label | Role::Note)) {
                if !over.contains(&at) {
                    over.push(at);
                }
            }
        }
        over
    }

    /// A text right above, or with one blank row between.
    fn above(&self, number: usize) -> Option<usize> {
        let own = self.area(number);
        let mut row = own.top;
        for _ in 0..3 {
            let at = self.canvas.at(row.checked_sub(1), Some(own.left))?;
            let area = self.area(at);
            match self.roles[at] {
                Role::Label => return Some(at),
                Role::Note => {}
                Role::Gap => {
                    // A heading often begins a column or two further left than what it is about.
                    let before = self.canvas.at(Some(area.top), area.left.checked_sub(1));
                    let before = before.filter(|at| self.roles[*at] == Role::Label);
                    if let Some(at) = before.filter(|at| !self.area(*at).frame[LEFT]) {
                        return Some(at);
                    }
                }
                _ => return None,
            }
            row = area.top;
        }
        None
    }
}
