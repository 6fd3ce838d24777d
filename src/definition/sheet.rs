//! A sheet of a form as defined: blocks and fields, with labels as printed.

use schemars::JsonSchema;
use serde::Deserialize;

use super::condition::Condition;
use super::document::Lines;
use super::text_place::TextPlace;
use model::IndicatorId;

/// One sheet of the form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Sheet", description = "シート。")]
pub struct SheetDefinition {
    /// Identifier.
    #[schemars(description = "シートの番号。書かなければ、シートの名前。")]
    #[serde(default)]
    pub id: String,
    /// Sheet name.
    #[schemars(description = "シートの名前。")]
    pub name: String,
    /// Tag in the corner, if printed.
    #[schemars(description = "隅に印刷された資料番号。")]
    pub tag: Option<String>,
    /// Line under the tag, if printed.
    #[schemars(description = "資料番号の下に印刷された語。なくてもよい。")]
    pub tag_line: Option<String>,
    /// Theme line; tells this sheet from the others.
    #[schemars(
        description = "主題の行。ほかのシートとこれで見分ける。書かなければ、シートの名前。"
    )]
    #[serde(default)]
    pub theme: String,
    /// Caption at the foot.
    #[schemars(description = "下に印刷された注記。なくてもよい。")]
    #[serde(default)]
    pub caption: String,
    /// Text that is printed below the theme.
    #[schemars(description = "案内の項目。主題の下に印刷する見出しと文章の場所。")]
    #[serde(default)]
    pub guidance: Vec<TextPlace>,
    /// Blocks from top to bottom.
    #[serde(rename = "block")]
    #[schemars(description = "記入のまとまり。上から順に。")]
    pub blocks: Vec<BlockDefinition>,
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(crate) lines: Lines,
}

/// What a block asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "まとまりの種類。")]
pub enum BlockKind {
    /// Bullets of free text.
    #[schemars(description = "「・」で書く文章。")]
    Narrative,
    /// Indicator fields.
    #[schemars(description = "数の欄。")]
    #[default]
    Indicators,
}

/// One block of a sheet.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Block", description = "記入のまとまり。")]
pub struct BlockDefinition {
    /// Identifier.
    #[schemars(description = "まとまりの番号。書かなければ、シートの番号と、上からの順番。")]
    #[serde(default)]
    pub id: String,
    /// Kind.
    #[serde(skip)]
    pub kind: BlockKind,
    #[serde(rename = "kind")]
    #[schemars(description = "文章か、数か。書かなければ、bulletsがあるとき文章。")]
    pub(crate) own_kind: Option<BlockKind>,
    /// Label as printed.
    #[schemars(description = "見出し。印刷のとおり。")]
    pub label: String,
    /// Small print under the label.
    #[schemars(description = "見出しの下の小さな文字。")]
    pub label_note: Option<String>,
    /// Printed bullets per year; 0 for indicator blocks.
    #[schemars(description = "印刷された「・」の数（年度ごと）。数のまとまりでは0。")]
    #[serde(default)]
    pub bullets: u32,
    /// When it is asked for; without, always.
    #[schemars(description = "いつ書くか。書かなければ、いつも。中の欄すべてに当てはまる。")]
    pub when: Option<Condition>,
    /// The condition in a sentence, as it is printed with the label; empty without one.
    #[serde(skip)]
    pub asked_when: String,
    /// Stands under the label of the block above it.
    #[schemars(description = "上のまとまりの見出しの続きに立つか。")]
    #[serde(default)]
    pub continues: bool,
    /// Fields; empty for narrative blocks.
    #[serde(default, rename = "field")]
    #[schemars(description = "数の欄。文章のまとまりでは空。")]
    pub fields: Vec<FieldDefinition>,
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(crate) lines: Lines,
}

/// How a field's cell is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Layout", description = "欄の形。")]
pub enum FieldLayout {
    /// A number and its unit.
    #[schemars(description = "数と単位。")]
    #[default]
    Count,
    /// A number, a slash and the number of areas.
    #[schemars(description = "数／下の階層の数。")]
    OfAreas,
    /// As [`Self::OfAreas`], and the percentage in brackets below.
    #[schemars(description = "数／下の階層の数と、その下のかっこの中に割合。")]
    OfAreasWithRate,
    /// A percentage.
    #[schemars(description = "割合（％）。")]
    Percent,
}

/// What of a field was inferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "補ったもの。")]
pub enum Inferred {
    /// The unit after the number.
    #[schemars(description = "数の後の単位。")]
    Unit,
    /// The mark beside the label.
    #[schemars(description = "横のア・イ・ウ。")]
    Group,
}

/// A place that asks for one number per year.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Field", description = "数の欄。年度ごとに1つの数を求める。")]
pub struct FieldDefinition {
    /// What is asked.
    #[schemars(
        with = "String",
        description = "指標の番号（indicators.toml にあるもの）。"
    )]
    pub indicator: IndicatorId,
    /// Label as printed, with line breaks.
    #[schemars(description = "欄の見出し。印刷のとおり、改行も含む。書かなければ、指標の名前。")]
    #[serde(default)]
    pub label: String,
    /// Other spellings that are accepted.
    #[schemars(description = "見出しとして認めるほかの書き方。")]
    #[serde(default)]
    pub aliases: Vec<String>,
    /// ア, イ, ウ beside it.
    #[schemars(description = "横に印刷されたア・イ・ウ。")]
    pub group: Option<String>,
    /// Shape of the cell.
    #[serde(skip)]
    pub layout: FieldLayout,
    #[serde(rename = "layout")]
    #[schemars(description = "欄の形。書かなければ、％の指標は割合、ほかは数と単位。")]
    pub(crate) own_layout: Option<FieldLayout>,
    /// The percentage printed with it, if any.
    #[schemars(
        with = "Option<String>",
        description = "同じ欄に印刷された割合の指標の番号。"
    )]
    pub rate: Option<IndicatorId>,
    /// What of it the paper does not print, so that the report says so.
    #[schemars(
        description = "もとの様式に印刷がなく、読み取って補ったもの。報告書の「定めのないことの扱い」に載る。"
    )]
    #[serde(default)]
    pub inferred: Vec<Inferred>,
    /// When it is asked for; without, always.
    #[schemars(description = "いつ書くか。書かなければ、いつも。")]
    pub when: Option<Condition>,
    /// Everything that must hold for it to be asked for: what its block asks, and what it asks itself.
    #[serde(skip)]
    pub conditions: Vec<Condition>,
    /// The conditions in a sentence; empty without any.
    #[serde(skip)]
    pub asked_when: String,
    /// Whether a blank is worth telling.
    #[schemars(description = "空欄のときに知らせるか。")]
    #[serde(default = "yes", rename = "required")]
    pub is_required: bool,
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(crate) lines: Lines,
}

fn yes() -> bool {
    true
}

impl BlockDefinition {
    /// The condition, as it is printed with the label.
    pub fn printed_condition(&self) -> Option<String> {
        bracketed(&self.asked_when)
    }
}

fn bracketed(sentence: &str) -> Option<String> {
    (!sentence.is_empty()).then(|| format!("（{sentence}）"))
}

impl FieldDefinition {
    /// The label with the conditions behind it, as it is printed.
    pub fn printed_label(&self) -> String {
        let condition = bracketed(&self.asked_when);
        condition.map_or_else(|| self.label.clone(), |it| format!("{}\n{it}", self.label))
    }

    /// The label on one line, without the printed indentation.
    pub fn label_line(&self) -> String {
        self.label.lines().map(str::trim).collect()
    }
}
