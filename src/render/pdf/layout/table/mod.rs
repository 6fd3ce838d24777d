//! Tables over as many pages as they take: the head repeats, a row stays whole unless it is higher than a page.

mod beside;
mod cell;
mod columns;
mod head;
mod notes;
mod row;

pub(super) use columns::paper_for;

use super::super::document::{Area, ElementId, Role, Scope, Tag};
use super::composer::{Align, Composer, indent};
use super::prose::{HEADING_HEIGHT, TITLE_HEIGHT, count};
use super::style::{FINE, RULE, SOFT_GROUND, Style};
use crate::table_words::percent_heads;
use columns::{PADDING, Plan};
use head::{Head, caption, height_of};
use report::{RowKind, Table};
use row::{Measured, SMALL};

/// From here on a table is a list.
const MANY_ROWS: usize = 60;
/// Of a row that need not stand on the page as a whole, so much does.
const SOME: f32 = 120.0;
/// Which of the ways to set a table, from airy to close, is the first close one.
const CLOSE: usize = 2;
/// A table up to this part of a page stays with its heading.
const SMALL_TABLE: f32 = 0.4;

/// Lays a table out.
pub(super) fn table(composer: &mut Composer, table: &Table) {
    if table.columns.is_empty() {
        return;
    }
    composer.gap(6.0);
    let fitted = fit(composer, table);
    composer.need(fitted.beginning(composer.full_height()));
    let mut flow = Flow::begin(composer, table, fitted.plan, fitted.head);
    for row in &fitted.rows {
        flow.row(row);
    }
    flow.end();
    notes::notes(composer, table, &fitted.notes);
    composer.y += 8.0;
}

/// Head, rows, notes and heights under a plan.
struct Fitted {
    plan: Plan,
    head: Head,
    /// Caption and head.
    above: f32,
    rows: Vec<Measured>,
    notes: Vec<String>,
    /// Caption, head and rows.
    height: f32,
    /// The notes below.
    below: f32,
}

impl Fitted {
    fn new(composer: &Composer, table: &Table, plan: Plan) -> Self {
        let percent = percent_heads(table);
        let mut notes = Vec::new();
        let rows: Vec<Measured> = table
            .rows
            .iter()
            .map(|row| cell::measure(composer, table, &plan, &percent, row, &mut notes))
            .collect();
        let head = Head::new(composer, table, &plan);
        let above = head.height + height_of(caption(composer, table));
        let height = rows.iter().map(|row| row.height_from(0)).sum::<f32>() + above;
        let lines = notes.iter().chain(notes::own(table, &notes)).map(|text| {
            let lines = composer.lines(text, composer.width() - 24.0, Style::NOTE);
            count(lines.len()) * Style::NOTE.leading
        });
        let below = lines.sum();
        Self {
            height,
            below,
            plan,
            head,
            above,
            rows,
            notes,
        }
    }

    /// The height of the head and the rows that stand with it: the first whole, if a page holds it under headings, and some
    /// of the second.
    fn beginning(&self, page: f32) -> f32 {
        let page = page - self.above - TITLE_HEIGHT - 2.0 * HEADING_HEIGHT;
        let mut heights = self.rows.iter().map(|row| row.height_from(0));
        let (first, second) = (heights.next().unwrap_or(0.0), heights.next().unwrap_or(0.0));
        let first = if first <= page {
            first
        } else {
            first.min(SOME)
        };
        let both = first + second.min(SOME);
        self.above + if both <= page { both } else { first }
    }

    /// From airy to close; a list of many rows is looked things up in, not read, and closer rows save a third of its pages.
    fn all<'a>(composer: &'a Composer, table: &'a Table) -> impl Iterator<Item = Self> + 'a {
        let span = (composer.left(), composer.width());
        let plan = columns::plan(composer.faces, table, span);
        let plans = [plan.clone(), plan.snug(), plan.compact(), plan.tight()];
        let first = if table.rows.len() > MANY_ROWS {
            CLOSE
        } else {
            0
        };
        let plans = plans.into_iter().skip(first);
        plans.map(|plan| Self::new(composer, table, plan))
    }
}

