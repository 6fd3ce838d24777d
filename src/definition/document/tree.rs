//! A template file as plain values, whatever its keys mean: for who writes definitions another way, and back to TOML.

use toml::de::DeValue;

use super::Table;
use super::node::whole;
use crate::fault::Faults;
use crate::source::TemplateFile;

/// A value of a template file.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number that is not whole, or a date: as it is written.
    Other(String),
    /// Yes or no.
    Flag(bool),
    /// A list.
    List(Vec<Self>),
    /// Keys with their values, in the order of the file.
    Table(Vec<(String, Self)>),
}

impl Tree {
    /// A file taken apart; `None` where it is no TOML, which is told with each place.
    pub fn of(file: &TemplateFile, faults: &mut Faults) -> Option<Self> {
        Table::open(file, faults).map(|table| Self::of_value(&table.keys))
    }

    pub(super) fn of_value(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) => {
                whole(value).map_or_else(|| Self::Other(number.to_string()), Self::Whole)
            }
            DeValue::Float(number) => Self::Other(number.to_string()),
            DeValue::Boolean(flag) => Self::Flag(*flag),
            DeValue::Datetime(date) => Self::Other(date.to_string()),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| Self::of_value(item.get_ref()));
                Self::List(items.collect())
            }
            DeValue::Table(table) => {
                let mut keys: Vec<_> = table.iter().collect();
                keys.sort_by_key(|(key, _)| key.span().start);
                let keys = keys.into_iter().map(|(key, value)| {
                    (key.get_ref().to_string(), Self::of_value(value.get_ref()))
                });
                Self::Table(keys.collect())
            }
        }
    }

    /// The value as TOML on one line.
    pub fn to_toml(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Whole(number) => number.to_string(),
            Self::Other(written) => written.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_toml).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Table(keys) if keys.is_empty() => "{}".to_owned(),
            Self::Table(keys) => {
                let keys = keys.iter();
                let keys = keys.map(|(key, value)| format!("{} = {}", bare(key), value.to_toml()));
                format!("{{ {} }}", keys.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The keys of a table.
    pub fn keys(&self) -> &[(String, Self)] {
        match self {
            Self::Table(keys) => keys,
            _ => &[],
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let mut keys = self.keys().iter();
        keys.find_map(|(name, value)| (name == key).then_some(value))
    }

    /// The items of a list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Keys one within the other, as TOML writes them.
pub fn dotted(path: &[String]) -> String {
    let path: Vec<String> = path.iter().map(|key| bare(key)).collect();
    path.join(".")
}

fn bare(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

/// A text in quotation marks, on one line.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        let file = TemplateFile {
            path: "a.toml".to_owned(),
            text: text.to_owned(),
        };
        Tree::of(&file, &mut Faults::default()).expect("TOML")
    }

    #[test]
    fn what_is_written_again_is_the_same() {
        let all = "a = \"b\\\"c\\\\d\\ne\\u0001\\t\"\nn = -3\nf = 1.50\nx = 0x1F\nt = true\nd = 2026-03-31\nl = [1, [\"x\"], {}]\n\"見出し\" = { b.c = 1, \"い\" = [] }\n";
        let once = tree(all);
        let lines = once.keys().iter();
        let again: Vec<String> = lines
            .map(|(key, value)| {
                format!(
                    "{} = {}",
                    dotted(std::slice::from_ref(key)),
                    value.to_toml()
                )
            })
            .collect();
        assert_eq!(tree(&again.join("\n")), once);
        assert_eq!(once.get("x"), Some(&Tree::Whole(31)));
        assert_eq!(quoted("a\"b\\c\nd\u{1}"), "\"a\\\"b\\\\c\\nd\\u0001\"");
    }
}
