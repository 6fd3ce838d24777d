//! Names that are not taken yet: of sheets, columns, codes and labels.

use std::collections::BTreeSet;

use definition::{REPORT_SHEETS, folded};

/// Longest name of a sheet.
const LONGEST_SHEET: usize = 31;
/// Longest label that is taken over whole.
const LONGEST_LABEL: usize = 80;

/// Names that are given out once each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// With words that nothing may be called.
    pub(crate) fn without(words: &[&str]) -> Self {
        Self(words.iter().map(|word| key(word)).collect())
    }

    /// The name itself, or with the first number that makes it another one.
    pub(crate) fn give(&mut self, name: &str) -> String {
        let name: String = name.chars().take(LONGEST_LABEL).collect();
        let name = if name.trim().is_empty() {
            "欄".to_owned()
        } else {
            name
        };
        let numbered = (2..).map(|number| format!("{name}（{number}）"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        names
            .find(|name| self.0.insert(key(name)))
            .expect("internal error: the numbers do not end")
    }
}

/// Names of sheets, with what the program calls its own.
pub(crate) struct SheetNames(BTreeSet<String>);

impl SheetNames {
    /// `unit` is what those that report are called.
    pub(crate) fn new(unit: &str, others: &[&str]) -> Self {
        let own = REPORT_SHEETS
            .iter()
            .map(|name| name.replace("{unit}", unit));
        let others = others.iter().map(|name| (*name).to_owned());
        let all = own
            .chain(others)
            .chain(std::iter::once("history".to_owned()));
        Self(all.map(|name| name.to_lowercase()).collect())
    }

    pub(crate) fn give(&mut self, name: &str) -> String {
        let plain: String = name
            .chars()
            .map(|c| {
                if "[]:*?/\\".contains(c) || c.is_control() {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let plain = plain.trim().trim_matches('\'');
        let plain = if plain.is_empty() { "シート" } else { plain };
        let numbered = (2..).map(|number| format!("（{number}）"));
        let mut endings = std::iter::once(String::new()).chain(numbered);
        endings
            .find_map(|ending| {
                let room = LONGEST_SHEET - ending.encode_utf16().count();
                let name = format!("{}{ending}", short(plain, room));
                self.0.insert(name.to_lowercase()).then_some(name)
            })
            .expect("internal error: the numbers do not end")
    }
}

/// The beginning of a text that fits into so many of Excel's units.
fn short(text: &str, room: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= room
    };
    text.chars().take_while(fits).collect()
}

fn key(name: &str) -> String {
    folded(name).split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_once() {
        let mut names = Names::without(&["計"]);
        assert_eq!(names.give("件数"), "件数");
        assert_eq!(names.give("件　数"), "件　数（2）");
        assert_eq!(names.give("計"), "計（2）");
        let mut sheets = SheetNames::new("支所", &[]);
        assert_eq!(sheets.give("支所別一覧"), "支所別一覧（2）");
        assert_eq!(sheets.give("a/b"), "a b");
        let long = sheets.give(&"あ".repeat(40));
        assert_eq!(long.chars().count(), 31);
        assert_eq!(sheets.give(&"あ".repeat(40)).chars().count(), 31);
    }
}
