//! One cell of an OpenDocument: its text as a person sees it, its value, and the comments and drawings that hang on it.

use super::styles::Styles;
use crate::cell::{Cell, CellValue};
use crate::floating::{Corner, MILLIMETRE};
use crate::formula::of_open_document;
use crate::look::{Font, Rich, Run};
use crate::value;
use crate::xml::{Piece, Tag};
use model::CellRef;

/// How error values read in OpenDocument, where they are plain text.
const ERRORS: [&str; 7] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
];

/// Where a drawing that hangs on a cell begins and ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hanging {
    begin: (i64, i64),
    size: (i64, i64),
    end: Option<(CellRef, i64, i64)>,
}

impl Hanging {
    fn of(tag: &Tag<'_>) -> Self {
        let length = |name: &str| tag.get(name).map_or(0, |text| emu(&text));
        let end = tag.get("end-cell-address");
        let end = end.and_then(|text| text.rsplit('.').next()?.parse().ok());
        Self {
            begin: (length("x"), length("y")),
            size: (length("width"), length("height")),
            end: end.map(|at| (at, length("end-x"), length("end-y"))),
        }
    }

    /// Its corners, where it hangs on this cell.
    pub(super) fn corners(&self, at: CellRef) -> (Corner, Corner) {
        let from = Corner {
            at,
            right: self.begin.0,
            down: self.begin.1,
        };
        let to = match self.end {
            Some((at, right, down)) => Corner { at, right, down },
            None => from.opposite(self.size.0, self.size.1),
        };
        (from, to)
    }
}

/// A length such as `1.25cm`.
fn emu(length: &str) -> i64 {
    let at = length.find(|c: char| c.is_ascii_alphabetic());
    let (number, unit) = length.split_at(at.unwrap_or(length.len()));
    let millimetres = match unit {
        "mm" => 1.0,
        "cm" => 10.0,
        "in" => 25.4,
        "pt" => 25.4 / 72.0,
        "pc" => 25.4 / 6.0,
        _ => 0.0,
    };
    let length = number.trim().parse::<f64>().unwrap_or(0.0) * millimetres * MILLIMETRE;
    // A page has some millions of them; what is more is none.
    if length.abs() < 1e12 {
        length as i64
    } else {
        0
    }
}

/// A cell that is being walked over.
pub(super) struct Open {
    /// How many columns it stands in, one after the other.
    pub(super) columns: u32,
    /// Columns and rows that it spans.
    pub(super) span: (u32, u32),
    /// What comments on it.
    pub(super) comment: String,
    /// The words of drawings that hang on it.
    pub(super) shapes: Vec<String>,
    /// Pictures that hang on it: how far into it they begin, their size, and the cell and place in which they end.
    pub(super) pictures: Vec<Hanging>,
    /// The frame around what comes now.
    frame: Option<Hanging>,
    kind: String,
    stored: Option<String>,
    formula: Option<String>,
    style: String,
    /// The cell's own font, and that of every span around the text.
    fonts: Vec<Font>,
    text: Rich,
    paragraphs: usize,
    /// A blank that only counts if more text follows it.
    blank: bool,
    /// Names of the elements open inside the cell.
    inside: Vec<String>,
}

impl Open {
    pub(super) fn new(tag: &Tag<'_>, default: Option<&str>, styles: &Styles) -> Self {
        let kind = tag.get("value-type").unwrap_or_default();
        let stored = match kind.as_str() {
            "date" => tag.get("date-value"),
            "time" => tag.get("time-value"),
            "boolean" => tag.get("boolean-value"),
            "string" => tag.get("string-value"),
            _ => tag.get("value"),
        };
        let style = tag.get("style-name").or_else(|| default.map(str::to_owned));
        let style = style.unwrap_or_default();
        let at_least_one = |name: &str| tag.number(name).unwrap_or(1).max(1);
        Self {
            columns: at_least_one("number-columns-repeated"),
            span: (
                at_least_one("number-columns-spanned"),
                at_least_one("number-rows-spanned"),
            ),
            comment: String::new(),
            shapes: Vec::new(),
            pictures: Vec::new(),
            frame: None,
            kind,
            stored,
            formula: tag.get("formula"),
            fonts: vec![styles.font("table-cell", &style, &Font::default())],
            style,
            text: Rich::default(),
            paragraphs: 0,
            blank: false,
            inside: Vec::new(),
        }
    }

