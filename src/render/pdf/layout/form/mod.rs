//! The official form: the grid of the workbook, on the paper of the volume where it can be read there with ease, with columns
//! narrower against the type; a full one on an A3 page of its own, scaled as a whole.
//!
//! Rows grow for text that does not fit; what would make the type too small to read is cut in its cell,
//! marked, and printed in full on the page that follows.

mod grid;
mod plan;

use super::super::document::{Area, ElementId, Paper, Role, Scope, Shape, Tag};
use super::super::font::clean;
use super::composer::{Align, Composer, baseline, indent};
use super::line::Line;
use super::prose::{count, heading, paragraph};
use super::style::{BOTTOM, INK, RULE, SIDE, SOFT_GROUND, Style, TOP};
use grid::{Grid, Side};
use plan::Squeeze;
use report::{CellRole, FormCell, FormSheet};

/// A form measured under its headings on the paper of its chapter; a full one is not, but fills a page of its own.
pub(super) struct Frame(Option<Measured>);

struct Measured {
    header: Vec<Line>,
    grid: Grid,
    height: f32,
}

impl Frame {
    /// Measures a form with so much above it.
    pub(super) fn new(composer: &Composer, sheet: &FormSheet, paper: Paper, above: f32) -> Self {
        let width = paper.width() - 2.0 * SIDE;
        let header = header(composer, sheet, width);
        let own = count(header.len()) * Style::BODY.leading;
        let room = paper.height() - TOP - BOTTOM - above - own;
        let grid = Grid::comfortable(composer, sheet, (width, room));
        Self(grid.map(|grid| Measured {
            header,
            height: own + grid.height,
            grid,
        }))
    }

    /// It asks for a page of its own.
    pub(super) fn is_full(&self) -> bool {
        self.0.is_none()
    }

    /// The height that a heading keeps below it.
    pub(super) fn least(&self) -> f32 {
        self.0.as_ref().map_or(0.0, |measured| measured.height)
    }
}

/// The header of the printed sheet, unless a cell says the same.
fn header(composer: &Composer, sheet: &FormSheet, width: f32) -> Vec<Line> {
    let mut cells = sheet.cells.iter();
    let is_said = cells.any(|cell| plan::text_of(cell) == sheet.header);
    if sheet.header.is_empty() || is_said {
        return Vec::new();
    }
    composer.lines(&sheet.header, width, Style::BODY)
}

/// Lays the form out: like any block where it has been measured for this paper, else on the page begun for it, where at
/// most headings stand above it.
pub(super) fn form(composer: &mut Composer, sheet: &FormSheet, frame: Frame) {
    let is_alone = frame.is_full();
    let frame = frame.0.unwrap_or_else(|| {
        let header = header(composer, sheet, composer.width());
        let above = count(header.len()) * Style::BODY.leading;
        let room = (composer.width(), composer.room() - above);
        Measured {
            header,
            grid: Grid::new(composer, sheet, room, Squeeze::TYPE),
            height: composer.room(),
        }
    });
    if !is_alone {
        composer.need(frame.height);
    }
    let end = composer.y + frame.height;
    place(composer, sheet, frame);
    composer.y = end;
    if !is_alone {
        composer.gap(8.0);
    }
}

fn place(composer: &mut Composer, sheet: &FormSheet, frame: Measured) {
    let Measured {
        header, mut grid, ..
    } = frame;
    if !header.is_empty() {
        let tag = Tag::Content(composer.element(Role::P));
        let place = (composer.left(), composer.width(), composer.y);
        composer.text_lines(tag, place, Style::BODY, Align::End, &header);
        composer.y += count(header.len()) * Style::BODY.leading;
    }
    grid.move_to((composer.left(), composer.y));
    let cells = tags(composer, sheet);
    for (cell, measured) in sheet.cells.iter().zip(&grid.cells) {
        ground_and_borders(composer, &grid, cell, measured);
    }
    for ((cell, measured), id) in sheet.cells.iter().zip(&grid.cells).zip(cells) {
        content(composer, &grid, cell, measured, id);
    }
    if !grid.cut.is_empty() {
        composer.begin_page(Paper::A4Portrait);
        heading(
            composer,
            2,
            &format!("{}　様式の欄に収まらなかった記載", sheet.name),
            (2.0 * Style::BODY.leading).into(),
        );
        for (number, text) in grid.cut.iter().enumerate() {
            paragraph(composer, &format!("続き{}　{text}", number + 1));
        }
    }
}

/// One element for every cell and, in between, empty ones: each row of the tagged table covers the whole grid.
fn tags(composer: &mut Composer, sheet: &FormSheet) -> Vec<ElementId> {
    let table = composer.element(Role::Table);
    let body = composer.child(table, Role::TBody);
    let mut ids = vec![0; sheet.cells.len()];
    for row in grid::slots(sheet) {
        let line = composer.child(body, Role::TR);
        for slot in row {
            let cell = slot.cell.map(|index| &sheet.cells[index]);
            let (role, scope) = match cell.map(|cell| cell.role) {
                Some(CellRole::Header) => (Role::TH, Some(Scope::Column)),
                Some(CellRole::Label | CellRole::VerticalLabel) => (Role::TH, Some(Scope::Row)),
                _ => (Role::TD, None),
            };
            let id = composer.child(line, role);
            let element = composer.element_mut(id);
            element.scope = scope;
            element.col_span = slot.col_span;
            element.row_span = slot.row_span;
            if let Some(index) = slot.cell {
                if sheet.cells[index].role == CellRole::VerticalLabel {
                    element.actual_text = Some(clean(&plan::text_of(&sheet.cells[index])));
                }
                ids[index] = id;
            }
        }
    }
    // A cell hidden under another has no place in the table; what it says is kept as a paragraph.
    for id in ids.iter_mut().filter(|id| **id == 0) {
        *id = composer.element(Role::P);
    }
    ids
}

