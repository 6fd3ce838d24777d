//! The shapes of the template files as written; unknown keys are refused. What they mean is for `validate`.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Areas {
    pub(super) city: City,
    pub(super) ward: Vec<Ward>,
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
    pub(super) total: BTreeMap<String, u32>,
    pub(super) ward: Vec<RegistryWard>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RegistryWard {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) areas: BTreeMap<String, u32>,
    pub(super) status: Status,
    pub(super) source: String,
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
    pub(super) indicator: Vec<Indicator>,
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
    pub(super) decimals: u32,
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
#[serde(untagged)]
pub(super) enum RollUp {
    Named(RollUpName),
    Ratio { ratio: [String; 2] },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RollUpName {
    Sum,
    None,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Form {
    pub(super) id: String,
    pub(super) edition: String,
    pub(super) name: String,
    pub(super) edition_name: String,
    pub(super) title: String,
    pub(super) signature: String,
    pub(super) philosophy_label: String,
    pub(super) philosophy: String,
    pub(super) goals_label: String,
    pub(super) goals: Vec<String>,
    pub(super) area_noun: String,
    pub(super) sample_mark: String,
    pub(super) year: Vec<Year>,
    pub(super) sheet: Vec<Sheet>,
    #[serde(default)]
    pub(super) rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Year {
    pub(super) year: i32,
    pub(super) header: String,
    pub(super) area_total: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Sheet {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) tag: Option<String>,
    pub(super) theme: String,
    pub(super) caption: String,
    #[serde(default)]
    pub(super) guidance: Vec<Guidance>,
    pub(super) block: Vec<Block>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Guidance {
    pub(super) mark: String,
    pub(super) heading: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Block {
    pub(super) id: String,
    pub(super) kind: BlockKind,
    pub(super) label: String,
    pub(super) label_note: Option<String>,
    #[serde(default)]
    pub(super) bullets: u32,
    #[serde(default)]
    pub(super) continues: bool,
    #[serde(default)]
    pub(super) field: Vec<Field>,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BlockKind {
    Narrative,
    Indicators,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Field {
    pub(super) indicator: String,
    pub(super) label: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) group: Option<String>,
    #[serde(default)]
    pub(super) layout: Layout,
    pub(super) rate: Option<String>,
    #[serde(default = "yes")]
    pub(super) required: bool,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Layout {
    #[default]
    Count,
    OfAreas,
    OfAreasWithRate,
    Percent,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) kind: String,
    #[serde(default)]
    pub(super) fields: Vec<String>,
    #[serde(default)]
    pub(super) blocks: Vec<String>,
    #[serde(default)]
    pub(super) trial: bool,
    pub(super) severity: Option<Severity>,
    pub(super) clause: String,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, i64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Severity {
    Error,
    Warning,
    Note,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Functions {
    pub(super) title: String,
    pub(super) note: String,
    pub(super) function: Vec<Function>,
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
    pub(super) title: String,
    pub(super) organisation: String,
    pub(super) key_indicators: Vec<String>,
    pub(super) summary_charts: Vec<String>,
    pub(super) map_indicators: Vec<String>,
    pub(super) notes: Vec<String>,
}
