//! One value of a file ▸ the text of a cell, and back. What would not come back as it was has no text.

use definition::Tree;
use rust_decimal::Decimal;

/// Yes and no.
pub(crate) const FLAGS: [(&str, bool); 2] = [("はい", true), ("いいえ", false)];
/// A list that is there and empty.
const NONE: &str = "（なし）";
/// Longest text that a cell holds, in UTF-16 units.
pub(crate) const LONGEST: usize = 32_000;

/// What is written in a column.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// Texts, one a line; those that have a word by their words.
    List(Words),
    /// Numbers, one a line.
    Numbers,
    /// One of some identifiers, by their words.
    Choice(Words),
}

/// Identifiers and their words.
#[derive(Clone, Debug)]
pub(crate) struct Words(pub(crate) Vec<(String, String)>);

impl Words {
    fn word<'a>(&'a self, id: &'a str) -> &'a str {
        let found = self.0.iter().find(|(own, _)| own == id);
        found.map_or(id, |(_, word)| word)
    }

    /// The identifier that a word stands for; an identifier stands for itself.
    pub(crate) fn id(&self, word: &str) -> Option<&str> {
        let by_word = self.0.iter().find(|(_, own)| own == word);
        let found = by_word.or_else(|| self.0.iter().find(|(id, _)| id == word));
        found.map(|(id, _)| id.as_str())
    }
}

impl Kind {
    /// The text of a cell that says this value; `None` where no text does.
    pub(crate) fn cell(&self, value: &Tree) -> Option<String> {
        let text = self.said(value)?;
        (fits(&text) && self.value(&text) == *value).then_some(text)
    }

    fn said(&self, value: &Tree) -> Option<String> {
        match (self, value) {
            (Self::Text, Tree::Text(text)) => Some(text.clone()),
            (Self::Number, Tree::Whole(number)) => Some(number.to_string()),
            (Self::Number, Tree::Other(number)) => Some(number.clone()),
            (Self::Flag, Tree::Flag(flag)) => {
                let mut words = FLAGS.iter();
                words
                    .find(|(_, own)| own == flag)
                    .map(|(word, _)| (*word).to_owned())
            }
            (Self::Choice(words), Tree::Text(id)) => Some(words.word(id).to_owned()),
            (Self::List(_) | Self::Numbers, Tree::List(items)) if items.is_empty() => {
                Some(NONE.to_owned())
            }
            (Self::List(words), Tree::List(items)) => {
                let items = items.iter().map(|item| Some(words.word(item.text()?)));
                Some(items.collect::<Option<Vec<_>>>()?.join("\n"))
            }
            (Self::Numbers, Tree::List(items)) => {
                let items = items.iter().map(|item| Self::Number.said(item));
                Some(items.collect::<Option<Vec<_>>>()?.join("\n"))
            }
            _ => None,
        }
    }

    /// The value that the text of a cell says; a text where it says nothing of this kind, to be refused by who reads the file.
    pub(crate) fn value(&self, text: &str) -> Tree {
        let as_it_is = || Tree::Text(text.to_owned());
        match self {
            Self::Text => as_it_is(),
            Self::Number => number(text).unwrap_or_else(as_it_is),
            Self::Flag => match text.trim() {
                "TRUE" | "true" => Tree::Flag(true),
                "FALSE" | "false" => Tree::Flag(false),
                said => {
                    let mut words = FLAGS.iter();
                    let found = words.find(|(word, _)| *word == said);
                    found.map_or_else(as_it_is, |(_, flag)| Tree::Flag(*flag))
                }
            },
            Self::Choice(words) => {
                let id = words.id(text.trim());
                id.map_or_else(as_it_is, |id| Tree::Text(id.to_owned()))
            }
            Self::List(_) | Self::Numbers if text.trim() == NONE => Tree::List(Vec::new()),
            Self::List(words) => {
                let items =
                    lines(text).map(|line| Tree::Text(words.id(line).unwrap_or(line).to_owned()));
                Tree::List(items.collect())
            }
            Self::Numbers => {
                let items = lines(text).map(|line| Self::Number.value(line));
                Tree::List(items.collect())
            }
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').filter(|line| !line.trim().is_empty())
}

/// A number as it is typed, whole or not.
fn number(text: &str) -> Option<Tree> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return Some(Tree::Whole(number));
    }
    let number: Decimal = text.parse().ok()?;
    let number = number.normalize();
    match i64::try_from(number) {
        Ok(whole) if number.is_integer() => Some(Tree::Whole(whole)),
        _ => Some(Tree::Other(number.to_string())),
    }
}

/// Whether a workbook gives a text back as it was put in.
pub(crate) fn fits(text: &str) -> bool {
    let is_lost = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    !text.trim().is_empty()
        && !text.contains(is_lost)
        && !text.contains("_x")
        && text.encode_utf16().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_text_comes_back_as_it_was() {
        let text = |text: &str| Tree::Text(text.to_owned());
        let words = Words(vec![("sum".to_owned(), "足す".to_owned())]);
        let list = Kind::List(Words(Vec::new()));
        for (kind, value, cell) in [
            (&Kind::Text, text("1-1"), Some("1-1")),
            (&Kind::Text, text(" a\nb "), Some(" a\nb ")),
            (&Kind::Text, text(""), None),
            (&Kind::Text, text("a\r\nb"), None),
            (&Kind::Text, text("_x000D_"), None),
            (&Kind::Text, Tree::Whole(1), None),
            (&Kind::Number, Tree::Whole(334), Some("334")),
            (&Kind::Number, Tree::Other("80.5".to_owned()), Some("80.5")),
            (&Kind::Number, Tree::Other("80.0".to_owned()), None),
            (&Kind::Number, Tree::Other("2026-03-31".to_owned()), None),
            (&Kind::Number, text("334"), None),
            (&Kind::Flag, Tree::Flag(false), Some("いいえ")),
            (&Kind::Choice(words.clone()), text("sum"), Some("足す")),
            (&Kind::Choice(words.clone()), text("足す"), None),
            (&list, Tree::List(vec![]), Some("（なし）")),
            (
                &list,
                Tree::List(vec![text("a、b"), text("c")]),
                Some("a、b\nc"),
            ),
            (&list, Tree::List(vec![text("a\nb")]), None),
            (&list, Tree::List(vec![text("（なし）")]), None),
            (&list, Tree::List(vec![text("a"), text("")]), None),
            (&list, Tree::List(vec![Tree::Whole(1)]), None),
            (
                &Kind::Numbers,
                Tree::List(vec![Tree::Whole(1), Tree::Whole(2)]),
                Some("1\n2"),
            ),
        ] {
            let said = kind.cell(&value);
            assert_eq!(said.as_deref(), cell, "{value:?}");
            if let Some(said) = said {
                assert_eq!(kind.value(&said), value);
            }
        }
    }
}
