//! The words that were accepted last year, by block, and what has become of them since: the same, lost, or written otherwise.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{AreaCode, FiscalYear, NarrativeItem, Text};

/// Which block of words: ward × form × block × fiscal year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordsId {
    /// The ward that wrote them.
    pub ward: AreaCode,
    /// Identifier of the form.
    pub form: String,
    /// Identifier of the block.
    pub block: Text,
    /// The fiscal year of the column.
    pub year: FiscalYear,
}

/// The bullets of an earlier collection that hold words.
#[derive(Clone, Debug, Default)]
pub struct PreviousWords {
    blocks: BTreeMap<WordsId, Vec<NarrativeItem>>,
}

impl PreviousWords {
    /// Takes a bullet; one without words is none.
    pub fn add(&mut self, ward: AreaCode, form: &str, item: NarrativeItem) {
        if !holds_words(&item) {
            return;
        }
        let id = WordsId {
            ward,
            form: form.to_owned(),
            block: item.block.clone(),
            year: item.year,
        };
        self.blocks.entry(id).or_default().push(item);
    }

    /// The bullets of a block, in their order.
    pub fn of(&self, id: &WordsId) -> &[NarrativeItem] {
        self.blocks.get(id).map_or(&[], Vec::as_slice)
    }

    /// Every bullet of a ward in a form.
    pub fn of_ward<'a>(
        &'a self,
        ward: &'a AreaCode,
        form: &'a str,
    ) -> impl Iterator<Item = &'a NarrativeItem> {
        // Where the ward's blocks in the form begin.
        let first = WordsId {
            ward: ward.clone(),
            form: form.to_owned(),
            block: Text::default(),
            year: FiscalYear(i32::MIN),
        };
        let own = self.blocks.range(first..);
        let own = own.take_while(move |(id, _)| id.ward == *ward && id.form == form);
        own.flat_map(|(_, items)| items)
    }

    /// Puts the words of several wards one after the other, as those of one that they went into.
    pub fn merge(&mut self, ward: &AreaCode, parts: &[AreaCode]) {
        let mut joined: BTreeMap<WordsId, Vec<NarrativeItem>> = BTreeMap::new();
        for part in parts {
            let own = self.blocks.iter().filter(|(id, _)| id.ward == *part);
            for (id, items) in own {
                let id = WordsId {
                    ward: ward.clone(),
                    ..id.clone()
                };
                joined.entry(id).or_default().extend(items.iter().cloned());
            }
        }
        for items in joined.values_mut() {
            for (number, item) in (1..).zip(items) {
                item.number = number;
            }
        }
        self.forget(ward);
        self.blocks.extend(joined);
    }

    /// Lets go of the words of a ward.
    fn forget(&mut self, ward: &AreaCode) {
        self.blocks.retain(|id, _| id.ward != *ward);
    }

    /// Takes out the words of a ward, of the years before one or of all.
    #[must_use]
    pub fn taken(&mut self, ward: &AreaCode, until: Option<FiscalYear>) -> Self {
        let is_meant = |id: &WordsId| id.ward == *ward && until.is_none_or(|until| id.year < until);
        let all = std::mem::take(&mut self.blocks);
        let (taken, rest) = all.into_iter().partition(|(id, _)| is_meant(id));
        self.blocks = rest;
        Self { blocks: taken }
    }

    /// Takes the words of others.
    pub fn append(&mut self, mut others: Self) {
        self.blocks.append(&mut others.blocks);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}

/// What has become of the bullets of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became<'a> {
    /// All are there, wherever they stand in the block now.
    Same,
    /// These are gone, and nothing was written in their stead.
    Lost(Vec<&'a NarrativeItem>),
    /// The block was written anew: what stood and what stands, by position where both have one.
    Changed(Vec<(Option<&'a NarrativeItem>, Option<&'a NarrativeItem>)>),
}

/// Compares the bullets of a block with those accepted before. Blanks, line breaks, width and punctuation play no part, nor does
/// it matter which cell of the block a text stands in.
pub fn became<'a>(before: &'a [NarrativeItem], now: &[&'a NarrativeItem]) -> Became<'a> {
    let now: Vec<&NarrativeItem> = now.iter().copied().filter(|one| holds_words(one)).collect();
    // As nearly every block is; to the letter, so that nothing has to be normalised.
    let texts = before.iter().map(|one| &one.text);
    if texts.eq(now.iter().map(|one| &one.text)) {
        return Became::Same;
    }
    let then: Vec<String> = before.iter().map(|one| said(&one.text)).collect();
    let own: Vec<String> = now.iter().map(|one| said(&one.text)).collect();
    let mut rest = own.concat();
    let mut gone = Vec::new();
    let mut longest: Vec<usize> = (0..before.len()).collect();
    longest.sort_by_key(|at| std::cmp::Reverse(then[*at].len()));
    for at in longest {
        match rest.find(&then[at]) {
            Some(from) => rest.replace_range(from..from + then[at].len(), ""),
            None => gone.push(at),
        }
    }
    gone.sort_unstable();
    if rest.is_empty() {
        return match gone[..] {
            [] => Became::Same,
            _ => Became::Lost(gone.into_iter().map(|at| &before[at]).collect()),
        };
    }
    let fresh = now.iter().zip(&own).filter(|(_, own)| !then.contains(own));
    let mut fresh: Vec<&NarrativeItem> = fresh.map(|(one, _)| *one).collect();
    // What was taken up in a longer text is shown beside it.
    let is_other = |at: &usize| !own.contains(&then[*at]);
    let mut pairs = Vec::new();
    for at in (0..before.len()).filter(is_other) {
        let same = fresh.iter().position(|one| one.number == before[at].number);
        pairs.push((Some(&before[at]), same.map(|same| fresh.remove(same))));
    }
    pairs.extend(fresh.into_iter().map(|one| (None, Some(one))));
    Became::Changed(pairs)
}

/// Signs that part words and sentences, at one width.
const PUNCTUATION: &str = "、。,.・!?;:「」『』()【】[]〔〕<>《》\"'“”‘’";

/// The characters of a text at one width, without blanks and punctuation; a sign between two digits is part of the number.
fn said(text: &str) -> String {
    let chars: Vec<char> = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let is_digit = |at: Option<usize>| {
        let at = at.and_then(|at| chars.get(at));
        at.is_some_and(char::is_ascii_digit)
    };
    let is_kept = |(at, c): &(usize, &char)| {
        !PUNCTUATION.contains(**c) || (is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)))
    };
    chars
        .iter()
        .enumerate()
        .filter(is_kept)
        .map(|(_, c)| c)
        .collect()
}

