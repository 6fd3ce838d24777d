//! The text of formulas: their words, the same formula in another cell, and whether two are one. `result` recomputes the
//! simplest of them.

mod result;

use std::str::FromStr;

use model::CellRef;

pub use result::recomputed;

/// Longest formula that is looked at.
const MAX_LENGTH: usize = 4_000;

/// One word of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Word<'t> {
    /// A number, or a text in quotes, as written.
    Constant(&'t str),
    /// A function or a name.
    Name(&'t str),
    /// A cell.
    Cell(Reference<'t>),
    /// An operator, bracket or comma.
    Sign(char),
}

/// A cell that a formula points at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reference<'t> {
    /// The sheet as written, quotes included; none for the formula's own.
    pub(crate) sheet: Option<&'t str>,
    pub(crate) at: CellRef,
    /// Whether row and column stay when the formula is copied.
    fixed: (bool, bool),
}

/// The words of a formula, without a leading equals sign; `None` for one that is broken or looks into another workbook.
pub(crate) fn words(formula: &str) -> Option<Vec<Word<'_>>> {
    let mut rest = formula.trim();
    rest = rest.strip_prefix('=').unwrap_or(rest);
    if rest.len() > MAX_LENGTH {
        return None;
    }
    let mut words = Vec::new();
    let mut sheet = None;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' | '\n' | '\r' | '\t' | '\u{3000}' => first.len_utf8(),
            '"' | '\'' => quoted(rest, first)?,
            '[' | ']' | '!' => return None,
            '0'..='9' | '.' => number(rest),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        if word.trim().is_empty() {
            continue;
        }
        if let Some(after) = rest.strip_prefix('!').filter(|_| sheet.is_none()) {
            sheet = Some(word);
            rest = after;
            continue;
        }
        let cell = cell(word).filter(|_| !rest.starts_with('('));
        words.push(match (cell, sheet.take()) {
            (Some((at, fixed)), sheet) => Word::Cell(Reference { sheet, at, fixed }),
            (None, Some(_)) => return None,
            (None, None) if first == '"' || first.is_ascii_digit() || first == '.' => {
                Word::Constant(word)
            }
            (None, None) if first == '\'' => return None,
            (None, None) if is_word(first) => Word::Name(word),
            (None, None) => Word::Sign(first),
        });
    }
    sheet.is_none().then_some(words)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '\\' | '?')
}

/// How long a text in quotes is; a quote inside is doubled.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return Some(at + 1);
        }
    }
    None
}

/// How long a number is: digits, a point, an exponent.
fn number(text: &str) -> usize {
    let digits = |from: usize| {
        let rest = &text[from..];
        from + rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len())
    };
    let end = digits(0);
    let Some(rest) = text[end..].strip_prefix(['e', 'E']) else {
        return end;
    };
    let signed = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    if signed.starts_with(|c: char| c.is_ascii_digit()) {
        digits(text.len() - signed.len())
    } else {
        end
    }
}

/// A cell's address, and whether row and column are fixed.
fn cell(word: &str) -> Option<(CellRef, (bool, bool))> {
    let (col_fixed, rest) = match word.strip_prefix('$') {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let at = rest.find(|c: char| !c.is_ascii_alphabetic())?;
    let (letters, digits) = rest.split_at(at);
    let (row_fixed, digits) = match digits.strip_prefix('$') {
        Some(digits) => (true, digits),
        None => (false, digits),
    };
    if letters.is_empty() || letters.len() > 3 || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let at = CellRef::from_str(&format!("{}{digits}", letters.to_ascii_uppercase())).ok()?;
    Some((at, (row_fixed, col_fixed)))
}

/// The formula of a cell as another cell has it that it was filled into; `None` for one that cannot be followed.
pub(crate) fn moved(formula: &str, from: CellRef, to: CellRef) -> Option<String> {
    let shifted = |own: u32, from: u32, to: u32| (own + to).checked_sub(from);
    let mut out = String::new();
    for word in words(formula)? {
        match word {
            Word::Constant(text) | Word::Name(text) => out.push_str(text),
            Word::Sign(sign) => out.push(sign),
            Word::Cell(Reference { sheet, at, fixed }) => {
                let row = if fixed.0 {
                    Some(at.row)
                } else {
                    shifted(at.row, from.row, to.row)
                };
                let col = if fixed.1 {
                    Some(at.col)
                } else {
                    shifted(at.col, from.col, to.col)
                };
                if let Some(sheet) = sheet {
                    out.push_str(sheet);
                    out.push('!');
                }
                let (row_mark, col_mark) = (mark(fixed.0), mark(fixed.1));
                let plain = CellRef::new(row?, col?).to_string();
                let digits = plain.find(|c: char| c.is_ascii_digit())?;
                let (letters, digits) = plain.split_at(digits);
                out.push_str(&format!("{col_mark}{letters}{row_mark}{digits}"));
            }
        }
    }
    Some(out)
}

fn mark(is_fixed: bool) -> &'static str {
    if is_fixed { "$" } else { "" }
}

