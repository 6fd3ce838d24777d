//! Which units a text names: by full name, by name without the noun of its level, or by code.

use std::collections::BTreeSet;

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

/// The names of the units, folded once for all the texts that may hold one.
pub(super) struct Names<'a> {
    city: String,
    pub(super) nouns: &'a Nouns,
    /// The longest first, so that one name inside another is not found.
    names: Vec<Name<'a>>,
    /// The whole where it has wards, and who reports for it, folded.
    whole: Option<(&'a Area, Vec<String>)>,
}

/// A ward by its folded name.
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
        Self {
            city,
            nouns: areas.nouns(),
            names,
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
        let found = self.names.iter().find(|name| {
            // Where the city reports itself, its name alone is the one that is meant.
            [plain, &key].contains(&name.full.as_str())
                || key == name.ward.code.as_str()
                || key == name.ward.code5
                || name.short.as_deref() == Some(plain)
        });
        found.map(|name| name.ward)
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
        let named = self.names.iter().filter(|name| name.full == key);
        named.map(|name| name.ward.code.clone()).collect()
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
        let has_name = self.names.iter().any(|name| key.contains(&name.full));
        if !has_name && !key.contains(|c: char| c.is_ascii_digit()) {
            return Vec::new();
        }
        let shorts: Vec<&str> = self.names.iter().filter_map(Name::telling).collect();
        let mut rest = key.to_owned();
        let mut found = BTreeSet::new();
        for Name { full, ward, .. } in &self.names {
            while let Some(at) = rest.find(full.as_str()) {
                // A word that goes on is no ward, and neither is a name that only ends like one.
                let goes_on = rest[at + full.len()..].starts_with(['域', '間', '分', '画']);
                let ends_like = shorts.iter().any(|short| rest[..at].ends_with(*short));
                if !goes_on && !ends_like {
                    found.insert(ward.code.clone());
                }
                rest.replace_range(at..at + full.len(), "\u{0}");
            }
            for number in rest.split(|c: char| !c.is_ascii_digit()) {
                if number == ward.code.as_str() || number == ward.code5 {
                    found.insert(ward.code.clone());
                }
            }
        }
        found.into_iter().collect()
    }

    /// Names without their noun, as in 【…】 or 「…_修正版」.
    fn short_among(&self, key: &str) -> Vec<AreaCode> {
        let mut rest = key.to_owned();
        let mut found = BTreeSet::new();
        for name in &self.names {
            if let Some(short) = name.telling().filter(|short| rest.contains(*short)) {
                rest = rest.replace(short, "\u{0}");
                found.insert(name.ward.code.clone());
            }
        }
        found.into_iter().collect()
    }
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