/// Whether a table, begun `above` further down, had better begin on a page of its own; its heading then goes with it.
pub(super) fn begins_page(composer: &Composer, table: &Table, above: f32) -> bool {
    if table.columns.is_empty() {
        return false;
    }
    let (full, room) = (composer.full_height(), composer.room() - above);
    if room >= 0.6 * full {
        return false;
    }
    let mut least = f32::MAX;
    for fitted in Fitted::all(composer, table) {
        // A table longer than this fills several pages however it is set.
        if fitted.height <= room || fitted.height > 1.5 * full {
            return false;
        }
        least = fitted.height;
    }
    least <= full - above
}

/// The height of a table that a page holds, set close.
pub(super) fn whole(composer: &Composer, table: &Table) -> Option<f32> {
    let full = composer.full_height();
    let close = Fitted::all(composer, table)
        .take_while(|fitted| fitted.height <= 1.5 * full)
        .skip(CLOSE);
    let mut heights = close.map(|fitted| fitted.height);
    heights.find(|height| *height <= full)
}

/// The height of a small table, else that of its beginning.
pub(super) fn least(composer: &Composer, table: &Table) -> f32 {
    let Some(fitted) = Fitted::all(composer, table).next() else {
        return 0.0;
    };
    if fitted.height <= SMALL_TABLE * composer.full_height() {
        return fitted.height + 6.0;
    }
    fitted.beginning(composer.full_height()) + 6.0
}

/// Measures the rows; a table that would just miss the page is set closer, or begun on a page of its own.
fn fit(composer: &mut Composer, table: &Table) -> Fitted {
    if !composer.is_below_heading() && begins_page(composer, table, 0.0) {
        let paper = composer.paper;
        composer.begin_page(paper);
    }
    let (full, room) = (composer.full_height(), composer.room());
    let mut airiest = None;
    let mut without_notes = None;
    for fitted in Fitted::all(composer, table) {
        if fitted.height + fitted.below <= room || fitted.height > 1.5 * full {
            return airiest.filter(|_| fitted.height > room).unwrap_or(fitted);
        }
        if fitted.height <= room {
            // The closest, so that as many notes as possible stand on the page.
            without_notes = Some(fitted);
        } else {
            airiest.get_or_insert(fitted);
        }
    }
    without_notes
        .or(airiest)
        .expect("internal error: a table has at least two plans")
}

/// A table in the course of being drawn.
struct Flow<'a> {
    composer: &'a mut Composer,
    caption: &'a str,
    plan: Plan,
    head: Head,
    body: ElementId,
    /// Where the rows on this page begin.
    segment_top: f32,
}

impl<'a> Flow<'a> {
    fn begin(composer: &'a mut Composer, table: &'a Table, plan: Plan, head: Head) -> Self {
        let element = composer.element(Role::Table);
        let caption = caption(composer, table);
        if !caption.is_empty() {
            let element = composer.child(element, Role::Caption);
            let span = (composer.left(), composer.width());
            composer.paragraph(element, span, Style::CAPTION, caption);
            composer.y += 3.0;
        }
        // The next table under the heading says by itself what it is.
        composer.heading.clear();
        head.draw(composer, Some(element));
        let body = composer.child(element, Role::TBody);
        let segment_top = composer.y;
        Self {
            composer,
            caption: &table.caption,
            plan,
            head,
            body,
            segment_top,
        }
    }

