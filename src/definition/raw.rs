//! The shapes of the template files as written; unknown keys are refused. What they mean is for `validate`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Located, Whole};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Areas {
    pub(super) level: Vec<Located<Level>>,
    pub(super) city: City,
    #[serde(default)]
    pub(super) ward: Vec<Located<Ward>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Level {
    pub(super) id: String,
    pub(super) noun: String,
    pub(super) count: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct City {
    pub(super) code: String,
    pub(super) code5: String,
    pub(super) name: String,
    pub(super) kana: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Ward {
    pub(super) number: u32,
    pub(super) code: String,
    pub(super) code5: String,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) tile: Option<[u32; 2]>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Registry {
    pub(super) name: String,
    pub(super) total: Located<BTreeMap<String, u32>>,
    pub(super) ward: Vec<Located<RegistryWard>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RegistryWard {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) areas: Located<BTreeMap<String, u32>>,
    pub(super) status: Status,
    pub(super) source: String,
    #[serde(default)]
    pub(super) area: Vec<Located<RegistryArea>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RegistryArea {
    pub(super) name: String,
    pub(super) from: Option<i32>,
    pub(super) until: Option<i32>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    Sourced,
    Synthetic,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Indicators {
    pub(super) indicator: Vec<Located<Indicator>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Indicator {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) short_label: String,
    pub(super) unit: String,
    pub(super) kind: Kind,
    pub(super) roll_up: RollUp,
    #[serde(default)]
    pub(super) decimals: Whole<0, 4>,
    pub(super) plan_page: String,
    #[serde(default)]
    pub(super) auxiliary: bool,
    pub(super) caveat: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Stock,
    YearToDate,
    Survey,
    Derived,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RollUp {
    Sum,
    None,
    Ratio([String; 2]),
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "様式の1つの版。")]
pub(super) struct Form {
    #[schemars(description = "様式の番号。フォルダの名前と同じ。")]
    pub(super) id: String,
    #[schemars(description = "版の番号。ファイルの名前と同じ。")]
    pub(super) edition: String,
    #[schemars(description = "様式の名前。")]
    pub(super) name: String,
    #[schemars(description = "版の名前。")]
    pub(super) edition_name: String,
    #[schemars(description = "印刷された表題。時点の入るところは {as_of}。")]
    pub(super) title: String,
    #[schemars(description = "この様式のどのブックにも書かれている文。これで様式を見分ける。")]
    pub(super) signature: String,
    #[schemars(description = "理念の行の見出し。理念の行があるときに書く。")]
    #[serde(default)]
    pub(super) philosophy_label: String,
    #[schemars(description = "理念。その行があるときに書く。")]
    pub(super) philosophy: Option<String>,
    #[schemars(description = "目標の見出し。目標の行があるときに書く。")]
    #[serde(default)]
    pub(super) goals_label: String,
    #[schemars(description = "目標。印刷どおりの順。なくてもよい。")]
    #[serde(default)]
    pub(super) goals: Vec<String>,
    #[schemars(
        description = "分母の数が何を数えたものか。印刷のとおり。書かなければ areas.toml の呼び名。"
    )]
    pub(super) area_noun: Option<String>,
    #[schemars(description = "架空のデータであることを示す文。これを含むブックは架空として扱う。")]
    pub(super) sample_mark: String,
    #[schemars(description = "年度の列。左から順に。")]
    pub(super) year: Vec<Located<Year>>,
    #[schemars(description = "シート。順に。")]
    pub(super) sheet: Vec<Located<Sheet>>,
    #[schemars(description = "同じ列をもつ行をくり返し書くシート。なくてもよい。")]
    #[serde(default)]
    pub(super) rows: Vec<Located<super::RepeatedRows>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "年度の列。")]
pub(super) struct Year {
    #[schemars(description = "年度（4月からの1年を、始まりの西暦で）。")]
    pub(super) year: i32,
    #[schemars(description = "列の見出し。印刷のとおり。")]
    pub(super) header: String,
    #[schemars(
        description = "分母に印刷された、下の階層の数の合計。分母に印刷がなければ書かない。"
    )]
    pub(super) area_total: Option<u32>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "シート。")]
pub(super) struct Sheet {
    #[schemars(description = "シートの番号。")]
    pub(super) id: String,
    #[schemars(description = "シートの名前。")]
    pub(super) name: String,
    #[schemars(description = "隅に印刷された資料番号。")]
    pub(super) tag: Option<String>,
    #[schemars(description = "主題の行。ほかのシートとこれで見分ける。")]
    pub(super) theme: String,
    #[schemars(description = "下に印刷された注記。")]
    pub(super) caption: String,
    #[schemars(description = "案内の項目。")]
    #[serde(default)]
    pub(super) guidance: Vec<Guidance>,
    #[schemars(description = "記入のまとまり。上から順に。")]
    pub(super) block: Vec<Located<Block>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "案内の1項目。")]
