//! The formulas by which the distributed form fills fields of its own; whoever draws them and whoever compares them say the same.

use super::CellRef;

/// The percentage that the number in a cell is of this number of parts, without an equals sign.
pub fn rate_formula(count: CellRef, parts: u32) -> String {
    format!("IF(ISNUMBER({count}),ROUND({count}/{parts}*100,1),\"\")")
}

/// What a column of rows comes to: how many hold one of the marks, or the sum of their numbers. Blank while nothing is in it.
pub fn rows_formula(range: &str, marks: Option<&[String]>) -> String {
    let total = match marks {
        Some(marks) => {
            let marks = marks.iter();
            let marks: Vec<String> = marks
                .map(|mark| format!("\"{}\"", mark.replace('"', "\"\"")))
                .collect();
            format!("SUMPRODUCT(COUNTIF({range},{{{}}}))", marks.join(","))
        }
        None => format!("SUM({range})"),
    };
    format!("IF(COUNTA({range})=0,\"\",{total})")
}