/// A formula without what changes nothing: blanks, small letters, dollar signs, needless quotes. As it is if it is not followed.
pub fn canonical(formula: &str) -> String {
    let Some(words) = words(formula) else {
        return formula.trim().trim_start_matches('=').to_owned();
    };
    let mut out = String::new();
    for word in words {
        match word {
            Word::Constant(text) => out.push_str(text),
            Word::Name(name) => out.push_str(&name.to_ascii_uppercase()),
            Word::Sign(sign) => out.push(sign),
            Word::Cell(Reference { sheet, at, .. }) => {
                if let Some(sheet) = sheet {
                    out.push_str(&sheet_name(sheet));
                    out.push('!');
                }
                out.push_str(&at.to_string());
            }
        }
    }
    out
}

/// A sheet's name without the quotes round it.
pub(crate) fn sheet_name(written: &str) -> String {
    let inner = written
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    inner.map_or_else(|| written.to_owned(), |inner| inner.replace("''", "'"))
}

/// A formula of an OpenDocument as Excel writes it: `of:=SUM([.A1:.B2];[$'x'.C3])` ▸ `SUM(A1:B2,'x'!C3)`.
pub(crate) fn of_open_document(formula: &str) -> String {
    let plain = formula.strip_prefix("of:").unwrap_or(formula);
    let plain = plain.strip_prefix('=').unwrap_or(plain);
    let mut out = String::new();
    let mut rest = plain;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => quoted(rest, '"').unwrap_or(rest.len()),
            '[' => bracketed(rest),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        match first {
            '[' => out.push_str(&reference(word)),
            ';' => out.push(','),
            _ => out.push_str(word),
        }
    }
    out
}

/// How long a reference in square brackets is; a sheet's name in quotes may hold brackets.
fn bracketed(text: &str) -> usize {
    let mut in_quotes = false;
    for (at, c) in text.char_indices() {
        match c {
            '\'' => in_quotes = !in_quotes,
            ']' if !in_quotes => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `[$'x'.C3]` ▸ `'x'!C3`; what points elsewhere stays as it is, and is not followed.
fn reference(written: &str) -> String {
    let inner = written.trim_start_matches('[').trim_end_matches(']');
    let mut out = String::new();
    for (index, side) in inner.split(':').enumerate() {
        let Some(dot) = side.rfind('.') else {
            return written.to_owned();
        };
        let (sheet, at) = (&side[..dot], &side[dot + 1..]);
        if index > 0 {
            out.push(':');
        }
        let sheet = sheet.strip_prefix('$').unwrap_or(sheet);
        if !sheet.is_empty() && index == 0 {
            out.push_str(sheet);
            out.push('!');
        }
        out.push_str(at);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> CellRef {
        text.parse().expect("an address")
    }

    #[test]
    fn a_formula_that_was_filled_in_points_elsewhere() {
        for (from, formula, to, expected) in [
            ("H17", "H16/16*100", "K17", "K16/16*100"),
            ("A1", "SUM($B$2:C3)+'a b'!D4", "B2", "SUM($B$2:D4)+'a b'!E5"),
            ("A1", "LOG10(A2)&\"A2\"", "B1", "LOG10(B2)&\"A2\""),
        ] {
            assert_eq!(moved(formula, at(from), at(to)).as_deref(), Some(expected));
        }
        assert_eq!(moved("A1", at("B2"), at("A1")), None, "beyond the edge");
        assert_eq!(moved("[1]x!A1", at("A1"), at("A2")), None);
    }

    #[test]
    fn blanks_capitals_and_dollars_make_no_other_formula() {
        for (formula, expected) in [
            (
                "=if( isnumber($E$16), round(E16/16*100,1),\"\")",
                "IF(ISNUMBER(E16),ROUND(E16/16*100,1),\"\")",
            ),
            ("'基本目標1'!A1 + \"a b\"", "基本目標1!A1+\"a b\""),
            ("[1]x!a1", "[1]x!a1"),
        ] {
            assert_eq!(canonical(formula), expected);
        }
    }

    #[test]
    fn an_open_document_writes_references_in_brackets() {
        for (written, expected) in [
            (
                "of:=IF(ISNUMBER([.E16]);ROUND([.E16]/11*100;1);\"\")",
                "IF(ISNUMBER(E16),ROUND(E16/11*100,1),\"\")",
            ),
            (
                "of:=SUM([.A1:.B2];[$'x;y'.C3];\"a;b\")",
                "SUM(A1:B2,'x;y'!C3,\"a;b\")",
            ),
            ("of:=[$目標.C3]", "目標!C3"),
        ] {
            assert_eq!(of_open_document(written), expected);
        }
    }
}
