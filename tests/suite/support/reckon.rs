//! Reckons the formulas of the report's workbook, from the numbers that are stored in the cells they name.

use std::collections::BTreeMap;

use calamine::{Data, Range, Reader};
use rust_decimal::{Decimal, RoundingStrategy};
use torimatome::model::CellRef;

/// A workbook's sheets: values and formulas by row and column.
pub(crate) type Sheets = BTreeMap<String, (Range<Data>, Range<String>)>;

/// All sheets of an open workbook.
pub(crate) fn sheets<R: Reader<S>, S: std::io::Read + std::io::Seek>(workbook: &mut R) -> Sheets {
    let names = workbook.sheet_names();
    let sheet = |name: String| {
        let values = workbook.worksheet_range(&name).expect("values");
        let formulas = workbook.worksheet_formula(&name).expect("formulas");
        (name, (values, formulas))
    };
    names.into_iter().map(sheet).collect()
}

/// What a formula gives that stands on a sheet; nothing for a word.
pub(crate) fn reckoned(sheets: &Sheets, sheet: &str, formula: &str) -> Option<Decimal> {
    let mut reading = Reading {
        sheets,
        sheet,
        rest: formula,
    };
    let result = reading.sum();
    assert_eq!(reading.rest, "", "{formula}");
    result.first().copied().flatten()
}

/// A value, or the values of a range; a word is none.
type Values = Vec<Option<Decimal>>;

/// A formula being read.
struct Reading<'a> {
    sheets: &'a Sheets,
    sheet: &'a str,
    rest: &'a str,
}

impl<'a> Reading<'a> {
    /// Passes over a sign, if it comes next.
    fn takes(&mut self, sign: &str) -> bool {
        let after = self.rest.strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// As many characters as belong together.
    fn word(&mut self, belongs: fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn sum(&mut self) -> Values {
        let mut left = self.product();
        loop {
            let sign = if self.takes("+") {
                Decimal::ONE
            } else if self.takes("-") {
                Decimal::NEGATIVE_ONE
            } else if self.takes("=") {
                let right = self.product();
                return vec![Some(Decimal::from(u8::from(left == right)))];
            } else {
                return left;
            };
            let right = self.product();
            left = vec![one(&left).zip(one(&right)).map(|(a, b)| a + sign * b)];
        }
    }

    fn product(&mut self) -> Values {
        let mut left = self.factor();
        loop {
            if self.takes("*") {
                let right = self.factor();
                left = vec![one(&left).zip(one(&right)).map(|(a, b)| a * b)];
            } else if self.takes("/") {
                let right = self.factor();
                let sides = one(&left).zip(one(&right));
                left = vec![sides.and_then(|(a, b)| a.checked_div(b))];
            } else {
                return left;
            }
        }
    }

    fn factor(&mut self) -> Values {
        if self.takes("(") {
            let inside = self.sum();
            assert!(self.takes(")"), "{}", self.rest);
            return inside;
        }
        if self.takes("\"") {
            self.word(|c| c != '"');
            assert!(self.takes("\""));
            return vec![None];
        }
        if self.takes("'") {
            let sheet = self.word(|c| c != '\'');
            assert!(self.takes("'!"));
            return self.cells(sheet);
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            let number = self.word(|c| c.is_ascii_digit() || c == '.');
            return vec![number.parse().ok()];
        }
        let before = self.rest;
        let name = self.word(|c| c.is_ascii_uppercase());
        if self.takes("(") {
            let mut given = vec![self.sum()];
            while self.takes(",") {
                given.push(self.sum());
            }
            assert!(self.takes(")"), "{}", self.rest);
            return vec![call(name, &given)];
        }
        self.rest = before;
        self.cells(self.sheet)
    }

    /// A cell or a range of a sheet.
    fn cells(&mut self, sheet: &str) -> Values {
        let mut place = || {
            let word = self.word(|c| c.is_ascii_alphanumeric());
            let cell: CellRef = word.parse().expect("an address");
            cell
        };
        let first = place();
        let last = if self.takes(":") {
            let word = self.word(|c| c.is_ascii_alphanumeric());
            word.parse().expect("an address")
        } else {
            first
        };
        let (values, _) = self.sheets.get(sheet).expect("a sheet of the workbook");
        let rows = first.row..=last.row;
        let cells = rows.flat_map(|row| (first.col..=last.col).map(move |col| (row, col)));
        let number = |at| match values.get_value(at) {
            Some(Data::Float(number)) => number.to_string().parse().ok(),
            _ => None,
        };
        cells.map(number).collect()
    }
}

fn one(values: &Values) -> Option<Decimal> {
    values.first().copied().flatten()
}

/// A function over what is given to it. A criterion stands for any number.
fn call(name: &str, given: &[Values]) -> Option<Decimal> {
    let whole = |at: usize| one(&given[at]);
    match name {
        "ROUND" => {
            let places = u32::try_from(whole(1)?).expect("decimal places");
            let half_up = RoundingStrategy::MidpointAwayFromZero;
            Some(whole(0)?.round_dp_with_strategy(places, half_up))
        }
        "ABS" => Some(whole(0)?.abs()),
        "SUM" => Some(given.iter().flatten().flatten().sum()),
        "COUNT" => Some(Decimal::from(given.iter().flatten().flatten().count())),
        "IF" => {
            let met = whole(0)? != Decimal::ZERO;
            whole(if met { 1 } else { 2 })
        }
        "SUMIF" => Some(sum_where(&given[2], &[&given[0]])),
        "SUMIFS" => Some(sum_where(&given[0], &[&given[1], &given[3]])),
        _ => panic!("a formula with {name}"),
    }
}

/// The numbers of a column beside which there are numbers in the others.
fn sum_where(column: &Values, others: &[&Values]) -> Decimal {
    let rows = column.iter().enumerate();
    let met = rows.filter(|(row, _)| others.iter().all(|other| other[*row].is_some()));
    met.filter_map(|(_, number)| *number).sum()
}
