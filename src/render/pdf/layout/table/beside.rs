//! What stands small beside the number of a cell: the mark of a note, the trace id of a figure.

use super::super::super::document::Tag;
use super::super::super::font::Faces;
use super::super::composer::{Align, Composer, baseline, indent};
use super::super::style::Style;
use super::row::{Beside, Cell, SMALL};
use report::TableCell;

/// Between a text and what stands beside it.
pub(super) const GAP: f32 = 3.0;

/// How far above a trace id a mark stands.
const OVER: f32 = 5.2;

/// The longest trace id that stands beside a number; a longer one would be louder than the number.
pub(super) const LONGEST: f32 = 46.0;

/// Room for the trace id of a cell, with the gap before the number; the mark of a note can stand over it. None where the id
/// stands elsewhere.
pub(super) fn room(faces: &Faces, cell: &TableCell) -> f32 {
    let trace = cell.trace().unwrap_or_default();
    let wide = faces.width(trace, SMALL.size, SMALL.weight);
    if trace.is_empty() || wide > LONGEST {
        0.0
    } else {
        wide + GAP + 0.1
    }
}

/// What stands beside a number: trace id and mark as far as they fit, the mark first; the row begins a margin above its text.
pub(super) fn beside(
    fits: impl Fn(&str) -> bool,
    mark: Option<&str>,
    trace: Option<&str>,
    (margin, style): (f32, Style),
) -> Beside {
    let with_mark = |text: &str| mark.map_or(text.to_owned(), |mark| format!("{mark} {text}"));
    let Some(trace) = trace else {
        return mark
            .filter(|mark| fits(mark))
            .map_or(Beside::Nothing, |mark| Beside::Mark(mark.to_owned()));
    };
    let (first, rest) = (with_mark(parted(trace).0), parted(trace).1);
    let is_high = 2.0 * SMALL.leading <= 2.0 * margin + style.leading;
    // The mark keeps clear of the rule above the row.
    let has_room_over = baseline(margin, style) >= OVER + 0.94 * SMALL.size;
    match mark {
        // Where there is room for it in every row of a column, the mark stands over the id in every row.
        Some(mark) if has_room_over && fits(trace) => {
            Beside::Under(mark.to_owned(), trace.to_owned())
        }
        _ if fits(&with_mark(trace)) => Beside::Trace(with_mark(trace)),
        _ if is_high && fits(&first) && fits(rest) => Beside::Parted(first, rest.to_owned()),
        Some(mark) if fits(mark) => Beside::Mark(mark.to_owned()),
        _ => Beside::Nothing,
    }
}

/// `1-2-rate/` and `2025/市`.
pub(super) fn parted(trace: &str) -> (&str, &str) {
    trace.split_at(trace.find('/').map_or(trace.len(), |place| place + 1))
}

/// Draws it at the other side of a cell, whose text begins at `top`.
pub(super) fn draw(
    composer: &mut Composer,
    tag: Tag,
    cell: &Cell,
    (left, width, top): (f32, f32, f32),
    height: f32,
) {
    let side = match cell.align {
        Align::Start => Align::End,
        Align::Middle | Align::End => Align::Start,
    };
    // On the baseline of the number.
    let on_line = baseline(top, cell.style) - baseline(0.0, SMALL);
    let middle = on_line - SMALL.leading / 2.0;
    let lines = match &cell.beside {
        Beside::Nothing => return,
        Beside::Mark(mark) => vec![(mark, top - 0.5)],
        Beside::Trace(trace) => vec![(trace, on_line)],
        Beside::Under(mark, trace) => vec![(mark, on_line - OVER), (trace, on_line)],
        Beside::Parted(first, rest) if height >= 2.0 * SMALL.leading => {
            vec![(first, middle), (rest, middle + SMALL.leading)]
        }
        Beside::Parted(..) => return,
    };
    for (text, y) in lines {
        let x = left + indent(width, composer.measure(text, SMALL), side);
        composer.text(tag, x, y, SMALL, text);
    }
}
