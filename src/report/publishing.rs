//! What a person looks at before the outputs are published: numbers to ring up, addresses of mail, names, and small counts of
//! persons. They are listed, never taken out; whether a thing may be published is not for a program to say.

use std::collections::BTreeSet;

use compile::CompiledFact;
use definition::BeforePublishing;
use ledger::LookRow;
use model::{AreaCode, IndicatorId, Row, narrow};
use rust_decimal::Decimal;

use super::data::narrative;
use super::subject::Subject;

/// The greatest count that is called small.
const SMALL: u32 = 9;
/// How much of a name is shown before the word that stands behind it.
const NAME: usize = 6;

/// Everything to be looked at, words first.
pub fn to_look_at(subject: Subject<'_>) -> Vec<LookRow> {
    let none = BeforePublishing::default();
    let what = subject.layout.before_publishing.as_ref().unwrap_or(&none);
    let mut rows = Vec::new();
    for words in narrative(subject) {
        let place = LookRow {
            kind: String::new(),
            ward: words.ward,
            ward_name: words.ward_name,
            year: words.year,
            item: format!("{}　{}（{}）", words.sheet, words.section, words.number),
            found: String::new(),
            text: words.text,
        };
        rows.extend(in_words(&place, what));
    }
    for fact in &subject.compilation.facts {
        if let Some(read) = &fact.fact {
            let place = place_of(subject, fact, read.provenance.text.to_string());
            rows.extend(in_words(&place, what));
        }
    }
    for row in &subject.compilation.rows {
        let block = subject.form.rows_block(&row.block);
        let place = LookRow {
            kind: String::new(),
            ward: row.ward.clone(),
            ward_name: subject.name(&row.ward),
            year: subject.live_year(),
            item: block.map_or_else(String::new, |block| block.name.clone()),
            found: String::new(),
            text: row.name.clone(),
        };
        rows.extend(in_words(&place, what));
    }
    rows.extend(small_counts(subject, what));
    rows
}

/// Where a fact stands, with a text of it.
fn place_of(subject: Subject<'_>, fact: &CompiledFact, text: String) -> LookRow {
    LookRow {
        kind: String::new(),
        ward: fact.id().body(),
        ward_name: subject.body_name(&fact.ward, &fact.row),
        year: fact.year,
        item: subject.indicator(&fact.indicator).short_label.clone(),
        found: String::new(),
        text,
    }
}

/// Small counts of persons, of the smallest bodies that a form counts them for.
fn small_counts(subject: Subject<'_>, what: &BeforePublishing) -> Vec<LookRow> {
    let facts = subject.compilation.facts.iter();
    let parts = facts.filter(|one| matches!(one.row, Row::Part(_)));
    let parted: BTreeSet<(&AreaCode, &IndicatorId)> =
        parts.map(|one| (&one.ward, &one.indicator)).collect();
    let mut rows = Vec::new();
    for fact in &subject.compilation.facts {
        let indicator = subject.indicator(&fact.indicator);
        let is_small = |number: &Decimal| *number >= Decimal::ONE && *number <= SMALL.into();
        let Some(number) = fact.number().filter(is_small) else {
            continue;
        };
        let is_parted = fact.row.is_whole() && parted.contains(&(&fact.ward, &fact.indicator));
        if what.units_of_persons.contains(&indicator.unit) && !is_parted {
            rows.push(LookRow {
                kind: "人に関わる小さい数".to_owned(),
                found: format!("{}{}", number.normalize(), indicator.unit),
                ..place_of(subject, fact, String::new())
            });
        }
    }
    rows
}

/// What stands in the words of a place, a row each.
fn in_words(place: &LookRow, what: &BeforePublishing) -> Vec<LookRow> {
    let found = found(&place.text, what).into_iter();
    let row = |(kind, found): (&str, String)| LookRow {
        kind: kind.to_owned(),
        found,
        ..place.clone()
    };
    found.map(row).collect()
}

/// What stands in words, and what it may be.
fn found(text: &str, what: &BeforePublishing) -> Vec<(&'static str, String)> {
    let narrow: Vec<char> = text.chars().map(narrow).collect();
    let numbers = numbers_to_ring(&narrow).into_iter();
    let numbers = numbers.map(|found| ("電話番号や郵便番号らしい数字", found));
    let mails = mails(&narrow).into_iter();
    let mails = mails.map(|found| ("メールアドレスらしい文字", found));
    let names = names(text, what).into_iter();
    let names = names.map(|found| ("人の名前らしい言葉", found));
    numbers.chain(mails).chain(names).collect()
}

