//! What is told of a table that somebody gives: faulty lines and missing headings, all of them at once.

use super::nearest::nearest;

/// Most lines that are named one by one.
const MOST_LINES: usize = 20;

/// What is wrong in which lines of a table, all in one message.
pub fn at_lines(faults: &[(usize, String)]) -> String {
    let shown = faults.iter().take(MOST_LINES);
    let mut lines: Vec<String> = shown
        .map(|(line, what)| format!("{line}行目: {what}"))
        .collect();
    if faults.len() > MOST_LINES {
        lines.push(format!("ほか{}行", faults.len() - MOST_LINES));
    }
    lines.join("\n　")
}

/// Which headings are missing, and which of those that are there may be meant.
pub fn without_headings(missing: &[String], others: &[&str]) -> String {
    let near: Vec<String> = missing
        .iter()
        .filter_map(|name| {
            let near = nearest(name, others.iter().copied())?;
            Some(format!("「{near}」は「{name}」のことですか。"))
        })
        .collect();
    let near = if near.is_empty() {
        String::new()
    } else {
        format!("（{}）", near.join(""))
    };
    format!("見出し「{}」がありません{near}", missing.join("」「"))
}

/// The row of a table that comes nearest to its row of headings: which of them it lacks, and what else stands in it.
pub fn missing_headings(headings: &[&str], rows: &[Vec<String>]) -> String {
    let lacking = |row: &[String]| {
        let is_there = |name: &str| row.iter().any(|cell| cell.trim() == name);
        let lacking = headings.iter().filter(|name| !is_there(name));
        lacking
            .map(|name| (*name).to_owned())
            .collect::<Vec<String>>()
    };
    // The first of those that lack the fewest.
    let best = rows.iter().min_by_key(|row| lacking(row).len());
    let row: &[String] = best.map_or(&[], Vec::as_slice);
    let others = row.iter().map(|cell| cell.trim());
    let others: Vec<&str> = others.filter(|cell| !headings.contains(cell)).collect();
    without_headings(&lacking(row), &others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_that_looks_like_headings_is_the_one_that_is_told_about() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows: Vec<Vec<String>> = vec![
            row(&["登録"]),
            row(&["団体コ一ド", "年度 "]),
            row(&["1", "2024"]),
        ];
        assert_eq!(
            missing_headings(&["団体コード", "年度"], &rows),
            "見出し「団体コード」がありません（「団体コ一ド」は「団体コード」のことですか。）"
        );
        assert_eq!(
            missing_headings(&["年度"], &[]),
            "見出し「年度」がありません"
        );
    }

    #[test]
    fn of_very_many_lines_the_first_are_named() {
        let faults: Vec<(usize, String)> = (1..=22).map(|line| (line, "数".to_owned())).collect();
        let told = at_lines(&faults);
        assert!(
            told.starts_with("1行目: 数\n　2行目: 数") && told.ends_with("20行目: 数\n　ほか2行")
        );
    }
}
