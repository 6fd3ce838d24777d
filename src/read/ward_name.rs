//! Which units a text names: by full name, by name without the noun of its level, or by code.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::fold::fold;
use diagnostic::Place;
use model::{Area, AreaCode, AreaTree, Nouns, hiragana, one_slip_away};

/// One sign of the ward.
pub(super) struct Sign {
    pub(super) ward: AreaCode,
    pub(super) place: Place,
    /// Where it stands, and as written.
    pub(super) shown: String,
    pub(super) text: String,
}

/// The names of the units, folded once for all the texts of all files that may hold one, and found in a text at one walk
/// over it however many they are.
#[derive(Debug)]
pub(super) struct Names<'a> {
    city: String,
    pub(super) nouns: &'a Nouns,
    /// The longest first, so that one name inside another is not found.
    names: Vec<Name<'a>>,
    /// The places in `names` of those with this full name.
    by_full: BTreeMap<String, Vec<usize>>,
    /// The first with this code, of either length.
    by_code: BTreeMap<String, usize>,
    /// The first with this short name.
    by_short: BTreeMap<String, usize>,
    /// Every full name; a pattern is the place in `names`.
    fulls: AhoCorasick,
    /// Every telling short name, with the places of those that have it.
    shorts: (AhoCorasick, Vec<Vec<usize>>),
    /// The whole where it has wards, and who reports for it, folded.
    whole: Option<(&'a Area, Vec<String>)>,
}

/// A ward by its folded name.
#[derive(Debug)]
struct Name<'a> {
    full: String,
    /// Without its level's noun at the end; a name of one character is too common a word, but for a cell of its own.
    short: Option<String>,
    ward: &'a Area,
}

impl Name<'_> {
    /// The short name, if it can be looked for among other words.
    fn telling(&self) -> Option<&str> {
        self.short
            .as_deref()
            .filter(|short| short.chars().count() > 1)
    }
}