fn is_dash(c: char) -> bool {
    "-‐‑‒–—−ｰー".contains(c)
}

/// Digits in groups, as a number to ring or a postal code is written.
fn numbers_to_ring(text: &[char]) -> Vec<String> {
    let is_part = |c: &char| c.is_ascii_digit() || is_dash(*c) || "()+ ".contains(*c);
    let runs = text.split(|c| !is_part(c));
    let mut found = Vec::new();
    for run in runs {
        let run: String = run
            .iter()
            .map(|c| if is_dash(*c) { '-' } else { *c })
            .collect();
        let is_abroad = run.trim_start().starts_with('+');
        let run = run.trim_matches(|c: char| !c.is_ascii_digit());
        let groups: Vec<&str> = run.split(|c: char| !c.is_ascii_digit()).collect();
        let groups: Vec<&str> = groups.into_iter().filter(|one| !one.is_empty()).collect();
        let digits: usize = groups.iter().map(|one| one.len()).sum();
        let is_year = |group: &str| group.len() == 4 && ["19", "20"].contains(&&group[..2]);
        let is_local = |groups: &[&str]| match groups {
            [first, second] => {
                (2..=4).contains(&first.len())
                    && second.len() == 4
                    && !(is_year(first) && is_year(second))
            }
            _ => false,
        };
        let is_whole = run.starts_with('0') && (10..=11).contains(&digits);
        if is_whole || (is_abroad && digits >= 10) || (is_local(&groups) && !run.contains(' ')) {
            found.push(run.to_owned());
        }
    }
    found
}

/// Addresses of mail.
fn mails(text: &[char]) -> Vec<String> {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || "@._%+-".contains(*c);
    let runs = text.split(|c| !is_part(c));
    let runs = runs.map(|run| run.iter().collect::<String>());
    runs.filter(|run| {
        run.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    })
    .collect()
}

/// A word that stands behind names, with what stands before it; not where it is a part of a word that is none.
fn names(text: &str, what: &BeforePublishing) -> Vec<String> {
    let mut found = Vec::new();
    for ending in &what.behind_names {
        for (at, _) in text.match_indices(ending.as_str()) {
            let end = at + ending.len();
            let is_in_word = what.no_names.iter().any(|word| {
                let mut places = text.match_indices(word.as_str());
                places.any(|(start, word)| start <= at && end <= start + word.len())
            });
            let before: Vec<char> = text[..at].chars().rev().take_while(is_of_a_name).collect();
            if !is_in_word && !before.is_empty() {
                let name: String = before.iter().take(NAME).rev().collect();
                found.push(format!("{name}{ending}"));
            }
        }
    }
    found
}

/// Chinese characters and katakana, and the signs that names are written with.
fn is_of_a_name(c: &char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '々' | 'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ')
        || c.is_ascii_uppercase()
        || ('Ａ'..='Ｚ').contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let what = BeforePublishing {
            units_of_persons: Vec::new(),
            behind_names: ["様", "さん"].map(str::to_owned).to_vec(),
            no_names: ["様々", "同様", "たくさん"].map(str::to_owned).to_vec(),
        };
        super::found(text, &what)
            .into_iter()
            .map(|(_, found)| found)
            .collect()
    }

    #[test]
    fn numbers_to_ring_are_found_in_every_way_of_writing() {
        for (text, number) in [
            ("電話０６（６６５９）９８２４まで", "06(6659)9824"),
            ("TEL 06-6659-9824", "06-6659-9824"),
            ("携帯090‐1234‐5678へ", "090-1234-5678"),
            ("0120-01-7285", "0120-01-7285"),
            ("電話6659−9824", "6659-9824"),
            ("〒550-0001", "550-0001"),
            ("0666599824", "0666599824"),
            ("携帯 090 1234 5678", "090 1234 5678"),
            ("＋81-6-6659-9824", "81-6-6659-9824"),
        ] {
            assert_eq!(found(text), [number], "{text}");
        }
        for text in [
            "2024-2025年度",
            "令和6-7年",
            "1,234件",
            "3-4回",
            "12345件",
            "10時-11時",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn mails_and_names_are_found_and_other_words_are_not() {
        assert_eq!(found("ａｂｃ@example.jp あて"), ["abc@example.jp"]);
        assert_eq!(
            found("民生委員の山田様から、佐藤さんへ"),
            ["山田様", "佐藤さん"]
        );
        for text in [
            "様々な団体",
            "同様に",
            "たくさん集まった",
            "@市役所",
            "ひらがなさん",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
