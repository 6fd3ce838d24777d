//! No word of one form and no noun of a level stands in the program: messages and explanations take them from the data.

use std::fs;

use crate::architecture::{explanations, is_comment, sources};

/// Words of the built-in form and of the municipality that it comes from.
const FOREIGN: [&str; 8] = [
    "区",
    "地域",
    "334",
    "名簿",
    "基本目標",
    "参加支援",
    "推進状況",
    "大阪",
];

/// Words of the language that contain one of them, and why they are none.
const GENERAL: [(&str, &str); 4] = [
    ("区切", "what parts two things in a text"),
    ("区分", "a kind of thing; the head of a column"),
    ("区別", "telling two things apart"),
    (
        "名簿を整理",
        "any office keeps lists of names; the example of a good reason",
    ),
];

/// The words of a text that it must not have.
pub(crate) fn foreign(text: &str) -> Vec<String> {
    // A hash may hold any three digits.
    let digits = text.split(|sign: char| !sign.is_ascii_hexdigit());
    let hashes = digits.filter(|run| run.len() >= 12);
    let mut rest = hashes.fold(text.to_owned(), |rest, hash| rest.replace(hash, ""));
    for (word, _) in GENERAL {
        rest = rest.replace(word, "");
    }
    let circled = |sign: &char| ('①'..='⑳').contains(sign);
    let words = FOREIGN.into_iter().filter(|word| rest.contains(word));
    let marks = rest.chars().filter(circled).map(String::from);
    words.map(str::to_owned).chain(marks).collect()
}

/// Help and schemas are made of comments.
fn comments_are_read(lines: &[String]) -> bool {
    let has = |word: &str| {
        lines
            .iter()
            .any(|line| !is_comment(line) && line.contains(word))
    };
    has("clap::") || has("JsonSchema")
}

#[test]
fn no_word_of_one_form_stands_in_rust() {
    let mut broken = Vec::new();
    for (file, lines) in sources() {
        let with_comments = comments_are_read(&lines);
        for (at, line) in lines.iter().enumerate() {
            let is_read = with_comments && line.trim_start().starts_with("/// ");
            if is_comment(line) && !is_read {
                continue;
            }
            let code = line.split(" // ").next().unwrap_or_default();
            let found = foreign(code).join("・");
            if !found.is_empty() {
                broken.push(format!("src/{file}:{}: {found}: {}", at + 1, line.trim()));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "words of one form:\n{}",
        broken.join("\n")
    );
}

#[test]
fn no_word_of_one_form_stands_in_an_explanation() {
    let files = explanations();
    assert!(files.len() >= 80, "{} explanations", files.len());
    let mut broken = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("an explanation");
        for (at, line) in text.lines().enumerate() {
            let found = foreign(line).join("・");
            if !found.is_empty() {
                broken.push(format!("{}:{}: {found}: {line}", path.display(), at + 1));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "words of one form:\n{}",
        broken.join("\n")
    );
}

#[test]
fn a_word_that_is_put_in_is_found_and_a_general_one_is_not() {
    for text in [
        "区",
        "全区の",
        "1区切り、2区",
        "地域数",
        "全334",
        "名簿",
        "⑳",
    ] {
        assert!(!foreign(text).is_empty(), "{text}");
    }
    for text in ["区切り", "区分", "{unit}", "33", "名簿を整理し", "⓪"] {
        assert!(foreign(text).is_empty(), "{text}: {:?}", foreign(text));
    }
    for (word, reason) in GENERAL {
        assert!(
            !reason.is_empty() && FOREIGN.iter().any(|one| word.contains(one)),
            "{word}"
        );
    }
}
