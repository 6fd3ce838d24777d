//! What was reported in earlier years under other names, said as it is asked for now: indicators that were renamed or put
//! together. What was divided has no number of its own in the years before and gets none.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::definitions::Definitions;
use model::{FactId, FactState, Indicator, IndicatorId, PreviousFact, PreviousFacts, Value};

impl Definitions {
    /// Earlier facts, and beside them what today's indicators would have said. Nothing is added where one of the parts is
    /// missing, for then there is no sum, and nothing over what was reported so already.
    #[must_use]
    pub fn as_now(&self, mut previous: PreviousFacts) -> PreviousFacts {
        let mut renamed: Vec<&Indicator> = self.indicators.iter().collect();
        renamed.retain(|indicator| !indicator.was.is_empty());
        // What was renamed twice goes through the name between.
        renamed.sort_by_key(|indicator| self.generation(&indicator.id));
        for indicator in renamed {
            let known = previous.facts.keys();
            let first = known.filter(|id| id.indicator == indicator.was[0]);
            let places: Vec<FactId> = first.cloned().collect();
            for place in places {
                let part = |was: &IndicatorId| {
                    let label = self.indicator(was).map_or("", |known| &known.short_label);
                    let id = FactId {
                        indicator: was.clone(),
                        ..place.clone()
                    };
                    (id, format!("「{label}」"))
                };
                let parts: Vec<(FactId, String)> = indicator.was.iter().map(part).collect();
                let id = FactId {
                    indicator: indicator.id.clone(),
                    ..place
                };
                if previous.facts.get(&id).is_some_and(is_said) {
                    continue;
                }
                let sum = join(&previous.facts, &parts);
                previous.facts.extend(sum.map(|sum| (id, sum)));
            }
        }
        previous
    }

    /// How often an indicator was renamed or put together.
    fn generation(&self, id: &IndicatorId) -> usize {
        let known = self.indicator(id);
        let former = known.into_iter().flat_map(|known| &known.was);
        former
            .map(|was| 1 + self.generation(was))
            .max()
            .unwrap_or_default()
    }
}

fn is_said(fact: &PreviousFact) -> bool {
    fact.state == FactState::Reported
}

/// A fact that is the sum of others, each with its name; nothing where one of them is missing.
pub(super) fn join(
    facts: &BTreeMap<FactId, PreviousFact>,
    parts: &[(FactId, String)],
) -> Option<PreviousFact> {
    let found = parts.iter().map(|(id, name)| {
        let fact = facts.get(id).filter(|fact| is_said(fact))?;
        Some((fact.value.number()?, fact, name))
    });
    let found = found.collect::<Option<Vec<_>>>()?;
    let mut numbers = found.iter().map(|(number, ..)| *number);
    let sum = numbers.try_fold(Decimal::ZERO, Decimal::checked_add)?;
    let (_, first, _) = found.first()?;
    let names = found.iter().map(|(_, fact, name)| {
        let own = fact.was.as_ref();
        own.map_or_else(|| (*name).clone(), |own| format!("{name}（{own}）"))
    });
    let names: Vec<String> = names.collect();
    let mut provenance = first.provenance.clone();
    let was = match found.len() {
        1 => names.concat(),
        _ => {
            // One place stands for the sum; its text leads to all of them.
            let places = found.iter().map(|(_, fact, name)| {
                let at = &fact.provenance;
                format!("{name}{}（{} {}!{}）", at.text, at.file, at.sheet, at.cell)
            });
            provenance.text = places.collect::<Vec<_>>().join("＋").into();
            format!("{}の合計", names.join("と"))
        }
    };
    Some(PreviousFact {
        value: Value::Number(sum),
        state: FactState::Reported,
        provenance,
        was: Some(was),
    })
}