    /// Takes up what lies between the cell's own tags.
    pub(super) fn visit(&mut self, node: &Piece<'_>, styles: &Styles) {
        match node {
            Piece::Open(tag) => {
                let name = tag.qualified();
                let is_drawing = name.starts_with("draw:") && !self.is_in("draw:");
                if is_drawing {
                    self.shapes.push(String::new());
                }
                let is_own = self.is_own();
                self.inside.push(name.to_owned());
                match tag.name() {
                    "p" if is_own => self.paragraph(),
                    "span" if is_own => {
                        let below = self.fonts.last().cloned().unwrap_or_default();
                        let style = tag.get("style-name").unwrap_or_default();
                        self.fonts.push(styles.font("text", &style, &below));
                    }
                    "frame" => self.frame = Some(Hanging::of(tag)),
                    "image" | "object" => self.pictures.extend(self.frame.take()),
                    "s" => self.add(&" ".repeat(tag.number("c").unwrap_or(1).min(1_000) as usize)),
                    "tab" => self.add("\t"),
                    "line-break" => self.add("\n"),
                    "p" => self.aside("\n"),
                    _ => {}
                }
            }
            Piece::Text(text) => self.words(text),
            Piece::Close(name) => {
                let closed = self.inside.pop();
                if *name == "span" && closed.is_some() && self.is_own() && self.fonts.len() > 1 {
                    self.fonts.pop();
                }
                if *name == "p" {
                    self.blank = false;
                }
            }
        }
    }

    fn is_in(&self, prefix: &str) -> bool {
        self.inside.iter().any(|name| name.starts_with(prefix))
    }

    /// Whether what comes now is the cell's own text: no comment, no drawing, no reading above the words.
    fn is_own(&self) -> bool {
        !self.is_in("office:annotation") && !self.is_in("draw:") && !self.is_in("text:ruby-text")
    }

    fn paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.push("\n");
        }
        self.paragraphs += 1;
        self.blank = false;
    }

    fn push(&mut self, text: &str) {
        let font = self.fonts.last().filter(|_| self.fonts.len() > 1);
        self.text.push(text, font);
    }

    /// Text of a paragraph; blanks of the layout of the file count as one, and as none at its ends.
    fn words(&mut self, text: &str) {
        if !self.is_in("text:p") {
            return;
        }
        let is_layout = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let mut out = String::new();
        let is_begun = !self.text.text.is_empty() && !self.text.text.ends_with('\n');
        if text.starts_with(is_layout) && (is_begun || !self.is_own()) {
            self.blank = true;
        }
        for word in text.split(is_layout).filter(|word| !word.is_empty()) {
            if self.blank || !out.is_empty() {
                out.push(' ');
            }
            self.blank = false;
            out.push_str(word);
        }
        if !out.is_empty() {
            self.blank = false;
            self.add(&out);
        }
        if text.ends_with(is_layout) && !(out.is_empty() && self.text.text.is_empty()) {
            self.blank = true;
        }
    }

    fn add(&mut self, text: &str) {
        if self.is_in("text:ruby-text") {
            return;
        }
        if self.is_own() {
            if self.is_in("text:p") {
                self.push(text);
            }
        } else {
            self.aside(text);
        }
    }

    /// Words of a comment or a drawing, not those about who wrote them.
    fn aside(&mut self, text: &str) {
        if self.is_in("office:annotation") {
            self.comment.push_str(text);
        } else if let Some(shape) = self.shapes.last_mut() {
            shape.push_str(text);
        }
    }

    /// What its formula says, as Excel would write it.
    pub(super) fn formula(&self) -> Option<String> {
        self.formula.as_deref().map(of_open_document)
    }

    /// The cell, if it holds anything, how its characters look, and what it prints instead of its number.
    pub(super) fn close(&self, styles: &Styles) -> Option<(Cell, Vec<Run>, Option<String>)> {
        let text = &self.text.text;
        let number = || self.stored.as_ref()?.trim().parse::<f64>().ok();
        let found = match self.kind.as_str() {
            "float" | "currency" | "percentage" => number().map(value::round_to_shown),
            "date" | "time" => self.stored.as_deref().map(value::iso),
            "boolean" => self
                .stored
                .as_ref()
                .map(|value| CellValue::Bool(value == "true")),
            _ if ERRORS.contains(&text.as_str()) || text.starts_with("Err:") => {
                Some(CellValue::Error(text.clone()))
            }
            _ if self.paragraphs > 0 => Some(CellValue::Text(text.clone())),
            _ => self.stored.clone().map(CellValue::Text),
        };
        let value = match found {
            None if self.formula.is_some() => CellValue::Empty,
            None => return None,
            // A formula that gives nothing is kept, a formatted blank is not.
            Some(CellValue::Text(text)) if text.is_empty() && self.formula.is_none() => {
                return None;
            }
            Some(value) => value,
        };
        let is_percent = self.kind == "percentage";
        let printed = match &value {
            CellValue::Number(number) if self.paragraphs > 0 => printed(text, *number, is_percent),
            _ => None,
        };
        let runs = self.text.runs(&self.fonts[0], styles.paper(&self.style));
        let cell = Cell {
            value,
            is_formula: self.formula.is_some(),
            is_percent,
        };
        Some((cell, runs, printed))
    }
}

