//! What a formula of plain arithmetic gives over the stored values of its workbook: + − × ÷, brackets, SUM, ROUND and references.
//! Only to tell that a stored result is old; no value is ever taken from here. Anything else is not followed.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Reference, Word, sheet_name, words};
use crate::cell::CellValue;
use crate::grid::{Sheet, Workbook};
use model::CellRef;

/// How far formulas are followed from one to the next, and brackets into one another.
const MAX_DEPTH: u32 = 24;
/// Most cells of one range.
const MAX_RANGE: u64 = 10_000;
/// Most places that a number is rounded to, before or after its point.
const MAX_PLACES: u32 = 12;
/// Most words and cells that are looked at for one result.
const MAX_STEPS: u32 = 20_000;

/// What the formula in a cell gives, if it is nothing but plain arithmetic over numbers and blanks.
pub fn recomputed(workbook: &Workbook, sheet: &Sheet, at: CellRef) -> Option<Decimal> {
    let mut steps = 0;
    let formula = sheet.beside.formulas.get(&at)?;
    formula_value(workbook, sheet, formula, &mut steps, 0)
}

fn formula_value(
    workbook: &Workbook,
    sheet: &Sheet,
    formula: &str,
    steps: &mut u32,
    depth: u32,
) -> Option<Decimal> {
    let words = words(formula)?;
    let mut reader = Reader {
        workbook,
        sheet,
        words: &words,
        at: 0,
        steps,
        depth,
    };
    let value = reader.sum()?;
    (reader.at == words.len()).then_some(value)
}

struct Reader<'a, 'w> {
    workbook: &'a Workbook,
    sheet: &'a Sheet,
    words: &'w [Word<'w>],
    at: usize,
    steps: &'w mut u32,
    depth: u32,
}

impl Reader<'_, '_> {
    fn next_is(&mut self, sign: char) -> bool {
        let is_it = self.words.get(self.at) == Some(&Word::Sign(sign));
        self.at += usize::from(is_it);
        is_it
    }

    fn step(&mut self) -> Option<()> {
        *self.steps += 1;
        (*self.steps <= MAX_STEPS).then_some(())
    }

