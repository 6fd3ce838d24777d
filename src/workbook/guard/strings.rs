//! The string table of a workbook: whether it states a number of strings that it can hold.

use std::io::Read;

use crate::refusal::Refusal;

/// How far into the string table its opening tag is looked for.
const MAX_PREAMBLE: usize = 64 << 10;

/// The string table states how many strings follow; the parser would reserve memory for whatever it says.
pub(super) fn table(part: impl Read, size: u64) -> Result<(), Refusal> {
    let mut head = Vec::new();
    part.take(MAX_PREAMBLE as u64)
        .read_to_end(&mut head)
        .map_err(|_| Refusal::broken("文字列の表を読めない"))?;
    let head = String::from_utf8_lossy(&head);
    let Some(tag) = first_tag(&head).filter(|tag| is_string_table(tag)) else {
        return Err(Refusal::beyond("文字列の表の始まりが見つかりません。"));
    };
    let Some(after) = tag.find("uniqueCount").map(|at| &tag[at + 11..]) else {
        return Ok(());
    };
    let digits: String = after
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''))
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let count: u64 = digits.parse().unwrap_or(u64::MAX);
    // The shortest entry, <si/>, takes five bytes.
    if count > size / 5 + 16 {
        return Err(Refusal::beyond(
            "文字列の数が中身の大きさと合いません。壊れているか、細工されたファイルです。",
        ));
    }
    Ok(())
}

/// The first element's opening tag, after declarations and comments; a `>` inside quotes does not end it.
fn first_tag(xml: &str) -> Option<&str> {
    let mut rest = xml.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<!") {
            rest.find('>')? + 1
        } else {
            break;
        };
        rest = rest[end..].trim_start();
    }
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '>') => return Some(&rest[..at]),
            _ => {}
        }
    }
    None
}

fn is_string_table(tag: &str) -> bool {
    let name = tag
        .trim_start_matches('<')
        .split([' ', '\t', '\r', '\n', '/'])
        .next();
    name.is_some_and(|name| name.rsplit(':').next() == Some("sst"))
}
