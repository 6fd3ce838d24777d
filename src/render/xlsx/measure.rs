//! How much room Japanese text takes: widths, lines, heights, and cutting at Excel's limits.
//!
//! BIZ UDゴシック is monospaced: ASCII is one half-width character, everything else two.

use model::Text;
use unicode_width::UnicodeWidthChar;

/// Longest text in a cell, in UTF-16 units.
const CELL_LIMIT: usize = 32_767;
/// Height of one line of body text in points.
pub(super) const LINE: f64 = 13.0;
/// Space above and below the text of a row, in points.
pub(super) const PADDING: f64 = 4.0;
/// Lines that fit the highest row Excel allows (409.5 points).
pub(super) const MOST_LINES: usize = 31;

/// Width of a character in half-width characters.
fn char_width(c: char) -> usize {
    if c.is_ascii() {
        c.width().unwrap_or(0)
    } else {
        // Ambiguous characters (①, …, －) are full-width in a Japanese font.
        c.width_cjk().unwrap_or(0)
    }
}

/// Width of the widest line of a text, in half-width characters.
pub(super) fn width(text: &str) -> usize {
    text.lines()
        .map(|line| line.chars().map(char_width).sum())
        .max()
        .unwrap_or(0)
}

/// Lines a text takes in a column of this width.
pub(super) fn lines(text: &str, column: f64) -> usize {
    breaks(text, column).len() + 1
}

/// Byte positions where a new line begins, the first line's left out.
fn breaks(text: &str, column: f64) -> Vec<usize> {
    let mut found = Vec::new();
    if !text.contains('\n') && width(text) <= whole(column) {
        return found;
    }
    // One half-width character of slack, because programs differ in where they break lines before 、 and 」.
    let room = whole(column).saturating_sub(1).max(2);
    let mut used = 0;
    let mut word_start: Option<(usize, usize)> = None;
    for (position, c) in text.char_indices() {
        if c == '\n' {
            found.push(position + 1);
            used = 0;
            word_start = None;
            continue;
        }
        let is_word = c.is_ascii_graphic();
        if is_word && word_start.is_none() {
            word_start = Some((position, used));
        }
        let wide = char_width(c);
        if used + wide > room {
            match word_start.filter(|(_, before)| is_word && *before > 0) {
                // A word moves to the next line as a whole.
                Some((start, before)) => {
                    found.push(start);
                    used -= before;
                    word_start = Some((start, 0));
                }
                None => {
                    found.push(position);
                    used = 0;
                    word_start = is_word.then_some((position, 0));
                }
            }
        }
        if !is_word {
            word_start = None;
        }
        used += wide;
    }
    found
}

/// A text with a line break before every bracket that a line would otherwise end in; and before the one that ends a text of
/// several lines, because programs differ in where they break these.
pub(super) fn with_whole_brackets(text: &str, column: f64) -> String {
    let mut whole = text.to_owned();
    let mut from = 0;
    while let Some(start) = whole[from..].find('（').map(|at| from + at) {
        let Some(end) = whole[start..].find('）').map(|at| start + at) else {
            break;
        };
        let found = breaks(&whole, column);
        let is_cut = found.iter().any(|at| *at > start && *at <= end);
        let is_last = end + '）'.len_utf8() == whole.len() && !found.is_empty();
        from = end;
        if (is_cut || is_last) && start > 0 && !whole[..start].ends_with('\n') {
            whole.insert(start, '\n');
            from += 1;
        }
    }
    whole
}

/// A width as a whole number of half-width characters.
fn whole(column: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a small positive range just before"
    )]
    let room = column.clamp(1.0, 2000.0).floor() as usize;
    room
}

/// Height in points of a row holding this many lines of body text, within what Excel allows.
pub(super) fn height(lines: usize) -> f64 {
    let lines = u32::try_from(lines.clamp(1, MOST_LINES)).unwrap_or(1);
    f64::from(lines) * LINE + PADDING
}

/// The same without space above and below: the rows of a long list stand as close as in any spreadsheet.
pub(super) fn dense_height(lines: usize) -> f64 {
    height(lines) - PADDING
}

