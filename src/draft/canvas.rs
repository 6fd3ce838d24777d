//! A sheet as a person sees it: hidden rows and columns left out, merged cells as one area, and cells that share a frame
//! without lines between them as one area as well, merged or not.

use std::collections::{BTreeMap, BTreeSet};

use model::CellRef;
use workbook::{CellValue, Paper, PaperCell, Shade, Sheet};

/// Most rows and columns of a blank form that are looked at.
const MOST_ROWS: u32 = 1_500;
const MOST_COLS: u32 = 200;

/// The sides of an area, in the order of its frame.
pub(crate) const TOP: usize = 0;
pub(crate) const RIGHT: usize = 1;
pub(crate) const BOTTOM: usize = 2;
pub(crate) const LEFT: usize = 3;

/// What a person takes for one cell. Rows and columns are counted without hidden ones.
#[derive(Clone, Debug)]
pub(crate) struct Area {
    /// The cell that holds what is written, as the file names it.
    pub(crate) cell: CellRef,
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
    /// Text as stored.
    pub(crate) text: String,
    pub(crate) is_formula: bool,
    pub(crate) is_number: bool,
    /// How its first cell looks.
    pub(crate) look: PaperCell,
    /// Lines at its sides, own or of the neighbour.
    pub(crate) frame: [bool; 4],
    /// It is made of several cells.
    pub(crate) is_wide: bool,
}

impl Area {
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && !self.is_formula
    }

    /// Lines all round.
    pub(crate) fn is_boxed(&self) -> bool {
        self.frame.iter().all(|side| *side)
    }

    pub(crate) fn lines(&self) -> usize {
        self.frame.iter().filter(|side| **side).count()
    }

    pub(crate) fn height(&self) -> u32 {
        self.bottom - self.top + 1
    }
}

/// A sheet as areas.
#[derive(Clone, Debug, Default)]
pub(crate) struct Canvas {
    pub(crate) areas: Vec<Area>,
    at: BTreeMap<(u32, u32), usize>,
    /// Whether any lines are drawn, or could be told.
    pub(crate) has_frames: bool,
}

impl Canvas {
    pub(crate) fn new(sheet: &Sheet, paper: Option<&Paper>) -> Self {
        let plain = Paper::default();
        let builder = Builder::new(sheet, paper.unwrap_or(&plain));
        builder.canvas()
    }

    /// The area that covers a place.
    pub(crate) fn at(&self, row: Option<u32>, col: Option<u32>) -> Option<usize> {
        self.at.get(&(row?, col?)).copied()
    }

    pub(crate) fn left_of(&self, area: &Area) -> Option<usize> {
        self.at(Some(area.top), area.left.checked_sub(1))
    }

    pub(crate) fn right_of(&self, area: &Area) -> Option<usize> {
        self.at(Some(area.top), Some(area.right + 1))
    }

    pub(crate) fn above(&self, area: &Area) -> Option<usize> {
        self.at(area.top.checked_sub(1), Some(area.left))
    }

    pub(crate) fn below(&self, area: &Area) -> Option<usize> {
        self.at(Some(area.bottom + 1), Some(area.left))
    }
}

struct Builder<'a> {
    sheet: &'a Sheet,
    paper: &'a Paper,
    /// Visible rows and columns, as the file counts them.
    rows: Vec<u32>,
    cols: Vec<u32>,
}

