//! X401: the registry's wards do not sum to the number of areas that the form prints for the city.

use crate::{Context, Rule, RuleSettings, Sink};
use diagnostic::{Code, Outcome, Place, code};
use model::Nouns;
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X401" "registry-total-differs" Error "registry_total_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RegistryTotalDiffers {}

impl RuleSettings for RegistryTotalDiffers {
    const CODE: Code = CODE;

    const COMPARES: bool = true;
}

impl Rule for RegistryTotalDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let Nouns { unit, part, .. } = context.nouns();
        let form = context.form;
        let live = context.as_of.map(|as_of| as_of.fiscal_year());
        let due = form
            .years
            .iter()
            .filter(|column| live.is_none_or(|live| column.year <= live));
        for column in due {
            let (year, total) = (column.year, context.registry.total(column.year));
            let Some(printed) = context.city_total(year).filter(|printed| *printed != total) else {
                continue;
            };
            let missing: Vec<&str> = context
                .definitions
                .areas
                .wards_of(year)
                .into_iter()
                .filter(|ward| context.registry.count(&ward.code, year).is_none())
                .map(|ward| ward.name.as_str())
                .collect();
            let lacking = if missing.is_empty() {
                String::new()
            } else {
                format!("登録に{year}年度の数がない{unit}：{}。", missing.join("、"))
            };
            let message = format!(
                "{part}数登録「{}」の{year}年度の合計は{total}で、様式に印刷された全{printed}{part}と合いません。",
                context.registry.name
            );
            sink.push(
                sink.diagnostic(Place::run(), message)
                    .year(year)
                    .field(form.area_noun.clone())
                    .entered(total.to_string())
                    .expected(printed.to_string())
                    .hint(format!(
                        "{lacking}{unit}ごとの{part}数を確かめ、合計が{printed}になる登録を使ってください。"
                    )),
            );
        }
        Outcome::Ran
    }
}