/// What a number shows as, where that is more than the number rounded.
fn printed(text: &str, number: rust_decimal::Decimal, is_percent: bool) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | '¥' | '￥' | '$'))
        .collect();
    let plain = plain.trim();
    let is_digit = |c: char| c.is_ascii_digit();
    let Some(from) = plain.find(is_digit) else {
        let is_dash = number.is_zero() && !plain.is_empty() && plain.chars().all(|c| c == '-');
        return (!is_dash).then(|| plain.to_owned());
    };
    if is_percent {
        return None;
    }
    let rest = plain[from..]
        .find(|c: char| !is_digit(c) && c != '.')
        .map_or(plain.len(), |end| from + end);
    let (before, shown, after) = (&plain[..from], &plain[from..rest], &plain[rest..]);
    let shown: rust_decimal::Decimal = shown.trim_end_matches('.').parse().ok()?;
    // Powers of ten, fractions and times of day are not followed further.
    if matches!(after.chars().next(), Some('E' | 'e' | '/' | ':')) {
        return None;
    }
    let twice = (number.abs() - shown)
        .abs()
        .checked_mul(rust_decimal::Decimal::TWO);
    let unit = rust_decimal::Decimal::new(1, shown.scale());
    let is_rounded = twice.is_some_and(|twice| twice <= unit);
    if !is_rounded {
        return Some(plain.to_owned());
    }
    let before = before.trim_start_matches(['-', '−', '▲', '△', '(']);
    let after = after.trim_start_matches(')');
    (!before.trim().is_empty() || !after.trim().is_empty())
        .then(|| format!("{before}{}{after}", number.normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn what_shows_as_more_than_the_number_is_told() {
        let shown = |text: &str, number: Decimal| printed(text, number, false);
        let number = Decimal::from(453);
        for text in ["453", "453.00", "¥453", "(453)", "-453", "4.53E+02"] {
            assert_eq!(shown(text, number), None, "{text}");
        }
        assert_eq!(shown("1,234", Decimal::from(1_234)), None);
        for large in [Decimal::MAX, Decimal::MIN] {
            assert_eq!(shown("7.9E+28", large), None);
            assert_eq!(shown("8", large).as_deref(), Some("8"));
        }
        assert_eq!(shown("85.5", Decimal::new(8_546, 2)), None);
        assert_eq!(shown("-", Decimal::ZERO), None);
        assert_eq!(
            shown("85.5％", Decimal::new(8_546, 2)).as_deref(),
            Some("85.46％")
        );
        for (text, expected) in [
            ("未集計", "未集計"),
            ("", ""),
            ("約453", "約453"),
            ("453世帯", "453世帯"),
            ("4530", "4530"),
        ] {
            assert_eq!(shown(text, number).as_deref(), Some(expected));
        }
    }
}
