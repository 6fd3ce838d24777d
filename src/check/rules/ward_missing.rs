//! X402: nothing has come from a ward.

use crate::{Context, Purpose, Rule, Sink};
use definition::RuleInstance;
use diagnostic::{Code, Outcome, Place};

/// The rule.
pub(crate) struct WardMissing;

impl Rule for WardMissing {
    fn code(&self) -> Code {
        Code::WARD_MISSING
    }

    fn compares(&self) -> bool {
        true
    }

    fn check(&self, context: &Context<'_>, _: &RuleInstance, sink: &mut Sink<'_>) -> Outcome {
        if context.purpose != Purpose::Compile {
            return Outcome::Skipped("点検では、全区がそろっているかは見ない".to_owned());
        }
        let wards = context.definitions.areas.wards();
        let came = |code| {
            context
                .submissions
                .iter()
                .any(|submission| submission.ward.as_ref() == Some(code))
                || sink
                    .earlier()
                    .diagnostics()
                    .iter()
                    .any(|told| told.place.file.is_some() && told.ward.as_ref() == Some(code))
        };
        let missing: Vec<_> = wards.iter().filter(|ward| !came(&ward.code)).collect();
        for ward in missing {
            let message = format!("{}の提出物がありません。", ward.name);
            sink.push(
                sink.diagnostic(Place::run(), message)
                    .ward(Some(&ward.code))
                    .expected(format!("{}の提出物1件", ward.name))
                    .hint("届いていないか確かめてください。読み取れなかったファイルや区名の分からないファイルが、この区のものかもしれません。"),
            );
        }
        Outcome::Ran
    }
}