impl<'a> Builder<'a> {
    fn new(sheet: &'a Sheet, paper: &'a Paper) -> Self {
        let (rows, cols) = extent(sheet, paper);
        let hidden = |col: u32| {
            let hidden = &sheet.beside.hidden_columns;
            hidden
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&col))
        };
        Self {
            sheet,
            paper,
            rows: (0..rows)
                .filter(|row| !sheet.beside.hidden_rows.contains(row))
                .collect(),
            cols: (0..cols).filter(|col| !hidden(*col)).collect(),
        }
    }

    fn canvas(&self) -> Canvas {
        let mut canvas = Canvas::default();
        self.merged(&mut canvas);
        for (row, file_row) in (0..).zip(&self.rows) {
            for (col, file_col) in (0..).zip(&self.cols) {
                if !canvas.at.contains_key(&(row, col)) {
                    let cell = CellRef::new(*file_row, *file_col);
                    self.add(&mut canvas, cell, (row, col), (row, col));
                }
            }
        }
        self.frames(&mut canvas);
        canvas.has_frames = canvas.areas.iter().filter(|area| area.lines() >= 2).count() >= 2;
        share_frames(&mut canvas);
        canvas
    }

    fn merged(&self, canvas: &mut Canvas) {
        for (first, last) in &self.sheet.merges {
            let place = |list: &[u32], from: u32, to: u32| {
                let first = list.iter().position(|one| (from..=to).contains(one))?;
                let last = list.iter().rposition(|one| (from..=to).contains(one))?;
                Some((u32::try_from(first).ok()?, u32::try_from(last).ok()?))
            };
            let rows = place(&self.rows, first.row, last.row);
            let cols = place(&self.cols, first.col, last.col);
            if let (Some((top, bottom)), Some((left, right))) = (rows, cols)
                && !canvas.at.contains_key(&(top, left))
            {
                self.add(canvas, *first, (top, left), (bottom, right));
            }
        }
    }

    fn add(&self, canvas: &mut Canvas, cell: CellRef, first: (u32, u32), last: (u32, u32)) {
        let held = self.sheet.cells.get(&cell);
        let number = canvas.areas.len();
        for row in first.0..=last.0 {
            for col in first.1..=last.1 {
                canvas.at.entry((row, col)).or_insert(number);
            }
        }
        canvas.areas.push(Area {
            cell,
            top: first.0,
            left: first.1,
            bottom: last.0,
            right: last.1,
            text: held.map(workbook::Cell::text).unwrap_or_default(),
            is_formula: held.is_some_and(|cell| cell.is_formula),
            is_number: held.is_some_and(|cell| {
                matches!(cell.value, CellValue::Number(_) | CellValue::Date { .. })
            }),
            look: self.paper.look(cell),
            frame: [false; 4],
            is_wide: first != last,
        });
    }

    fn frames(&self, canvas: &mut Canvas) {
        for area in &mut canvas.areas {
            let rows = || area.top..=area.bottom;
            let cols = || area.left..=area.right;
            area.frame = [
                self.side(cols().map(|col| (i64::from(area.top), i64::from(col))), TOP),
                self.side(
                    rows().map(|row| (i64::from(row), i64::from(area.right))),
                    RIGHT,
                ),
                self.side(
                    cols().map(|col| (i64::from(area.bottom), i64::from(col))),
                    BOTTOM,
                ),
                self.side(
                    rows().map(|row| (i64::from(row), i64::from(area.left))),
                    LEFT,
                ),
            ];
        }
    }

    /// Whether most cells along a side have a line there, of their own or of the neighbour.
    fn side(&self, cells: impl Iterator<Item = (i64, i64)>, side: usize) -> bool {
        let (down, right) = [(-1, 0), (0, 1), (1, 0), (0, -1)][side];
        let (mut drawn, mut all) = (0, 0);
        for (row, col) in cells {
            let own = self.look(row, col).is_some_and(|look| look.frame[side]);
            let other = self.look(row + down, col + right);
            let other = other.is_some_and(|look| look.frame[(side + 2) % 4]);
            drawn += usize::from(own || other);
            all += 1;
        }
        drawn * 2 > all
    }

    fn look(&self, row: i64, col: i64) -> Option<PaperCell> {
        let row = self.rows.get(usize::try_from(row).ok()?)?;
        let col = self.cols.get(usize::try_from(col).ok()?)?;
        Some(self.paper.look(CellRef::new(*row, *col)))
    }
}

