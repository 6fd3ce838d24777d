//! The short reading of an odd workbook: only what differs from the plain form, each line under its heading.
//!
//! Where a value stands and what the file is called are no difference. Every diagnostic that the plain form does not
//! give is told in full.

/// Lines that only the odd reading has (`+`) and lines that only the plain one has (`-`).
pub(super) fn against_plain(plain: &str, found: &str) -> String {
    let (old, new) = (entries(plain), entries(found));
    let common = common(&old, &new);
    let mut out = String::new();
    let mut at = None;
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        let (sign, entry) = if i < old.len() && j < new.len() && old[i].key == new[j].key {
            (i, j) = (i + 1, j + 1);
            continue;
        } else if j >= new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            i += 1;
            ('-', &old[i - 1])
        } else {
            j += 1;
            ('+', &new[j - 1])
        };
        let here = (&entry.section, &entry.heading);
        if at != Some(here) {
            at = Some(here);
            let heading = &entry.heading;
            out.push_str(&format!("{heading}\n"));
        }
        out.push_str(&format!("{sign} {}\n", entry.line));
    }
    if out.is_empty() {
        out.push_str("様式どおりのものと同じに読みました。\n");
    }
    out
}

/// Length of the longest common part of the rests that begin at `i` and `j`.
fn common(old: &[Entry], new: &[Entry]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i][j] = if old[i].key == new[j].key {
                table[i + 1][j + 1] + 1
            } else {
                table[i + 1][j].max(table[i][j + 1])
            };
        }
    }
    table
}

struct Entry {
    section: String,
    heading: String,
    line: String,
    key: String,
}

/// Indented lines under the unindented line above them; a diagnostic and what to do about it are one entry.
fn entries(dump: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut section = String::new();
    let mut heading = "■ はじめに".to_owned();
    let mut of_diagnostics = false;
    for line in dump.lines().filter(|line| !line.is_empty()) {
        of_diagnostics |= line.starts_with("■ 指摘");
        if line.starts_with("ファイル: ") || line.contains("← ファイル名「") {
            continue;
        }
        if line.starts_with("■ ") || (!of_diagnostics && is_heading(line)) {
            heading = line
                .split(['（', '(', '←'])
                .next()
                .unwrap_or(line)
                .trim_end_matches(|c: char| c.is_ascii_digit() || c == '件')
                .trim()
                .to_owned();
            if line.starts_with("■ ") {
                section.clone_from(&heading);
            }
            continue;
        }
        match entries.last_mut() {
            Some(last) if of_diagnostics && line.starts_with("  → ") => {
                last.line.push_str(&format!("\n    {}", line.trim()));
            }
            _ => entries.push(Entry {
                section: section.clone(),
                heading: heading.clone(),
                line: line.trim().to_owned(),
                key: String::new(),
            }),
        }
    }
    // The sheets of the form have their own names in the file; they are told at the head.
    let sheets: Vec<String> = dump
        .lines()
        .filter_map(|line| line.strip_prefix("シート: ")?.split_once(" ← 「"))
        .filter_map(|(_, name)| Some(format!("{}!", name.rsplit_once("」（")?.0)))
        .collect();
    for entry in &mut entries {
        let key = sheets
            .iter()
            .fold(without_cells(&entry.line), |key, sheet| {
                key.replace(sheet.as_str(), "!")
            });
        entry.key = format!("{}|{}|{key}", entry.section, entry.heading);
    }
    entries
}

/// A field or a block of words: what stands indented below belongs to it.
fn is_heading(line: &str) -> bool {
    let is_field = line.starts_with(|c: char| c.is_ascii_digit());
    !line.starts_with(' ') && (is_field || (line.contains('（') && line.ends_with("件）")))
}

/// The same without the addresses of cells.
fn without_cells(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['!', '（']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let mark = after.chars().next().unwrap_or(' ');
        out.push(mark);
        let after = &after[mark.len_utf8()..];
        let letters = after.chars().take_while(char::is_ascii_uppercase).count();
        let digits = after[letters..]
            .chars()
            .take_while(char::is_ascii_digit)
            .count();
        rest = if letters > 0 && digits > 0 {
            &after[letters + digits..]
        } else {
            after
        };
    }
    out.push_str(rest);
    out
}