fn holds_words(item: &NarrativeItem) -> bool {
    item.text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{CellRef, Provenance};

    fn items(texts: &[&str]) -> Vec<NarrativeItem> {
        let item = |(number, text): (u32, &&str)| NarrativeItem {
            block: "b".into(),
            year: FiscalYear(2024),
            number,
            text: (*text).into(),
            provenance: Provenance {
                file: Arc::from("f"),
                sheet: Arc::from("s"),
                cell: CellRef::new(number, 1),
                text: (*text).into(),
            },
        };
        (1..).zip(texts).map(item).collect()
    }

    /// What became of the texts: `＝`, the lost ones, or the pairs.
    fn told(before: &[&str], now: &[&str]) -> String {
        let (before, now) = (items(before), items(now));
        let text = |one: Option<&NarrativeItem>| one.map_or("", |one| one.text.as_str()).to_owned();
        match became(&before, &now.iter().collect::<Vec<_>>()) {
            Became::Same => "＝".to_owned(),
            Became::Lost(lost) => {
                let lost: Vec<_> = lost.into_iter().map(|one| text(Some(one))).collect();
                format!("失 {}", lost.join("、"))
            }
            Became::Changed(pairs) => {
                let pairs: Vec<_> = pairs
                    .into_iter()
                    .map(|(a, b)| format!("{}→{}", text(a), text(b)))
                    .collect();
                format!("変 {}", pairs.join("、"))
            }
        }
    }

    #[test]
    fn the_words_of_a_ward_are_those_of_its_form_in_every_block_and_year() {
        let mut words = PreviousWords::default();
        for (ward, form) in [("1", "f"), ("2", "e"), ("2", "f"), ("2", "g"), ("3", "f")] {
            for (block, year) in [("a", 2025), ("", 2024), ("z", -1)] {
                let text = format!("{ward}{form}{block}{year}");
                let item = NarrativeItem {
                    block: block.into(),
                    year: FiscalYear(year),
                    ..items(&[&text]).remove(0)
                };
                words.add(AreaCode::new(ward), form, item);
            }
        }
        let ward = AreaCode::new("2");
        let own: Vec<&str> = words.of_ward(&ward, "f").map(|one| &*one.text).collect();
        assert_eq!(own, ["2f2024", "2fa2025", "2fz-1"]);
        assert_eq!(words.of_ward(&ward, "h").count(), 0);
    }

    #[test]
    fn blanks_width_and_the_cell_in_the_block_play_no_part() {
        assert_eq!(
            told(&["見守りを 5回", "研修"], &["見守りを５回", "研修　"]),
            "＝"
        );
        assert_eq!(told(&["甲ガ", "乙"], &["乙", "甲ｶﾞ"]), "＝");
        assert_eq!(
            told(&["甲を行った", "乙を開いた"], &["甲を行った\n乙を開いた"]),
            "＝"
        );
        assert_eq!(told(&[], &[]), "＝");
    }

    #[test]
    fn punctuation_plays_no_part_except_within_a_number() {
        assert_eq!(
            told(&["甲を、行った。"], &["甲を行った"]),
            "＝",
            "neither lost nor changed"
        );
        assert_eq!(told(&["「甲」（研修）"], &["甲，研修．"]), "＝");
        assert_eq!(told(&["甲。乙"], &["甲、乙。"]), "＝");
        assert_eq!(told(&["1.5倍。"], &["15倍"]), "変 1.5倍。→15倍");
        assert_eq!(told(&["1,500件、2月"], &["1，500件2月。"]), "＝");
    }

    #[test]
    fn what_is_gone_without_anything_in_its_stead_is_lost() {
        assert_eq!(told(&["甲", "乙", "丙"], &["甲", "丙"]), "失 乙");
        assert_eq!(told(&["甲", "乙"], &[]), "失 甲、乙");
        assert_eq!(told(&["甲"], &["・"]), "失 甲");
    }

    #[test]
    fn what_is_written_anew_is_a_change() {
        assert_eq!(
            told(&["甲を行った"], &["乙を行った"]),
            "変 甲を行った→乙を行った"
        );
        assert_eq!(told(&["甲", "乙"], &["丁"]), "変 甲→丁、乙→");
        assert_eq!(told(&["甲"], &["甲", "乙"]), "変 →乙");
        assert_eq!(
            told(&["甲を行った"], &["甲を行った。来年も続ける"]),
            "変 甲を行った→甲を行った。来年も続ける"
        );
        assert_eq!(told(&["甲"], &["特になし"]), "変 甲→特になし");
    }
}