/// A text in pieces that each fit one row of this width, joined giving the text again (but for a line break at a seam).
pub(super) fn pieces(text: &str, column: f64) -> Vec<&str> {
    let starts = breaks(text, column);
    let mut rest = text;
    let mut offset = 0;
    let mut found = Vec::new();
    for start in starts.iter().skip(MOST_LINES - 1).step_by(MOST_LINES) {
        if let Some((piece, after)) = rest.split_at_checked(start - offset) {
            found.push(piece.strip_suffix('\n').unwrap_or(piece));
            rest = after;
            offset = *start;
        }
    }
    found.push(rest);
    found
}

/// A text cut to what a cell can hold, with a visible mark saying how much is missing.
pub(super) fn within_cell(text: &str) -> Text {
    within(text, CELL_LIMIT).into()
}

/// The same of a text that is shared: it stays so where it fits.
pub(super) fn shared_within_cell(text: &Text) -> Text {
    match fits(text, CELL_LIMIT) {
        true => text.clone(),
        false => within_cell(text),
    }
}

/// Whether a text has at most so many UTF-16 units; of bytes it has no fewer.
fn fits(text: &str, limit: usize) -> bool {
    text.len() <= limit || text.encode_utf16().count() <= limit
}

/// A text cut to a number of UTF-16 units, with a visible mark saying how much is missing.
pub(super) fn within(text: &str, limit: usize) -> String {
    if fits(text, limit) {
        return text.to_owned();
    }
    // Room for the mark itself; twenty units hold any count.
    let kept = first_units(text, limit.saturating_sub(20));
    let missing = text.chars().count() - kept.chars().count();
    format!("{kept}…（以下{missing}字略）")
}

/// The beginning of a text, at most this many UTF-16 units long, never half a character.
pub(super) fn first_units(text: &str, limit: usize) -> &str {
    let mut units = 0;
    for (position, c) in text.char_indices() {
        units += c.len_utf16();
        if units > limit {
            return text.split_at(position).0;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_is_twice_as_wide_as_ascii() {
        assert_eq!(width("①区 A1"), 7);
        assert_eq!(width("a\nあいう"), 6);
    }

    #[test]
    fn lines_follow_width_and_line_breaks() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("あいうえ", 9.0), 1);
        assert_eq!(lines("あいうえお", 9.0), 2);
        assert_eq!(lines("あ\nい\n", 9.0), 3);
    }

    #[test]
    fn a_line_does_not_end_inside_a_bracket_that_fits_a_line() {
        assert_eq!(with_whole_brackets("割合（％）", 9.0), "割合\n（％）");
        assert_eq!(with_whole_brackets("割合（％）", 10.0), "割合（％）");
        assert_eq!(
            with_whole_brackets("名簿（※）の地域数（地域）", 14.0),
            "名簿（※）の地域数\n（地域）"
        );
        assert_eq!(with_whole_brackets("（％）の割合", 5.0), "（％）の割合");
        assert_eq!(with_whole_brackets("閉じない（括弧", 8.0), "閉じない（括弧");
    }

    #[test]
    fn a_word_is_not_broken_when_it_fits_the_next_line() {
        assert_eq!(lines("あいう word", 9.0), 2);
        assert_eq!(lines(&"x".repeat(40), 11.0), 4);
    }

    #[test]
    fn pieces_hold_every_character() {
        let text = "ひらがなabc漢字🙂".repeat(900);
        let found = pieces(&text, 40.0);
        assert!(found.len() > 5);
        assert_eq!(found.concat(), text);
        assert!(
            found
                .iter()
                .all(|piece| lines(piece, 40.0) <= MOST_LINES + 1)
        );
    }

    #[test]
    fn a_text_beyond_the_limit_is_cut_with_a_mark() {
        let text = "🙂".repeat(20_000);
        let cut = within_cell(&text);
        assert!(cut.encode_utf16().count() <= CELL_LIMIT);
        assert!(cut.ends_with("字略）"), "no mark");
        assert_eq!(within_cell("短い"), "短い");
    }
}