impl<'a> Names<'a> {
    pub(super) fn of(areas: &'a AreaTree) -> Self {
        let noun = fold(&areas.nouns().unit);
        let wards = areas.wards().iter().map(|ward| {
            let full = fold(&ward.name);
            let short = full.strip_suffix(&noun).map(str::to_owned);
            Name { full, short, ward }
        });
        let mut names: Vec<_> = wards.collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.full.chars().count()));
        let city = fold(&areas.city().name);
        let (mut by_full, mut by_code, mut by_short) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut telling: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            let same: &mut Vec<usize> = by_full.entry(name.full.clone()).or_default();
            same.push(at);
            for code in [name.ward.code.as_str(), &name.ward.code5] {
                by_code.entry(code.to_owned()).or_insert(at);
            }
            if let Some(short) = &name.short {
                by_short.entry(short.clone()).or_insert(at);
            }
            if let Some(short) = name.telling() {
                telling.entry(short).or_default().push(at);
            }
        }
        let (shorts, places): (Vec<&str>, _) = telling.into_iter().unzip();
        Self {
            city,
            nouns: areas.nouns(),
            fulls: automaton(names.iter().map(|name| name.full.as_str())),
            shorts: (automaton(shorts.into_iter()), places),
            names,
            by_full,
            by_code,
            by_short,
            whole: (!areas.is_one()).then(|| {
                let also = areas.also().iter();
                (areas.city(), also.map(|name| fold(name)).collect())
            }),
        }
    }

    /// Whom a cell for the sender's name or code names: a ward, or the whole by its name or code or by who reports for it.
    pub(super) fn sender(&self, text: &str) -> Option<&'a Area> {
        self.exact(text).or_else(|| self.whole(text))
    }

    /// Whether a text is the name or the code of the whole itself.
    pub(super) fn is_whole(&self, text: &str) -> bool {
        self.whole(text).is_some() && self.reporter_among(text).is_none()
    }

    fn whole(&self, text: &str) -> Option<&'a Area> {
        let (whole, also) = self.whole.as_ref()?;
        let key = fold(text);
        let is_it = key == self.city
            || key == whole.code.as_str()
            || key == whole.code5
            || also.contains(&key);
        is_it.then_some(whole)
    }

    /// The whole, where one who reports for it is named in a text.
    pub(super) fn reporter_among(&self, text: &str) -> Option<&'a Area> {
        let (whole, also) = self.whole.as_ref()?;
        let key = fold(text);
        let is_named = also.iter().any(|name| key.contains(name.as_str()));
        is_named.then_some(*whole)
    }

    /// The whole, where a text names it with its code, as the head of a sheet of ours says it and the name of the file that we
    /// hand out; its name alone stands before many a ward's.
    pub(super) fn whole_among(&self, text: &str) -> Option<&'a Area> {
        let (whole, _) = self.whole.as_ref()?;
        let key = fold(text);
        let own = format!("{}({})", self.city, whole.code);
        let mut numbers = key.split(|c: char| !c.is_ascii_digit());
        let has_code = key.contains(&self.city) && numbers.any(|one| one == whole.code.as_str());
        (key == own || has_code).then_some(*whole)
    }

    /// A ward by its name or code alone, with or without the city before it and its level's noun behind it.
    pub(super) fn exact(&self, text: &str) -> Option<&'a Area> {
        let key = fold(text);
        let plain = key.strip_prefix(self.city.as_str()).unwrap_or(&key);
        // Where the city reports itself, its name alone is the one that is meant.
        let fulls = [plain, &key].map(|full| self.by_full.get(full).map(|same| same[0]));
        let others = [self.by_code.get(&key), self.by_short.get(plain)];
        let found = fulls
            .into_iter()
            .chain(others.map(Option::<&usize>::copied));
        let first = found.flatten().min();
        first.map(|at| self.names[at].ward)
    }

    /// The ward whose name is one slip away from a text or is written in kana: for a message, never to be taken.
    pub(super) fn meant(&self, text: &str) -> Option<&'a Area> {
        let key = fold(text);
        let kana = hiragana(&key);
        let plain = kana.strip_suffix(&fold(&self.nouns.unit)).unwrap_or(&kana);
        let is_spoken = |name: &&Name<'_>| {
            let own = hiragana(&fold(&name.ward.kana));
            own == kana
                || own.starts_with(plain) && own.chars().count() - plain.chars().count() <= 1
        };
        let spoken = self.names.iter().find(is_spoken);
        if let Some(name) = spoken.filter(|_| kana.chars().count() > 1) {
            return Some(name.ward);
        }
        let full = one_slip_away(&key, self.names.iter().map(|name| name.full.as_str()));
        let shorts = self.names.iter().filter_map(Name::telling);
        let near = full.or_else(|| one_slip_away(&key, shorts))?;
        let is_it = |name: &&Name<'_>| name.full == near || name.short.as_deref() == Some(near);
        self.names.iter().find(is_it).map(|name| name.ward)
    }

    /// The ward with whose full name a text begins, as that of its office does: for a message, never to be taken.
    pub(super) fn before(&self, text: &str) -> Option<&'a Area> {
        let key = fold(text);
        let is_it = |name: &&Name<'_>| key.starts_with(&name.full);
        self.names.iter().find(is_it).map(|name| name.ward)
    }

    /// The ward whose code is one slip away from a number, as it is to be shown: for a message, never to be taken.
    pub(super) fn near_code(&self, number: &str) -> Option<String> {
        let codes = self.names.iter().map(|name| name.ward.code.as_str());
        let short = self.names.iter().map(|name| name.ward.code5.as_str());
        let near = one_slip_away(number, codes).or_else(|| one_slip_away(number, short))?;
        let is_it = |name: &&Name<'_>| name.ward.code.as_str() == near || name.ward.code5 == near;
        let ward = self.names.iter().find(is_it)?.ward;
        Some(format!("{near}（{}）", ward.name))
    }

    /// The wards whose whole folded name this is.
    pub(super) fn full(&self, key: &str) -> Vec<AreaCode> {
        let named = self.by_full.get(key).into_iter().flatten();
        named.map(|at| self.names[*at].ward.code.clone()).collect()
    }

    /// The wards in one part of a path; depth 0 is the file itself, where a name without its noun counts too.
    pub(super) fn in_part(&self, part: &str, depth: usize) -> Vec<AreaCode> {
        let key = fold(part);
        let found = self.among(&key);
        if found.is_empty() && depth == 0 {
            self.short_among(&key)
        } else {
            found
        }
    }

    /// Every ward whose name or code stands in a folded text.
    pub(super) fn among(&self, key: &str) -> Vec<AreaCode> {
        let mut rest = key.to_owned();
        let mut found = BTreeSet::new();
        // What is taken out of the text makes no name that was not in it before.
        for at in self.fulls_in(key) {
            let Name { full, ward, .. } = &self.names[at];
            while let Some(at) = rest.find(full.as_str()) {
                // A word that goes on is no ward, and neither is a name that only ends like one.
                let goes_on = rest[at + full.len()..].starts_with(['域', '間', '分', '画']);
                if !goes_on && !self.ends_like(&rest[..at]) {
                    found.insert(ward.code.clone());
                }
                rest.replace_range(at..at + full.len(), "\u{0}");
            }
        }
        for number in rest.split(|c: char| !c.is_ascii_digit()) {
            let named = self.by_code.get(number).filter(|_| !number.is_empty());
            found.extend(named.map(|at| self.names[*at].ward.code.clone()));
        }
        found.into_iter().collect()
    }

    /// The places of the full names in a text, in the order of the names.
    fn fulls_in(&self, text: &str) -> BTreeSet<usize> {
        let found = self.fulls.find_overlapping_iter(text);
        found.map(|found| found.pattern().as_usize()).collect()
    }

    /// Whether a text ends with a name without its noun.
    fn ends_like(&self, text: &str) -> bool {
        let mut found = self.shorts.0.find_overlapping_iter(text);
        found.any(|found| found.end() == text.len())
    }

    /// Names without their noun, as in 【…】 or 「…_修正版」.
    fn short_among(&self, key: &str) -> Vec<AreaCode> {
        let (shorts, places) = &self.shorts;
        let candidates = shorts.find_overlapping_iter(key);
        let candidates = candidates.flat_map(|found| &places[found.pattern().as_usize()]);
        let candidates: BTreeSet<usize> = candidates.copied().collect();
        let mut rest = key.to_owned();
        let mut found = BTreeSet::new();
        for at in candidates {
            let name = &self.names[at];
            if let Some(short) = name.telling().filter(|short| rest.contains(*short)) {
                rest = rest.replace(short, "\u{0}");
                found.insert(name.ward.code.clone());
            }
        }
        found.into_iter().collect()
    }
}

