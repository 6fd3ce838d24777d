//! The text of one cell ▸ its bullets: by printed leaders, by other signs, or by numbers in order. A line without any of them
//! goes on with the bullet above it.

use model::circled;

/// Signs that lead a bullet.
const MARKS: [char; 20] = [
    '・', '･', '•', '●', '○', '◯', '◆', '◇', '■', '□', '▪', '▫', '▶', '▷', '‣', '◎', '-', '－',
    '＊', '*',
];

/// The bullets of one cell. A break alone begins no bullet: it may stand in a sentence.
pub(super) fn items(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let numbered = numbered(&lines);
    let mut items: Vec<String> = Vec::new();
    for (index, line) in lines.into_iter().enumerate() {
        let leads = numbered.contains(&index);
        match (unmarked(line), items.last_mut()) {
            (Some(words), _) => items.push(words.to_owned()),
            (None, Some(last)) if !leads => {
                if !last.is_empty() {
                    last.push('\n');
                }
                last.push_str(line);
            }
            // A number is kept: the words elsewhere may speak of it.
            (None, _) => items.push(line.to_owned()),
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// Whether a text begins with a leader or a number.
pub(super) fn leads(text: &str) -> bool {
    unmarked(text).is_some() || number(text).is_some()
}

/// The words after a leader. A minus before a digit is a number, and a sign written twice, as in 「○○会館」, stands for a name.
fn unmarked(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(MARKS)?;
    let mark = line.chars().next()?;
    if "●○◯◆◇■□◎".contains(mark) && rest.starts_with(mark) {
        return None;
    }
    let is_minus = line.starts_with(['-', '－'])
        && rest.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    if is_minus { None } else { Some(rest.trim()) }
}

/// The lines that are numbered 1, 2, 3 from the first line on; a lone number or one out of order is a word.
fn numbered(lines: &[&str]) -> Vec<usize> {
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let wanted = found.len() + 1;
        if number(line) == Some(wanted) && (index == 0) == (wanted == 1) {
            found.push(index);
        }
    }
    if found.len() < 2 { Vec::new() } else { found }
}

/// The number that leads a line: ①, 1., １．, (1), （１）, 1）.
fn number(line: &str) -> Option<usize> {
    if let Some(number) = line.chars().next().and_then(circled) {
        return Some(number);
    }
    let rest = line.strip_prefix(['(', '（']);
    let body = rest.unwrap_or(line);
    let digits: String = body
        .chars()
        .take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
        .collect();
    let after = &body[digits.len()..];
    let closes = if rest.is_some() {
        after.starts_with([')', '）'])
    } else {
        after.starts_with(['.', '．', ')', '）', '、'])
    };
    // 「1.5倍」 is a number of its own.
    let mut next = after.chars().skip(1);
    let goes_on = next
        .next()
        .is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    if !closes || goes_on {
        return None;
    }
    let plain: String = digits
        .chars()
        .filter_map(|c| match c {
            '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
            other => Some(other),
        })
        .collect();
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_of_a_cell() {
        for (text, expected) in [
            ("・", vec![]),
            ("", vec![]),
            ("　・　", vec![]),
            ("・見守りを続けた", vec!["見守りを続けた"]),
            ("○○会館で開いた", vec!["○○会館で開いた"]),
            (
                "○ ○○会館で開いた\n○閉じた",
                vec!["○○会館で開いた", "閉じた"],
            ),
            ("見守りを続けた", vec!["見守りを続けた"]),
            (
                "・一つめ\n・二つめ\r\n･三つめ",
                vec!["一つめ", "二つめ", "三つめ"],
            ),
            ("文の\n途中", vec!["文の\n途中"]),
            ("文の\r\n\r\n途中", vec!["文の\n途中"]),
            (
                "前置き\n・一つめ\n・二つめ",
                vec!["前置き", "一つめ", "二つめ"],
            ),
            (
                "・一つめの\n　続き\n・二つめ",
                vec!["一つめの\n続き", "二つめ"],
            ),
            ("-3件減った", vec!["-3件減った"]),
            ("- 減った", vec!["減った"]),
            ("・\n・\n・", vec![]),
            (
                "①一つめの\n続き\n②二つめ",
                vec!["①一つめの\n続き", "②二つめ"],
            ),
            ("1. 一つめ\n２．二つめ", vec!["1. 一つめ", "２．二つめ"]),
            ("(1)一つめ\n（２）二つめ", vec!["(1)一つめ", "（２）二つめ"]),
            ("1.5倍に増えた\n続き", vec!["1.5倍に増えた\n続き"]),
            ("・月に\n2回開いた", vec!["月に\n2回開いた"]),
            ("○一つめ\n※注\n◆二つめ", vec!["一つめ\n※注", "二つめ"]),
        ] {
            assert_eq!(items(text), expected, "{text:?}");
        }
    }
}