    fn row(&mut self, row: &Measured) {
        let element = self.composer.child(self.body, Role::TR);
        let cells: Vec<ElementId> = row
            .cells
            .iter()
            .map(|cell| {
                let role = if cell.is_head { Role::TH } else { Role::TD };
                let id = self.composer.child(element, role);
                if cell.is_head {
                    self.composer.element_mut(id).scope = Some(Scope::Row);
                }
                id
            })
            .collect();
        let whole_page = self.composer.full_height() - self.head.height - height_of(self.caption);
        let is_fresh = self.composer.y <= self.segment_top + 0.01;
        if row.height_from(0) > self.composer.room()
            && row.height_from(0) <= whole_page
            && !is_fresh
        {
            self.next_page();
        }
        let mut first = 0;
        loop {
            let left = row.height_from(first);
            let room = self.composer.room();
            if left <= room {
                self.piece(row, &cells, first, usize::MAX, left);
                return;
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "lines on a page, not negative after max"
            )]
            let fits = ((room - 2.0 * row.margin) / row.leading()).max(0.0) as usize;
            let most = fits.min(row.line_count().saturating_sub(first));
            let mut all = (1..=most).rev();
            let fits = all.find(|lines| row.height_of(first, *lines) <= room);
            let fits = fits.unwrap_or(0);
            if fits < 2 && self.composer.y > self.segment_top + 0.01 {
                self.next_page();
                continue;
            }
            // Even an empty page has room for a line: there is always progress.
            let fits = fits.max(1);
            let height = row.height_of(first, fits);
            self.piece(row, &cells, first, fits, height);
            first += fits;
            self.next_page();
        }
    }

    /// Draws some lines of a row.
    fn piece(
        &mut self,
        row: &Measured,
        elements: &[ElementId],
        first: usize,
        lines: usize,
        height: f32,
    ) {
        let (top, edges) = (self.composer.y, self.plan.edges.clone());
        let right = edges[edges.len() - 1];
        if row.kind == RowKind::Total {
            let area = Area {
                x: edges[0],
                y: top,
                width: right - edges[0],
                height,
            };
            self.composer.fill(area, SOFT_GROUND);
            self.composer.rule((edges[0], top), (right, top), 0.9, RULE);
        }
        for (index, (cell, element)) in row.cells.iter().zip(elements).enumerate() {
            let (left, width) = (edges[index], edges[index + 1] - edges[index]);
            if cell.bar > 0.0 {
                let area = Area {
                    x: left + 0.4,
                    y: top + 1.0,
                    width: cell.bar,
                    height: height - 2.0,
                };
                self.composer.fill(area, cell.style.color);
            }
            let tag = Tag::Content(*element);
            let some = cell
                .lines
                .iter()
                .skip(first)
                .take(lines)
                .cloned()
                .collect::<Vec<_>>();
            let inner = (left + PADDING, width - 2.0 * PADDING, top + row.margin);
            self.composer
                .text_lines(tag, inner, cell.style, cell.align, &some);
            if first == 0 {
                beside::draw(self.composer, tag, cell, inner, row.height_from(0));
            }
            let is_last =
                first + some.len() == cell.lines.len() && (first == 0 || !some.is_empty());
            if is_last {
                let room = width - 1.0;
                let under = top + row.margin + count(some.len().max(1)) * cell.style.leading - 0.5;
                for (line, below) in cell.below.iter().enumerate() {
                    let at = indent(room, self.composer.measure(below, SMALL), cell.align);
                    let y = under + count(line) * SMALL.leading;
                    self.composer.text(tag, left + 0.5 + at, y, SMALL, below);
                }
            }
        }
        self.composer.y += height;
        let y = self.composer.y;
        self.composer.rule((edges[0], y), (right, y), 0.3, FINE);
    }

    fn close_segment(&mut self) {
        let (top, bottom) = (self.segment_top, self.composer.y);
        let edges = self.plan.edges.clone();
        let last = edges.len() - 1;
        for (index, x) in edges.iter().enumerate() {
            let is_outer = index == 0 || index == last;
            let (thickness, color) = if is_outer { (0.6, RULE) } else { (0.3, FINE) };
            self.composer
                .rule((*x, top), (*x, bottom), thickness, color);
        }
        self.composer
            .rule((edges[0], bottom), (edges[last], bottom), 0.8, RULE);
    }

    fn next_page(&mut self) {
        self.close_segment();
        let paper = self.composer.paper;
        self.composer.begin_page(paper);
        if !self.caption.is_empty() {
            let (x, y) = (self.composer.left(), self.composer.y);
            let text = format!("{}（続き）", super::super::font::clean(self.caption));
            let width = self.composer.width();
            let lines = self.composer.lines(&text, width, Style::CAPTION);
            self.composer.text_lines(
                Tag::Pagination,
                (x, width, y),
                Style::CAPTION,
                Align::Start,
                &lines[..1],
            );
            self.composer.y += Style::CAPTION.leading + 3.0;
        }
        self.head.draw(self.composer, None);
        self.segment_top = self.composer.y;
    }

    fn end(mut self) {
        self.close_segment();
        self.composer.y += 4.0;
    }
}