/// What finds any of some names in a text; quick to make, for most runs read a few files.
fn automaton<'t>(names: impl Iterator<Item = &'t str>) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    let builder = builder.kind(Some(AhoCorasickKind::NoncontiguousNFA));
    builder
        .prefilter(false)
        .build(names)
        .expect("internal error: the names of all units are far fewer than an automaton holds")
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::DefinitionSource;

    fn found(text: &str) -> Vec<String> {
        let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
        let key = fold(text);
        let names = Names::of(&definitions.areas);
        let mut codes = names.among(&key);
        if codes.is_empty() {
            codes = names.short_among(&key);
        }
        codes
            .iter()
            .filter_map(|code| definitions.areas.get(code))
            .map(|ward| ward.name.clone())
            .collect()
    }

    #[test]
    fn a_name_one_slip_away_is_known_and_not_taken() {
        let areas = check::load(&DefinitionSource::BuiltIn)
            .expect("built-in")
            .areas;
        let names = Names::of(&areas);
        let near = |text: &str| names.meant(text).map(|ward| ward.name.as_str());
        for text in ["西城区", "ニシナリ", "ﾆｼﾅﾘ区", "にしなりく", "西成く"]
        {
            assert_eq!(near(text), Some("西成区"), "{text}");
        }
        let before = |text: &str| names.before(text).map(|ward| ward.name.as_str());
        assert_eq!(before("西成区役所"), Some("西成区"));
        assert_eq!(before("大阪市西成区"), None);
        assert!(names.exact("西城区").is_none() && names.exact("ニシナリ").is_none());
        for text in ["南区", "神戸市", "", "ニ"] {
            assert_eq!(near(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_that_only_ends_like_a_ward_is_none() {
        assert!(found("西成北区").is_empty() || found("西成北区") == ["西成区"]);
        assert_eq!(found("西成区・浪速区").len(), 2);
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(found("東住吉区.xlsx"), ["東住吉区"]);
        assert_eq!(found("西淀川区_推進状況.xlsx"), ["西淀川区"]);
        assert_eq!(found("【東淀川】確認シート(修正版).xlsx"), ["東淀川区"]);
        assert_eq!(found("271225_R7.xlsx"), ["西成区"]);
        assert_eq!(found("大阪市北区役所"), ["北区"]);
        assert!(found("関西区域のまとめ.xlsx").is_empty());
        assert!(found("西_最終.xlsx").is_empty());
        assert_eq!(found("住吉区と東住吉区.xlsx").len(), 2);
    }
}
