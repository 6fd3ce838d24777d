//! Formulas that lead from a figure to the list in which it is reckoned, on whatever sheet that stands.
//!
//! # Decisions
//! * A figure is reckoned once, in the list of the units. Everywhere else it is a reference to that cell, so that a number
//!   that is changed there changes all that is printed of it.
//! * Where the list holds another number, or none, the number stands by itself: a formula never shows what the report does
//!   not say.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use model::{CellRef, Text};
use report::FigureChange;

/// Stands where a formula has no number left to reckon with; missing is never zero.
pub(super) const NOTHING: &str = "算出不可";
/// Stands where there is nothing to compare.
const UNLIKE: &str = "―";
/// A criterion that every number meets, and no word. It reads the same in Excel and LibreOffice, while `SUMPRODUCT` over
/// words differs between them.
pub(super) const ANY_NUMBER: &str = "\">-1E+300\"";

/// A formula that is settled once every sheet knows its rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Live {
    /// The figure with this trace id.
    Same(Text),
    /// One figure minus another.
    Difference(FigureChange),
    /// The same in percent of the latter.
    Rate(FigureChange),
}

/// Where a figure is reckoned.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// Its value, if it has one.
    pub(super) value: Option<Decimal>,
    /// Its row and column.
    pub(super) row: u32,
    pub(super) col: u16,
    /// First and last row of the units.
    pub(super) rows: (u32, u32),
    /// Of a ratio: the columns above and below the line.
    pub(super) ratio: Option<(u16, u16)>,
}

/// Where all figures are reckoned, by trace id.
#[derive(Debug, Default)]
pub(super) struct Homes {
    places: BTreeMap<String, (String, Home)>,
}

impl Homes {
    /// Adds the place of a figure; the first place counts.
    pub(super) fn add(&mut self, trace: &str, sheet: &str, home: &Home) {
        if !self.places.contains_key(trace) {
            let place = (sheet.to_owned(), home.clone());
            self.places.insert(trace.to_owned(), place);
        }
    }

    /// The text of a formula on a sheet, if it gives this result.
    pub(super) fn formula(&self, live: &Live, sheet: &str, result: Decimal) -> Option<String> {
        match live {
            Live::Same(trace) => {
                let (place, home) = self.places.get(trace.as_str())?;
                (home.value == Some(result)).then(|| format!("={}", cell(place, home, sheet)))
            }
            Live::Difference(change) => {
                let [now, before] = self.sides(change, sheet)?;
                let text = match change.decimals {
                    0 => format!("{now}-{before}"),
                    decimals => format!("ROUND({now}-{before},{decimals})"),
                };
                Some(if_both(change, [&now, &before], &text))
            }
            Live::Rate(change) => {
                let [now, before] = self.sides(change, sheet)?;
                let text = format!("ROUND(100*({now}-{before})/ABS({before}),1)");
                Some(if_both(change, [&now, &before], &text))
            }
        }
    }

    /// Both sides of a change: the figures themselves, or what they are over the units that have both.
    fn sides(&self, change: &FigureChange, sheet: &str) -> Option<[String; 2]> {
        let (place, now) = self.places.get(&change.now)?;
        let (other, before) = self.places.get(&change.before)?;
        if !change.is_alike {
            return Some([cell(place, now, sheet), cell(other, before, sheet)]);
        }
        let own = [
            range(place, now, now.col, sheet),
            range(other, before, before.col, sheet),
        ];
        let sum = |place: &str, home: &Home, col: u16| {
            let [first, second] = &own;
            let column = range(place, home, col, sheet);
            format!("SUMIFS({column},{first},{ANY_NUMBER},{second},{ANY_NUMBER})")
        };
        let side = |place: &str, home: &Home| match home.ratio {
            None => sum(place, home, home.col),
            Some((above, below)) => format!(
                "ROUND(100*{}/{},{})",
                sum(place, home, above),
                sum(place, home, below),
                change.decimals
            ),
        };
        Some([side(place, now), side(other, before)])
    }
}

