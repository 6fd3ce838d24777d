//! Pictures and charts that float over a sheet: which cells they hide. How wide a cell is, its drawing does not say; so a
//! cell at the edge counts as hidden only where its drawing reaches far into it whatever the width.

use model::CellRef;

/// A corner of a drawing: its cell, and how far into it, in EMU (914,400 to the inch).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Corner {
    pub(crate) at: CellRef,
    pub(crate) right: i64,
    pub(crate) down: i64,
}

/// EMU in a millimetre.
pub(crate) const MILLIMETRE: f64 = 36_000.0;
/// A usual cell of a form.
const WIDTH: i64 = 1_000_000;
const HEIGHT: i64 = 300_000;
/// What hides at least a narrow cell, when it lies in one.
const LEAST_WIDTH: i64 = 150_000;
const LEAST_HEIGHT: i64 = 100_000;

impl Corner {
    /// A corner in parts of its cell: 1,024 from left to right, 256 from top to bottom.
    pub(crate) fn in_parts(at: CellRef, right: u16, down: u16) -> Self {
        Self {
            at,
            right: i64::from(right) * WIDTH / 1_024,
            down: i64::from(down) * HEIGHT / 256,
        }
    }

    /// The opposite corner of a drawing of this size, over cells of a usual size.
    pub(crate) fn opposite(self, width: i64, height: i64) -> Self {
        let (right, down) = (self.right + width.max(0), self.down + height.max(0));
        let steps = |length: i64, size: i64| u32::try_from(length.max(0) / size).unwrap_or(0);
        Self {
            at: CellRef::new(
                self.at.row.saturating_add(steps(down, HEIGHT)),
                self.at.col.saturating_add(steps(right, WIDTH)),
            ),
            right: right % WIDTH,
            down: down % HEIGHT,
        }
    }
}

/// The first and the last cell that a drawing between two corners hides for the most part.
pub(crate) fn hidden(from: Corner, to: Corner) -> Option<(CellRef, CellRef)> {
    let (top, bottom) = span(
        (from.at.row, from.down),
        (to.at.row, to.down),
        (HEIGHT, LEAST_HEIGHT),
    )?;
    let (left, right) = span(
        (from.at.col, from.right),
        (to.at.col, to.right),
        (WIDTH, LEAST_WIDTH),
    )?;
    Some((CellRef::new(top, left), CellRef::new(bottom, right)))
}

/// The same for rows or columns alone.
fn span(
    (first, start): (u32, i64),
    (last, end): (u32, i64),
    (size, least): (i64, i64),
) -> Option<(u32, u32)> {
    if first == last {
        return (end - start >= least).then_some((first, last));
    }
    let first = if start <= size / 10 { first } else { first + 1 };
    let last = if end >= size * 9 / 10 {
        last
    } else {
        last.checked_sub(1)?
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner(at: &str, right: i64, down: i64) -> Corner {
        let at = at.parse().expect("an address");
        Corner { at, right, down }
    }

    fn between(from: Corner, to: Corner) -> Option<String> {
        hidden(from, to).map(|(first, last)| format!("{first}:{last}"))
    }

    #[test]
    fn a_cell_is_hidden_where_most_of_it_is() {
        let all = between(corner("H19", 0, 0), corner("J21", 0, 0));
        assert_eq!(all.as_deref(), Some("H19:I20"));
        let reaching = between(corner("G18", 800_000, 0), corner("H20", 200_000, 0));
        assert_eq!(reaching, None);
        let within = between(
            corner("H19", 100_000, 20_000),
            corner("H19", 700_000, 250_000),
        );
        assert_eq!(within.as_deref(), Some("H19:H19"));
        let stamp = between(corner("H19", 0, 0), corner("H19", 200_000, 90_000));
        assert_eq!(stamp, None);
    }

    #[test]
    fn a_size_stands_for_the_other_corner() {
        let from = corner("B2", 0, 0);
        assert_eq!(from.opposite(2_500_000, 300_000), corner("D3", 500_000, 0));
        let parts = Corner::in_parts(CellRef::new(0, 0), 1_024, 128);
        assert_eq!(parts, corner("A1", WIDTH, HEIGHT / 2));
    }
}