fn ground_and_borders(
    composer: &mut Composer,
    grid: &Grid,
    cell: &FormCell,
    measured: &grid::Cell,
) {
    let area = measured.area;
    match cell.role {
        CellRole::Label | CellRole::VerticalLabel | CellRole::Header => {
            composer.fill(area, SOFT_GROUND);
        }
        CellRole::Notice => composer.frame(area, 1.2, INK),
        _ => {}
    }
    let sides = [Side::Top, Side::Bottom, Side::Left, Side::Right];
    for (side, (from, to)) in sides.into_iter().zip(area.sides()) {
        if grid.has_border(cell, side) {
            composer.rule(from, to, 0.6, RULE);
        }
    }
}

fn content(
    composer: &mut Composer,
    grid: &Grid,
    cell: &FormCell,
    measured: &grid::Cell,
    id: ElementId,
) {
    let (area, style, tag) = (measured.area, measured.style, Tag::Content(id));
    if cell.role == CellRole::VerticalLabel {
        vertical(composer, tag, area, style, &measured.vertical);
        return;
    }
    let height = count(measured.lines.len()) * style.leading;
    let padding = grid.padding();
    let top = if matches!(cell.role, CellRole::Body | CellRole::Bullet) {
        area.y + padding.min(area.height / 6.0)
    } else {
        area.y + ((area.height - height) / 2.0).max(0.0)
    };
    let place = (area.x + padding, area.width - 2.0 * padding, top);
    composer.text_lines(
        tag,
        place,
        style,
        grid::align_of(cell.role),
        &measured.lines,
    );
    if let Some(text) = &cell.trace {
        trace(composer, grid, measured, (tag, text), top + height);
    }
}

/// Sizes of trace ids, larger on this paper because it is often copied smaller; the largest that fits is taken.
const TRACES: [f32; 5] = [7.0, 6.4, 5.8, 5.2, 4.7];

/// The id small before the number where the cell is wide enough, in one line or parted behind its indicator, else under
/// it; else it stands in the tables only.
fn trace(
    composer: &mut Composer,
    grid: &Grid,
    measured: &grid::Cell,
    (tag, text): (Tag, &str),
    end: f32,
) {
    let (area, style, padding) = (measured.area, measured.style, grid.padding());
    let widths = measured.lines.iter().map(|line| line.width);
    let used = widths.fold(0.0, f32::max);
    let room = area.width - used - 3.0 * padding - 4.0;
    let line = baseline(end - style.leading, style);
    let (first, rest) = text.split_at(text.find('/').map_or(0, |place| place + 1));
    let x = area.x + padding + 2.0;
    for size in TRACES {
        let small = Style::TRACE.sized(size);
        if composer.measure(text, small) <= room {
            composer.text(tag, x, line - baseline(0.0, small), small, text);
            return;
        }
    }
    for size in TRACES {
        let small = Style::TRACE.sized(size);
        let fits = |text: &str| composer.measure(text, small) <= room;
        let is_inside = 2.0 * small.leading <= area.height;
        if fits(first) && fits(rest) && is_inside && measured.lines.len() <= 1 {
            let top = area.y + area.height / 2.0 - small.leading;
            composer.text(tag, x, top, small, first);
            composer.text(tag, x, top + small.leading, small, rest);
            return;
        }
    }
    let small = Style::TRACE.sized(TRACES[TRACES.len() - 1]);
    let wide = composer.measure(text, small);
    if area.y + area.height - end >= small.size * 0.9 && wide <= area.width - 1.0 {
        let x = area.x + indent(area.width - 1.0, wide, Align::End);
        let y = area.y + area.height - small.leading;
        composer.text(tag, x, y, small, text);
    }
}

/// Signs one below the other; dashes and brackets lie down.
fn vertical(composer: &mut Composer, tag: Tag, area: Area, style: Style, signs: &[String]) {
    let step = style.leading;
    let mut top = area.y + (area.height - step * count(signs.len())) / 2.0;
    for sign in signs {
        let wide = composer.measure(sign, style);
        let is_turned = sign.starts_with([
            'ー', '（', '）', '「', '」', '〜', '～', '―', '-', '…', '(', ')', '：', '=', '＝',
        ]);
        let (x, y) = if is_turned {
            (
                area.x + area.width / 2.0 - 0.38 * style.size,
                top + (step - wide) / 2.0,
            )
        } else {
            (area.x + (area.width - wide) / 2.0, baseline(top, style))
        };
        composer.draw(
            tag,
            Shape::Text {
                x,
                y,
                size: style.size,
                weight: style.weight,
                color: style.color,
                is_turned,
                text: sign.clone(),
            },
        );
        top += step;
    }
}
