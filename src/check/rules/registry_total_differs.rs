//! X401: the registry's wards do not sum to the number of areas that the form prints for the city.

use crate::{Context, Rule, Sink};
use definition::RuleInstance;
use diagnostic::{Code, Outcome, Place};

/// The rule.
pub(crate) struct RegistryTotalDiffers;

impl Rule for RegistryTotalDiffers {
    fn code(&self) -> Code {
        Code::REGISTRY_TOTAL_DIFFERS
    }

    fn compares(&self) -> bool {
        true
    }

    fn check(&self, context: &Context<'_>, _: &RuleInstance, sink: &mut Sink<'_>) -> Outcome {
        let form = context.form;
        let live = context.as_of.map(|as_of| as_of.fiscal_year());
        let due = form
            .years
            .iter()
            .filter(|column| live.is_none_or(|live| column.year <= live));
        for column in due {
            let (year, total) = (column.year, context.registry.total(column.year));
            let Some(printed) = column.area_total.filter(|printed| *printed != total) else {
                continue;
            };
            let missing: Vec<&str> = context
                .definitions
                .areas
                .wards()
                .iter()
                .filter(|ward| context.registry.count(&ward.code, year).is_none())
                .map(|ward| ward.name.as_str())
                .collect();
            let lacking = if missing.is_empty() {
                String::new()
            } else {
                format!("登録に{year}年度の行がない区：{}。", missing.join("、"))
            };
            let message = format!(
                "地域数登録「{}」の{year}年度の合計は{total}で、様式に印刷された全{}地域と合いません。",
                context.registry.name, printed
            );
            sink.push(
                sink.diagnostic(Place::run(), message)
                    .year(year)
                    .field(form.area_noun.clone())
                    .entered(total.to_string())
                    .expected(printed.to_string())
                    .hint(format!(
                        "{lacking}区ごとの地域数を確かめ、合計が{}になる登録を使ってください。",
                        printed
                    )),
            );
        }
        Outcome::Ran
    }
}
