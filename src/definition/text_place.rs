//! Places for running text: a definition says where paragraphs stand and under which heading; the words themselves are the
//! municipality's and stand in a `texts.toml` beside the definition. Where they are not given, the heading stands alone.

use schemars::JsonSchema;
use serde::Deserialize;

use super::codes;
use super::document::{Lines, no_such};
use super::tell::Tell;

/// Name of the file with the words, beside the files whose places they are for.
pub(crate) const TEXTS: &str = "texts.toml";

/// Most paragraphs that one place can have.
const MOST_PARAGRAPHS: u32 = 50;

/// One place: its mark and heading as printed, and room for paragraphs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "見出しと、その下に文章を印刷する場所。")]
pub struct TextPlace {
    /// Identifier, by which the words are given.
    #[schemars(
        description = "場所の番号。texts.toml の place に書く。文章を置かない見出しには要らない。"
    )]
    #[serde(default)]
    pub id: String,
    /// ア, イ, ウ; empty where none is printed.
    #[schemars(description = "ア・イ・ウの印。なくてもよい。")]
    #[serde(default)]
    pub mark: String,
    /// Heading as printed; empty where what stands above is the heading.
    #[schemars(
        description = "見出し。印刷のとおり。上に見出しがあるとき（シートの主題など）は書かない。"
    )]
    #[serde(default)]
    pub heading: String,
    /// How many paragraphs there is room for.
    #[schemars(description = "文章の数。texts.toml に書ける段落は、この数まで。")]
    #[serde(default)]
    pub paragraphs: u32,
    /// The words, where they are given.
    #[serde(skip)]
    pub words: Vec<String>,
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(crate) lines: Lines,
}

impl TextPlace {
    /// Mark and heading on one line; empty where neither is printed.
    pub fn heading_line(&self) -> String {
        match self.mark.is_empty() {
            true => self.heading.clone(),
            false => format!("{}　{}", self.mark, self.heading),
        }
    }
}

/// A `texts.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub(crate) text: Vec<Words>,
}

/// The words for one place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    place: String,
    paragraphs: Vec<String>,
    #[serde(rename = "$lines")]
    lines: Lines,
}

/// Tells of places that print nothing, that cannot be named, or that have one name.
pub(crate) fn check<'p>(places: impl Iterator<Item = &'p TextPlace> + Clone, tell: &mut Tell<'_>) {
    for place in places.clone() {
        if place.heading.is_empty() && place.paragraphs == 0 {
            let message = "見出し（heading）も文章の数（paragraphs）もないので、何も印刷されません";
            tell.at(codes::INCONSISTENT, place.lines.of("heading"), message);
        }
        if place.paragraphs > 0 && place.id.is_empty() {
            let message = "文章を置く場所には、番号（id）が要ります";
            tell.at(codes::KEY_MISSING, place.lines.of("paragraphs"), message);
        }
        if place.paragraphs > MOST_PARAGRAPHS {
            let message = format!("paragraphsは{MOST_PARAGRAPHS}までです");
            tell.at(codes::VALUE, place.lines.of("paragraphs"), message);
        }
    }
    let named = places.map(|place| (&place.id, place.lines.of("id")));
    tell.unique("文章の場所", named);
}

impl Texts {
    /// Puts the words where they belong.
    pub(crate) fn fill<'p>(&self, places: impl Iterator<Item = &'p mut TextPlace>) {
        for place in places.filter(|place| place.paragraphs > 0) {
            let mut given = self.text.iter();
            if let Some(words) = given.find(|words| words.place == place.id) {
                place.words.clone_from(&words.paragraphs);
            }
        }
    }

    /// Tells of words for a place that there is not, of a place that is given twice, and of more words than it has room
    /// for.
    pub(crate) fn check(&self, places: &[&TextPlace], tell: &mut Tell<'_>) {
        let with_room = || places.iter().filter(|place| place.paragraphs > 0);
        for words in &self.text {
            let of_it = || with_room().filter(|place| place.id == words.place);
            let Some(room) = of_it().map(|place| place.paragraphs).max() else {
                let known = with_room().map(|place| place.id.as_str());
                let message = no_such("文章の場所", &words.place, known);
                tell.at(codes::REFERENCE, words.lines.of("place"), message);
                continue;
            };
            let given = words.paragraphs.len();
            if u32::try_from(given).map_or(true, |given| given > room) {
                let message = format!(
                    "「{}」に書けるのは{room}段落までですが、{given}段落あります。まとめるか、定義のparagraphsを増やします",
                    words.place
                );
                tell.at(codes::INCONSISTENT, words.lines.of("paragraphs"), message);
            }
        }
        let given = self.text.iter();
        tell.unique(
            "文章の場所",
            given.map(|words| (&words.place, words.lines.of("place"))),
        );
    }
}