    /// Terms added and taken away.
    fn sum(&mut self) -> Option<Decimal> {
        let mut value = self.product()?;
        loop {
            if self.next_is('+') {
                value = value.checked_add(self.product()?)?;
            } else if self.next_is('-') {
                value = value.checked_sub(self.product()?)?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<Decimal> {
        let mut value = self.factor()?;
        loop {
            if self.next_is('*') {
                value = value.checked_mul(self.factor()?)?;
            } else if self.next_is('/') {
                value = value.checked_div(self.factor()?)?;
            } else {
                return Some(value);
            }
        }
    }

    fn factor(&mut self) -> Option<Decimal> {
        self.step()?;
        let mut is_negative = false;
        while let Some(Word::Sign(sign @ ('-' | '+'))) = self.words.get(self.at) {
            is_negative ^= *sign == '-';
            self.at += 1;
        }
        let value = self.plain_factor()?;
        Some(if is_negative { -value } else { value })
    }

    fn plain_factor(&mut self) -> Option<Decimal> {
        if self.next_is('(') {
            return self.inside(Self::sum);
        }
        let word = self.words.get(self.at)?.clone();
        self.at += 1;
        match word {
            Word::Constant(text) => text
                .parse()
                .or_else(|_| Decimal::from_scientific(text))
                .ok(),
            Word::Cell(reference) => {
                let sheet = self.sheet_of(&reference)?;
                self.cell(sheet, reference.at)?.or(Some(Decimal::ZERO))
            }
            Word::Name(name) if self.next_is('(') => match name.to_ascii_uppercase().as_str() {
                "SUM" => self.inside(Self::total),
                "ROUND" => self.inside(Self::rounded),
                _ => None,
            },
            Word::Name(_) | Word::Sign(_) => None,
        }
    }

    /// What stands before a closing bracket.
    fn inside(&mut self, read: fn(&mut Self) -> Option<Decimal>) -> Option<Decimal> {
        self.depth += 1;
        let value = (self.depth <= MAX_DEPTH).then(|| read(self)).flatten()?;
        self.depth -= 1;
        self.next_is(')').then_some(value)
    }

    fn total(&mut self) -> Option<Decimal> {
        let mut total = Decimal::ZERO;
        loop {
            let next = match self.range() {
                Some((sheet, first, last)) => self.sum_of(sheet, first, last)?,
                None => self.sum()?,
            };
            total = total.checked_add(next)?;
            if !self.next_is(',') {
                return Some(total);
            }
        }
    }

    /// A range, or a cell that is a whole argument: texts in it count as nothing.
    fn range(&mut self) -> Option<(usize, CellRef, CellRef)> {
        let Word::Cell(first) = self.words.get(self.at)? else {
            return None;
        };
        let (last, length) = match (self.words.get(self.at + 1), self.words.get(self.at + 2)) {
            (Some(Word::Sign(':')), Some(Word::Cell(last))) => (last.at, 3),
            _ => (first.at, 1),
        };
        let ends = matches!(
            self.words.get(self.at + length),
            Some(Word::Sign(',' | ')'))
        );
        let sheet = self.sheet_of(first).filter(|_| ends)?;
        let first = first.at;
        self.at += length;
        Some((sheet, first, last))
    }

    fn sum_of(&mut self, sheet: usize, first: CellRef, last: CellRef) -> Option<Decimal> {
        let rows = first.row.min(last.row)..=first.row.max(last.row);
        let cols = first.col.min(last.col)..=first.col.max(last.col);
        let count =
            |range: &std::ops::RangeInclusive<u32>| u64::from(range.end() - range.start()) + 1;
        if count(&rows) * count(&cols) > MAX_RANGE {
            return None;
        }
        let mut total = Decimal::ZERO;
        for row in rows {
            for col in cols.clone() {
                let at = CellRef::new(row, col);
                let held = self.workbook.sheets[sheet].cells.get(&at);
                if !matches!(
                    held.map(|cell| &cell.value),
                    Some(CellValue::Text(_) | CellValue::Bool(_))
                ) {
                    total = total.checked_add(self.cell(sheet, at)?.unwrap_or_default())?;
                }
            }
        }
        Some(total)
    }

    /// The number of a cell, of a formula recomputed if it can be; nothing for a blank.
    fn cell(&mut self, sheet: usize, at: CellRef) -> Option<Option<Decimal>> {
        self.step()?;
        let sheet = &self.workbook.sheets[sheet];
        let Some(cell) = sheet.cells.get(&at) else {
            return Some(None);
        };
        let CellValue::Number(stored) = &cell.value else {
            let is_blank = cell.value == CellValue::Empty && !cell.is_formula;
            return is_blank.then_some(None);
        };
        let Some(formula) = sheet.beside.formulas.get(&at) else {
            return Some(Some(*stored));
        };
        if self.depth >= MAX_DEPTH {
            // Formulas that point at one another give nothing, however often they are asked.
            *self.steps = MAX_STEPS;
            return None;
        }
        let again = formula_value(self.workbook, sheet, formula, self.steps, self.depth + 1);
        Some(Some(again.unwrap_or(*stored)))
    }

    fn sheet_of(&self, reference: &Reference<'_>) -> Option<usize> {
        let mut sheets = self.workbook.sheets.iter();
        match reference.sheet {
            None => sheets.position(|sheet| sheet.name == self.sheet.name),
            Some(written) => {
                let name = sheet_name(written);
                sheets.position(|sheet| *sheet.name == *name)
            }
        }
    }

    /// A number and the places it is rounded to, half away from nought.
    fn rounded(&mut self) -> Option<Decimal> {
        let value = self.sum()?;
        if !self.next_is(',') {
            return None;
        }
        let places: i32 = self.sum()?.trunc().to_string().parse().ok()?;
        let scale = (0..places.unsigned_abs().min(MAX_PLACES + 1))
            .try_fold(Decimal::ONE, |scale, _| scale.checked_mul(Decimal::TEN))
            .filter(|_| places.unsigned_abs() <= MAX_PLACES)?;
        let up = places >= 0;
        let moved = if up {
            value.checked_mul(scale)?
        } else {
            value.checked_div(scale)?
        };
        let whole = moved.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        let rounded = if up {
            whole.checked_div(scale)?
        } else {
            whole.checked_mul(scale)?
        };
        // A program that calculates in binary may take what lies this near to a half for either side of it.
        let off = moved.fract().abs() - Decimal::new(5, 1);
        let is_near = !off.is_zero() && off.abs() < Decimal::new(1, 9);
        (!is_near).then_some(rounded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;

    /// What a formula gives over a small workbook, as text.
    fn gives(formula: &str) -> Option<String> {
        let mut workbook = Workbook::from_tables(
            "x.xlsx",
            &[
                ("一", &[&["12", "3", "0.5"], &["文", "", "7"]]),
                ("二 枚目", &[&["100"]]),
            ],
        );
        let at: CellRef = "F9".parse().expect("an address");
        workbook.sheets[0].cells.insert(at, Cell::plain("1"));
        workbook.sheets[0]
            .beside
            .formulas
            .insert(at, formula.to_owned());
        let again: CellRef = "C1".parse().expect("an address");
        workbook.sheets[0]
            .beside
            .formulas
            .insert(again, "A1/B1".to_owned());
        recomputed(&workbook, &workbook.sheets[0], at).map(|value| value.normalize().to_string())
    }

    #[test]
    fn plain_arithmetic_is_followed() {
        for (formula, expected) in [
            ("A1+B1*2", "18"),
            ("-(A1-B1)/2", "-4.5"),
            ("SUM(A1:C2)", "26"),
            ("SUM(A1,B1,1)", "16"),
            ("SUM(A1:B1)/'二 枚目'!A1", "0.15"),
            ("ROUND(A1/7*100,1)", "171.4"),
            ("ROUND(2.5,0)", "3"),
            ("ROUND(-2.5,0)", "-3"),
            ("ROUND(1248,-2)", "1200"),
            ("ROUND(A1*100+50,-2)", "1300"),
            ("B2+1", "1"),
            ("C1", "4"),
            ("sum(a1:b1)", "15"),
            ("1.5E1+.5", "15.5"),
        ] {
            assert_eq!(gives(formula).as_deref(), Some(expected), "{formula}");
        }
    }

    #[test]
    fn nothing_else_is_followed() {
        for formula in [
            "IF(A1>0,1,2)",
            "A2+1",
            "AVERAGE(A1:B1)",
            "A1^2",
            "A1%",
            "A1&B1",
            "[1]x!A1",
            "三!A1",
            "A1/B2",
            "F9+1",
            "SUM(A:A)",
            "SUM(A1:A1048576)",
            "A1+",
            "(A1",
            "\"x\"",
            "ROUND(A1)",
            "合計",
            "",
        ] {
            assert_eq!(gives(formula), None, "{formula}");
        }
        let deep = format!("{}1{}", "(".repeat(500), ")".repeat(500));
        assert_eq!(gives(&deep), None);
        let signs = format!("{}1", "-".repeat(3_000));
        gives(&signs);
    }
}
