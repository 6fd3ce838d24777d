//! The columns of a sheet: one table sets them, everything else is fitted onto them by merging.
//!
//! Decision: blocks of different structure stand on one sheet, and Excel has one width per column. The largest table
//! (a filtered one first, because a filter does not bear merged cells) gets its own widths; the other blocks take runs
//! of neighbouring columns that are wide enough. So nothing is cut off and the main table stays free of merges.

/// Half-width characters that paragraphs and charts may fill; about an A4 page upright.
const TEXT_WIDTH: f64 = 98.5;
/// Width of a column that only makes room; narrow, so that boxes, tiles and charts fit onto them closely.
const FILLER: f64 = 5.5;
/// A run may be this much narrower than wished for before another column is taken.
const TOLERANCE: f64 = 0.8;

/// Neighbouring columns, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// First column.
    pub(super) first: u16,
    /// Last column.
    pub(super) last: u16,
}

impl Run {
    /// From one run's first column to another's last.
    pub(super) fn to(self, end: Self) -> Self {
        Self {
            first: self.first,
            last: end.last,
        }
    }
}

/// A width wished for, and the least that does not cut a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wish {
    /// Wished for, in half-width characters.
    pub(super) width: f64,
    /// Least.
    pub(super) least: f64,
}

impl Wish {
    /// A width without a hard least.
    pub(super) fn of(width: f64) -> Self {
        Self { width, least: 0.0 }
    }
}

/// Column widths in half-width characters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Grid {
    widths: Vec<f64>,
}

impl Grid {
    /// A grid with these columns.
    pub(super) fn new(widths: Vec<f64>) -> Self {
        Self { widths }
    }

    /// Widths of all columns.
    pub(super) fn widths(&self) -> &[f64] {
        &self.widths
    }

    /// Width of a run in half-width characters; each column border adds what its padding is worth.
    pub(super) fn width(&self, run: Run) -> f64 {
        let columns = usize::from(run.first)..=usize::from(run.last);
        let padding = f64::from(run.last - run.first) * 5.0 / 7.0;
        self.widths
            .get(columns)
            .map_or(0.0, |widths| widths.iter().sum::<f64>() + padding)
    }

    /// Width of a run in pixels as Excel draws it with its standard font.
    pub(super) fn pixels(&self, run: Run) -> u32 {
        let columns = usize::from(run.first)..=usize::from(run.last);
        self.widths.get(columns).map_or(0, |widths| {
            widths
                .iter()
                .map(|width| {
                    // Widths stand between 1 and 255, so the product is a small positive number.
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a column is at most 255 characters wide"
                    )]
                    let pixels = (width * 7.0 + 5.0).round() as u32;
                    pixels
                })
                .sum()
        })
    }

    /// Runs of columns for these widths, from the left; columns are added on the right where they run out.
    pub(super) fn fit(&mut self, wishes: &[Wish]) -> Vec<Run> {
        let mut next = 0;
        wishes
            .iter()
            .map(|wish| {
                let run = self.take(next, *wish);
                next = run.last + 1;
                run
            })
            .collect()
    }

    /// The run from this column on that is wide enough for the wish.
    pub(super) fn take(&mut self, first: u16, wish: Wish) -> Run {
        let enough = (wish.width * TOLERANCE).max(wish.least);
        let mut run = Run { first, last: first };
        loop {
            if self.widths.len() <= usize::from(run.last) {
                let missing = if run.first == run.last {
                    wish.width
                } else {
                    wish.width
                        - self.width(Run {
                            last: run.last - 1,
                            ..run
                        })
                };
                self.widths.push(missing.max(wish.least).clamp(3.0, 120.0));
            }
            if self.width(run) >= enough || run.last - run.first > 200 {
                return run;
            }
            run.last += 1;
        }
    }

    /// The run that running text fills, making room for it if the tables are narrow.
    pub(super) fn text_run(&mut self) -> Run {
        let mut run = Run { first: 0, last: 0 };
        loop {
            if self.widths.len() <= usize::from(run.last) {
                self.widths.push(FILLER);
            }
            if self.width(run) >= TEXT_WIDTH {
                return run;
            }
            run.last += 1;
        }
    }

    /// The run of all columns that there are, at least as wide as running text.
    pub(super) fn whole_run(&mut self) -> Run {
        let text = self.text_run();
        let last = u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(text.last);
        Run { last, ..text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_made_the_grid_gets_its_own_columns() {
        let mut grid = Grid::new(vec![8.0, 30.0, 12.0]);
        let runs = grid.fit(&[Wish::of(8.0), Wish::of(30.0), Wish::of(12.0)]);
        let own: Vec<(u16, u16)> = runs.iter().map(|run| (run.first, run.last)).collect();
        assert_eq!(own, [(0, 0), (1, 1), (2, 2)]);
        assert_eq!(grid.widths().len(), 3);
    }

    #[test]
    fn a_wide_column_of_another_table_takes_several_columns() {
        let mut grid = Grid::new(vec![10.0; 4]);
        let runs = grid.fit(&[Wish::of(10.0), Wish::of(40.0), Wish::of(20.0)]);
        assert_eq!(runs.first().map(|run| (run.first, run.last)), Some((0, 0)));
        assert_eq!(runs.get(1).map(|run| (run.first, run.last)), Some((1, 4)));
        assert!(runs.iter().skip(1).all(|run| grid.width(*run) >= 16.0));
        assert_eq!(grid.widths().len(), 6);
    }

    #[test]
    fn a_number_is_never_narrower_than_its_least() {
        let mut grid = Grid::new(vec![9.0, 9.0]);
        let runs = grid.fit(&[Wish {
            width: 10.0,
            least: 9.5,
        }]);
        assert!(runs.iter().all(|run| grid.width(*run) >= 9.5));
    }

    #[test]
    fn text_has_room_beside_a_narrow_table() {
        let mut grid = Grid::new(vec![8.0, 8.0]);
        let run = grid.text_run();
        assert!(grid.width(run) >= TEXT_WIDTH);
    }
}
