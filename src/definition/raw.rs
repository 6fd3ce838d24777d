//! The shapes of the template files as written; unknown keys are refused. What they mean is for `validate`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::document::{Lines, Whole};
use super::registry::CountStatus;
use model::{FiscalYear, ValueKind};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Areas {
    pub(super) level: Vec<Level>,
    pub(super) city: City,
    #[serde(default)]
    pub(super) ward: Vec<Ward>,
    #[serde(rename = "$lines")]
    pub(super) lines: Lines,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Level {
    pub(super) id: String,
    pub(super) noun: String,
    pub(super) count: Option<String>,
    #[serde(rename = "$lines")]
    pub(super) lines: Lines,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct City {
    pub(super) code: String,
    pub(super) code5: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) kana: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Ward {
    pub(super) number: Option<u32>,
    pub(super) code: String,
    pub(super) code5: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) kana: String,
    pub(super) tile: Option<[u32; 2]>,
    pub(super) valid_from: Option<String>,
    pub(super) valid_to: Option<String>,
    #[serde(default)]
    pub(super) merged_from: Vec<String>,
    #[serde(default)]
    pub(super) split_from: Vec<String>,
    #[serde(rename = "$lines")]
    pub(super) lines: Lines,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Registry {
    pub(super) name: String,
    pub(super) total: BTreeMap<String, u32>,
    pub(super) ward: Vec<RegistryWard>,
    #[serde(rename = "$lines")]
    pub(super) lines: Lines,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RegistryWard {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) areas: BTreeMap<String, u32>,
    pub(super) status: CountStatus,
    pub(super) source: String,
    #[serde(default)]
    pub(super) area: Vec<RegistryArea>,
    #[serde(rename = "$lines")]
    pub(super) lines: Lines,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RegistryArea {
    pub(super) name: String,
    pub(super) from: Option<FiscalYear>,
    pub(super) until: Option<FiscalYear>,
    #[serde(rename = "$lines")]
    pub(super) lines: Lines,
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
    pub(super) short_label: Option<String>,
    pub(super) unit: String,
    pub(super) kind: Option<ValueKind>,
    #[serde(default)]
    pub(super) roll_up: RollUp,
    #[serde(default)]
    pub(super) decimals: Whole<0, 4>,
    #[serde(default)]
    pub(super) plan_page: String,
    #[serde(default)]
    pub(super) auxiliary: bool,
    pub(super) caveat: Option<String>,
    pub(super) was: Option<String>,
    #[serde(default)]
    pub(super) merged_from: Vec<String>,
    pub(super) split_from: Option<String>,
    pub(super) from: Option<FiscalYear>,
    #[serde(rename = "$lines")]
    pub(super) lines: Lines,
}

impl Indicator {
    /// What is reckoned from others is derived; else a state at the date, where nothing is said.
    pub(super) fn kind(&self) -> ValueKind {
        self.kind.unwrap_or(match self.roll_up {
            RollUp::Ratio(_) => ValueKind::Derived,
            RollUp::Sum | RollUp::None => ValueKind::Stock,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RollUp {
    #[default]
    Sum,
    None,
    Ratio([String; 2]),
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
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(super) lines: Lines,
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