/// How many rows and columns of the sheet say anything.
fn extent(sheet: &Sheet, paper: &Paper) -> (u32, u32) {
    let held = sheet.cells.iter();
    let held = held.filter(|(_, cell)| cell.is_formula || !cell.shown().trim().is_empty());
    let framed = paper.cells.iter().filter(|(_, look)| {
        let is_coloured = matches!(look.shade, Shade::Colour(_));
        let is_open = look.is_unlocked && paper.is_protected;
        look.frame.contains(&true) || is_coloured || is_open
    });
    let listed = paper.validations.iter().flat_map(|one| &one.regions);
    // A list for a whole column says nothing of how many rows there are.
    let listed = listed.filter(|(first, last)| last.row - first.row < MOST_ROWS);
    let ends = held
        .map(|(at, _)| *at)
        .chain(framed.map(|(at, _)| *at))
        .chain(listed.map(|(_, last)| *last));
    let (mut rows, mut cols) = (0, 0);
    for at in ends {
        rows = rows.max(at.row + 1);
        cols = cols.max(at.col + 1);
    }
    (rows.min(MOST_ROWS), cols.min(MOST_COLS))
}

/// Makes one area of single cells that stand in one frame without lines between them, with a text in the first at most.
fn share_frames(canvas: &mut Canvas) {
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for number in 0..canvas.areas.len() {
        if gone.contains(&number) {
            continue;
        }
        let Some(inside) = shared_frame(canvas, number) else {
            continue;
        };
        let texts = inside.iter().filter(|at| !canvas.areas[**at].is_blank());
        let texts: Vec<usize> = texts.copied().collect();
        let last = inside
            .iter()
            .map(|at| (canvas.areas[*at].bottom, canvas.areas[*at].right));
        let Some((bottom, right)) = last.max() else {
            continue;
        };
        match texts[..] {
            [] => grow(canvas, number, (bottom, right), &inside, &mut gone),
            [only] if only == number => {
                let top = canvas.areas[number].top;
                // A heading at the top of a tall frame, and room to write below it.
                let own = if bottom > top + 1 { top } else { bottom };
                let is_own = |at: &&usize| canvas.areas[**at].bottom <= own;
                let first: Vec<usize> = inside.iter().filter(is_own).copied().collect();
                let rest: Vec<usize> = inside.iter().filter(|at| !is_own(at)).copied().collect();
                grow(canvas, number, (own, right), &first, &mut gone);
                if let Some(next) = rest.first().copied() {
                    grow(canvas, next, (bottom, right), &rest, &mut gone);
                    canvas.areas[next].frame[TOP] = false;
                }
            }
            _ => {}
        }
    }
}

/// The areas inside the smallest frame that begins at this one; none where it is framed alone or not at all.
fn shared_frame(canvas: &Canvas, number: usize) -> Option<Vec<usize>> {
    let first = &canvas.areas[number];
    if first.is_wide || !first.frame[TOP] || !first.frame[LEFT] || first.is_boxed() {
        return None;
    }
    let single = |row: u32, col: u32| {
        let at = canvas.at(Some(row), Some(col))?;
        (!canvas.areas[at].is_wide).then_some(at)
    };
    let mut right = first.left;
    while !canvas.areas[single(first.top, right)?].frame[RIGHT] {
        right += 1;
    }
    let mut bottom = first.top;
    while !canvas.areas[single(bottom, first.left)?].frame[BOTTOM] {
        bottom += 1;
    }
    let mut inside = Vec::new();
    for row in first.top..=bottom {
        for col in first.left..=right {
            let at = single(row, col)?;
            let frame = canvas.areas[at].frame;
            let wanted = [
                row == first.top,
                col == right,
                row == bottom,
                col == first.left,
            ];
            if frame != wanted {
                return None;
            }
            inside.push(at);
        }
    }
    Some(inside)
}

fn grow(
    canvas: &mut Canvas,
    number: usize,
    (bottom, right): (u32, u32),
    inside: &[usize],
    gone: &mut BTreeSet<usize>,
) {
    let first = &mut canvas.areas[number];
    (first.bottom, first.right) = (bottom, right);
    first.is_wide = inside.len() > 1;
    first.frame = [true; 4];
    let (top, left) = (first.top, first.left);
    for row in top..=bottom {
        for col in left..=right {
            canvas.at.insert((row, col), number);
        }
    }
    gone.extend(inside);
}

impl Canvas {
    /// The areas that are seen, in reading order.
    pub(crate) fn seen(&self) -> Vec<usize> {
        let mut seen: Vec<usize> = self
            .at
            .values()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        seen.sort_by_key(|at| (self.areas[*at].top, self.areas[*at].left));
        seen
    }
}