/// A change of single cells, where both hold numbers.
fn if_both(change: &FigureChange, [now, before]: [&str; 2], text: &str) -> String {
    if change.is_alike {
        format!("={text}")
    } else {
        format!("=IF(COUNT({now},{before})=2,{text},\"{UNLIKE}\")")
    }
}

/// A cell as a formula on a sheet names it.
fn cell(place: &str, home: &Home, sheet: &str) -> String {
    let cell = CellRef::new(home.row, u32::from(home.col));
    if place == sheet {
        cell.to_string()
    } else {
        cell.on_sheet(place)
    }
}

/// The units' cells of a column.
fn range(place: &str, home: &Home, col: u16, sheet: &str) -> String {
    let (first, last) = home.rows;
    let last = CellRef::new(last, u32::from(col));
    let first = Home {
        row: first,
        col,
        ..home.clone()
    };
    format!("{}:{last}", cell(place, &first, sheet))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn homes() -> Homes {
        let home = |value: i64, row, ratio| Home {
            value: Some(Decimal::from(value)),
            row,
            col: 3,
            rows: (row - 24, row - 1),
            ratio,
        };
        let mut homes = Homes::default();
        homes.add("a/2025", "区別一覧", &home(12, 35, None));
        homes.add("a/2024", "区別一覧", &home(10, 65, None));
        homes.add("r/2025", "区別一覧", &home(80, 35, Some((2, 1))));
        homes.add("r/2024", "区別一覧", &home(70, 65, Some((2, 1))));
        homes
    }

    fn change(what: &str, decimals: u32, is_alike: bool) -> FigureChange {
        FigureChange {
            now: format!("{what}/2025"),
            before: format!("{what}/2024"),
            is_alike,
            decimals,
        }
    }

    #[test]
    fn a_figure_is_taken_from_where_it_is_reckoned_if_it_is_the_same() {
        let same = Live::Same("a/2025".into());
        let formula = |value: i64, sheet| homes().formula(&same, sheet, Decimal::from(value));
        assert_eq!(formula(12, "概要").as_deref(), Some("='区別一覧'!D36"));
        assert_eq!(formula(12, "区別一覧").as_deref(), Some("=D36"));
        assert_eq!(formula(13, "概要"), None);
        let unknown = Live::Same("b/2025".into());
        assert_eq!(homes().formula(&unknown, "概要", Decimal::ONE), None);
    }

    #[test]
    fn a_change_is_reckoned_over_all_units_or_over_those_of_both_years() {
        let formula = |live: Live| homes().formula(&live, "区別一覧", Decimal::ONE).unwrap();
        assert_eq!(
            formula(Live::Difference(change("a", 0, false))),
            "=IF(COUNT(D36,D66)=2,D36-D66,\"―\")"
        );
        assert_eq!(
            formula(Live::Difference(change("r", 1, false))),
            "=IF(COUNT(D36,D66)=2,ROUND(D36-D66,1),\"―\")"
        );
        assert_eq!(
            formula(Live::Rate(change("a", 0, false))),
            "=IF(COUNT(D36,D66)=2,ROUND(100*(D36-D66)/ABS(D66),1),\"―\")"
        );
        let both = r#"D12:D35,">-1E+300",D42:D65,">-1E+300""#;
        assert_eq!(
            formula(Live::Difference(change("a", 0, true))),
            format!("=SUMIFS(D12:D35,{both})-SUMIFS(D42:D65,{both})")
        );
        assert_eq!(
            formula(Live::Difference(change("r", 1, true))),
            format!(
                "=ROUND(ROUND(100*SUMIFS(C12:C35,{both})/SUMIFS(B12:B35,{both}),1)\
                 -ROUND(100*SUMIFS(C42:C65,{both})/SUMIFS(B42:B65,{both}),1),1)"
            )
        );
    }
}