pub(super) struct Guidance {
    #[schemars(description = "ア・イ・ウの印。")]
    pub(super) mark: String,
    #[schemars(description = "見出し。印刷のとおり。")]
    pub(super) heading: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "記入のまとまり。")]
pub(super) struct Block {
    #[schemars(description = "まとまりの番号。")]
    pub(super) id: String,
    #[schemars(description = "文章か、数か。")]
    pub(super) kind: BlockKind,
    #[schemars(description = "見出し。印刷のとおり。")]
    pub(super) label: String,
    #[schemars(description = "見出しの下の小さな文字。")]
    pub(super) label_note: Option<String>,
    #[schemars(description = "印刷された「・」の数（年度ごと）。数のまとまりでは0。")]
    #[serde(default)]
    pub(super) bullets: u32,
    #[schemars(description = "上のまとまりの見出しの続きに立つか。")]
    #[serde(default)]
    pub(super) continues: bool,
    #[schemars(description = "数の欄。文章のまとまりでは空。")]
    #[serde(default)]
    pub(super) field: Vec<Located<Field>>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "まとまりの種類。")]
pub(super) enum BlockKind {
    #[schemars(description = "「・」で書く文章。")]
    Narrative,
    #[schemars(description = "数の欄。")]
    Indicators,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "数の欄。年度ごとに1つの数を求める。")]
pub(super) struct Field {
    #[schemars(description = "指標の番号（indicators.toml にあるもの）。")]
    pub(super) indicator: String,
    #[schemars(description = "欄の見出し。印刷のとおり、改行も含む。")]
    pub(super) label: String,
    #[schemars(description = "見出しとして認めるほかの書き方。")]
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[schemars(description = "横に印刷されたア・イ・ウ。")]
    pub(super) group: Option<String>,
    #[schemars(description = "欄の形。")]
    #[serde(default)]
    pub(super) layout: Layout,
    #[schemars(description = "同じ欄に印刷された割合の指標の番号。")]
    pub(super) rate: Option<String>,
    #[schemars(description = "空欄のときに知らせるか。")]
    #[serde(default = "yes")]
    pub(super) required: bool,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "欄の形。")]
pub(super) enum Layout {
    #[schemars(description = "数と単位。")]
    #[default]
    Count,
    #[schemars(description = "数／下の階層の数。")]
    OfAreas,
    #[schemars(description = "数／下の階層の数と、その下のかっこの中に割合。")]
    OfAreasWithRate,
    #[schemars(description = "割合（％）。")]
    Percent,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "点検の規則を、この様式でどう使うか。")]
pub(super) struct Rule {
    #[schemars(
        description = "規則の名前（コードの名前と同じ）。ほかに書けるキーは、規則ごとに決まっている。"
    )]
    pub(super) kind: String,
    #[schemars(description = "試行か。試行の規則の指摘は、すべて参考になる。")]
    #[serde(default)]
    pub(super) trial: bool,
    #[schemars(description = "重さ。コードの重さと違えるときだけ書く。")]
    pub(super) severity: Option<Severity>,
    #[schemars(description = "規則のよりどころ。様式や手引きのことば。")]
    pub(super) clause: String,
}

/// The keys of a rule that are the same in every kind.
pub(super) const RULE_KEYS: [&str; 4] = ["kind", "trial", "severity", "clause"];

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "重さ。")]
pub(super) enum Severity {
    #[schemars(description = "誤り。その数を集計に使わない。")]
    Error,
    #[schemars(description = "確認。使って印を付ける。")]
    Warning,
    #[schemars(description = "参考。知らせるだけ。")]
    Note,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Functions {
    pub(super) title: String,
    pub(super) note: String,
    pub(super) function: Vec<Located<Function>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Function {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) statute: String,
    pub(super) projects: Vec<String>,
    pub(super) primary: Vec<String>,
    pub(super) also: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Report {
    pub(super) id: String,
    pub(super) form: String,
    pub(super) title: String,
    pub(super) organisation: String,
    pub(super) key_indicators: Vec<String>,
    pub(super) summary_charts: Vec<String>,
    pub(super) map_indicators: Vec<String>,
    pub(super) notes: Vec<String>,
}
