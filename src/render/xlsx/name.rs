//! Sheet names that Excel accepts, each only once.

use super::measure::first_units;

/// Longest sheet name in UTF-16 units.
const LIMIT: usize = 31;

/// Hands out sheet names.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: Vec<String>,
}

impl Names {
    /// Remembers a name that a sheet has already.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.push(name.to_lowercase());
    }

    /// The nearest name to this title that Excel accepts and no other sheet has.
    pub(super) fn give(&mut self, title: &str) -> String {
        let wished = accepted(title);
        let mut name = wished.clone();
        let mut number = 2;
        while self.taken.contains(&name.to_lowercase()) {
            let suffix = format!("（{number}）");
            let room = LIMIT - suffix.encode_utf16().count();
            name = format!("{}{suffix}", first_units(&wished, room));
            number += 1;
        }
        self.taken.push(name.to_lowercase());
        name
    }
}

/// A title with what Excel refuses in sheet names replaced by full-width twins, at most 31 units long.
fn accepted(title: &str) -> String {
    let replaced: String = title
        .chars()
        .map(|c| match c {
            '[' => '［',
            ']' => '］',
            ':' => '：',
            '*' => '＊',
            '?' => '？',
            '/' => '／',
            '\\' => '＼',
            '\'' => '’',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let name = first_units(replaced.trim(), LIMIT).trim_end();
    match name {
        "" => "シート".to_owned(),
        // Excel keeps this name for itself.
        name if name.eq_ignore_ascii_case("history") => format!("{name}_"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_characters_are_replaced_and_length_is_kept() {
        let mut names = Names::default();
        assert_eq!(names.give("区/別:一覧"), "区／別：一覧");
        let long = names.give(&"🙂".repeat(40));
        assert_eq!(long.encode_utf16().count(), 30);
        assert_eq!(names.give(" "), "シート");
        assert_eq!(names.give("History"), "History_");
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::default();
        assert_eq!(names.give("Data"), "Data");
        assert_eq!(names.give("data"), "data（2）");
        assert_eq!(names.give("DATA"), "DATA（3）");
    }
}
