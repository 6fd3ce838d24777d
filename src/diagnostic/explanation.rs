//! A code's explanation, with the nouns of those who read it, taken apart: title and sections under their headings. How it is
//! shown is for whoever shows it.

use super::Code;
use model::Nouns;

/// One section of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// Heading, such as 「どう直すか」.
    pub heading: &'a str,
    /// Text below it, without blank lines at its ends.
    pub body: &'a str,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Running text.
    Paragraph(String),
    /// An item of a list.
    Item(String),
}

impl Section<'_> {
    /// The text in pieces, without the marks of Markdown; lines of one paragraph are joined, as Japanese needs no blank.
    pub fn pieces(self) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut is_new = true;
        for line in self.body.lines().map(str::trim) {
            let text = line.replace('`', "");
            if let Some(item) = text.strip_prefix("- ") {
                pieces.push(Piece::Item(item.to_owned()));
            } else if is_numbered(&text) {
                pieces.push(Piece::Paragraph(text));
            } else if !text.is_empty() {
                match pieces.last_mut() {
                    Some(Piece::Paragraph(last) | Piece::Item(last)) if !is_new => {
                        last.push_str(&text);
                    }
                    _ => pieces.push(Piece::Paragraph(text)),
                }
            }
            is_new = line.is_empty();
        }
        pieces
    }

    /// The text for a cell: one line per piece.
    pub fn text(self) -> String {
        let lines = self.pieces().into_iter().map(|piece| match piece {
            Piece::Paragraph(text) => text,
            Piece::Item(text) => format!("・{text}"),
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Whether a line begins a step, as in `1. …`: steps are told one below the other, with their numbers.
fn is_numbered(line: &str) -> bool {
    let (number, rest) = line.split_once(". ").unwrap_or_default();
    !rest.is_empty() && !number.is_empty() && number.chars().all(|sign| sign.is_ascii_digit())
}

/// Heading of the section that says what is checked.
pub const WHAT: &str = "何を確かめるか";
/// Heading of the section that says what to do.
pub const TO_DO: &str = "どう直すか";

impl Code {
    /// The family's name in Japanese: where in the work the fault arises.
    pub fn family(self, nouns: &Nouns) -> String {
        nouns.fill(match self.id().as_bytes().first() {
            Some(b'S') => "ファイル・シート・欄",
            Some(b'V') => "欄の値",
            Some(b'C') => "1つの提出の中のつじつま",
            Some(b'X') => "{unit}と{unit}のあいだ",
            Some(b'T') => "年度と年度のあいだ",
            _ => "定義",
        })
    }

    /// What the fault is called, in the words of those who read it: the explanation's title without the identifier.
    pub fn title(self, nouns: &Nouns) -> String {
        let first = self.entry().explanation.lines().next().unwrap_or_default();
        let title = first.trim_start_matches('#').trim();
        let title = title.strip_prefix(self.id()).unwrap_or(title);
        nouns.fill(title.trim())
    }

    /// What it means, in the words of those who read it.
    pub fn explained(self, nouns: &Nouns) -> Explanation {
        let rest = self.entry().explanation.split_once('\n');
        Explanation {
            title: self.title(nouns),
            body: nouns.fill(rest.map_or("", |(_, rest)| rest).trim()),
        }
    }
}

/// What a code means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What the fault is called.
    pub title: String,
    /// What stands below the title, in Markdown.
    pub body: String,
}

impl Explanation {
    /// The sections, in order.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let parts = self.body.split("## ").map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
                Section {
                    heading: heading.trim(),
                    body: text.trim(),
                }
            })
            .collect()
    }

    /// The section under a heading; empty where there is none.
    pub fn section<'a>(&'a self, heading: &'a str) -> Section<'a> {
        let found = self.sections().into_iter().find(|s| s.heading == heading);
        found.unwrap_or(Section { heading, body: "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_paragraphs_and_items_without_marks() {
        let section = Section {
            heading: "例",
            body: "一、\n二。\n- `三`\n  四\n- 五\n\n六。",
        };
        assert_eq!(section.text(), "一、二。\n・三四\n・五\n六。");
        assert_eq!(section.pieces()[1], Piece::Item("三四".to_owned()));
    }

    #[test]
    fn steps_stand_one_below_the_other_with_their_numbers() {
        let section = Section {
            heading: "何を確かめるか",
            body: "次の順に。\n\n1. 一\n   の続き\n2. 二",
        };
        assert_eq!(section.text(), "次の順に。\n1. 一の続き\n2. 二");
    }
}
