//! Tables over as many pages as they take: the head repeats, a row stays whole unless it is higher than a page.

mod cell;
mod columns;
mod head;

pub(super) use columns::paper_for;

use super::super::document::{Area, ElementId, Role, Scope, Tag};
use super::composer::{Align, Composer, indent};
use super::prose::{count, note};
use super::style::{FINE, RULE, SOFT_GROUND, Style};
use crate::report::{RowKind, Table};
use cell::{Measured, SMALL};
use columns::{PADDING, Plan};
use head::Head;

/// From here on a table is a list.
const MANY_ROWS: usize = 60;

/// Lays a table out.
pub(super) fn table(composer: &mut Composer, table: &Table) {
    if table.columns.is_empty() {
        return;
    }
    composer.gap(6.0);
    let (plan, rows, notes) = fit(composer, table);
    let mut flow = Flow::begin(composer, table, plan, rows.first());
    for row in &rows {
        flow.row(row);
    }
    flow.end();
    for (index, text) in notes.iter().enumerate() {
        note(composer, &format!("注{}　{text}", index + 1));
    }
    for text in &table.notes {
        note(composer, &format!("※　{text}"));
    }
    composer.y += 8.0;
}

/// Plan for a table's rows: a list of many rows is looked things up in, not read, and closer rows save a third of its pages.
fn planned(composer: &Composer, table: &Table) -> Plan {
    let span = (composer.left(), composer.width());
    let plan = columns::plan(composer.faces, table, span);
    if table.rows.len() > MANY_ROWS {
        plan.compact()
    } else {
        plan
    }
}

/// Rows, notes and the height of the whole table under a plan.
fn measured(composer: &Composer, table: &Table, plan: &Plan) -> (Vec<Measured>, Vec<String>, f32) {
    let percent = cell::percent_heads(table);
    let mut notes = Vec::new();
    let rows: Vec<Measured> = table
        .rows
        .iter()
        .map(|row| cell::measure(composer, table, plan, &percent, row, &mut notes))
        .collect();
    let head = Head::new(composer, table, plan).height + Style::CAPTION.leading + 10.0;
    let height = rows.iter().map(|row| row.height_from(0)).sum::<f32>() + head;
    (rows, notes, height)
}

/// Whether a table, begun `above` further down, had better begin on a page of its own; its heading then goes with it.
pub(super) fn begins_page(composer: &Composer, table: &Table, above: f32) -> bool {
    if table.columns.is_empty() {
        return false;
    }
    let plan = planned(composer, table);
    let (full, room) = (composer.full_height(), composer.room() - above);
    let (_, _, height) = measured(composer, table, &plan);
    // A table longer than this fills several pages however it is set.
    if height <= room || height > 1.5 * full || room >= 0.6 * full {
        return false;
    }
    let (_, _, close_height) = measured(composer, table, &plan.compact());
    close_height > room && close_height <= full
}

/// Measures the rows; a table that would just miss the page is set closer, or begun on a page of its own.
fn fit(composer: &mut Composer, table: &Table) -> (Plan, Vec<Measured>, Vec<String>) {
    if begins_page(composer, table, 0.0) {
        let paper = composer.paper;
        composer.begin_page(paper);
    }
    let plan = planned(composer, table);
    let (rows, notes, height) = measured(composer, table, &plan);
    if height <= composer.room() || height > 1.5 * composer.full_height() {
        return (plan, rows, notes);
    }
    let compact = plan.compact();
    let (close_rows, close_notes, close_height) = measured(composer, table, &compact);
    if close_height <= composer.room() {
        (compact, close_rows, close_notes)
    } else {
        (plan, rows, notes)
    }
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
    fn begin(
        composer: &'a mut Composer,
        table: &'a Table,
        plan: Plan,
        first: Option<&Measured>,
    ) -> Self {
        let head = Head::new(composer, table, &plan);
        let caption_height = Style::CAPTION.leading + 3.0;
        let first = first.map_or(0.0, |row| row.height_from(0).min(120.0));
        composer.need(caption_height + head.height + first);
        let element = composer.element(Role::Table);
        if !table.caption.is_empty() {
            let caption = composer.child(element, Role::Caption);
            let span = (composer.left(), composer.width());
            composer.paragraph(caption, span, Style::CAPTION, &table.caption);
            composer.y += 3.0;
        }
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
        let whole_page =
            self.composer.full_height() - self.head.height - Style::CAPTION.leading - 3.0;
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
            let fits = fits.min(row.line_count().saturating_sub(first));
            if fits < 2 && self.composer.y > self.segment_top + 0.01 {
                self.next_page();
                continue;
            }
            // Even an empty page has room for a line: there is always progress.
            let fits = fits.max(1);
            let height = count(fits) * row.leading() + 2.0 * row.margin;
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
            if first == 0
                && let Some(mark) = &cell.beside
            {
                let room = width - 2.0 * PADDING;
                let side = if cell.align == Align::Start {
                    Align::End
                } else {
                    Align::Start
                };
                let x = left + PADDING + indent(room, self.composer.measure(mark, SMALL), side);
                self.composer
                    .text(tag, x, top + row.margin - 0.5, SMALL, mark);
            }
            let is_last =
                first + some.len() == cell.lines.len() && (first == 0 || !some.is_empty());
            if is_last && let Some(below) = &cell.below {
                let room = width - 1.0;
                let at = indent(room, self.composer.measure(below, SMALL), cell.align);
                let y = top + row.margin + count(some.len().max(1)) * cell.style.leading - 0.5;
                self.composer.text(tag, left + 0.5 + at, y, SMALL, below);
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
