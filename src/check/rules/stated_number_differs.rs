//! C327: a number that stands somewhere in the form is not what other cells of it come to: a whole and its parts, or a
//! number within a sentence and the cells of a table.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::ratio::show;
use crate::stated::{Found, Term, not_compared};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::FormDefinition;
use diagnostic::{Code, Outcome, Place, code};
use model::{FiscalYear, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C327" "stated-number-differs" Warning "stated_number_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct StatedNumberDiffers {
    #[schemars(description = "確かめる数のあるところ。")]
    stated: Term,
    #[schemars(description = "足して、確かめる数になるはずの数のあるところ。")]
    equals: Vec<Term>,
    #[schemars(description = "そこから引く数のあるところ。")]
    #[serde(default)]
    minus: Vec<Term>,
}

impl RuleSettings for StatedNumberDiffers {
    const CODE: Code = CODE;
    const IS_STATED: bool = true;

    fn contradiction(&self, form: &FormDefinition) -> Option<String> {
        if self.equals.is_empty() {
            return Some("equalsが空です。数のあるところを1つは書いてください".to_owned());
        }
        let mut terms = self.terms();
        terms.find_map(|term| term.fault(form))
    }
}

impl Rule for StatedNumberDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        let is_yearly = self.terms().any(Term::is_yearly);
        for submission in context.subjects() {
            let mut years = context.due_years(submission);
            if !is_yearly {
                // Cells of words are there once for all years.
                years.drain(..years.len().saturating_sub(1));
            }
            for year in years {
                checked |= self.compare(context, sink, submission, year);
            }
        }
        Outcome::skipped_if(
            !checked,
            "比べる数が、どの提出物にもないか、どの数か決められない",
        )
    }
}

impl StatedNumberDiffers {
    fn terms(&self) -> impl Iterator<Item = &Term> {
        let parts = self.equals.iter().chain(&self.minus);
        std::iter::once(&self.stated).chain(parts)
    }

    /// Whether every number was there to be compared; what leaves one open is told.
    fn compare(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        submission: &Submission,
        year: FiscalYear,
    ) -> bool {
        let stated = match self.stated.find(context, sink, submission, year) {
            Ok(None) => return false,
            Ok(Some(stated)) => stated,
            Err(unclear) => {
                unclear.tell(sink, submission);
                return false;
            }
        };
        let mut sum = Decimal::ZERO;
        let mut parts: Vec<Found<'_>> = Vec::new();
        let signs = self.equals.iter().map(|term| (term, Decimal::ONE));
        let signs = signs.chain(self.minus.iter().map(|term| (term, Decimal::NEGATIVE_ONE)));
        for (term, sign) in signs {
            match term.find(context, sink, submission, year) {
                Ok(None) => {
                    let what = term.called(context, submission);
                    no_part(sink, submission, &stated, &what);
                    return false;
                }
                Ok(Some(found)) => {
                    sum += sign * found.number;
                    parts.push(found);
                }
                Err(unclear) => {
                    unclear.tell(sink, submission);
                    return false;
                }
            }
        }
        if stated.number != sum {
            self.tell(sink, submission, &stated, (&parts, sum));
        }
        true
    }

    fn tell(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        stated: &Found<'_>,
        (parts, sum): (&[Found<'_>], Decimal),
    ) {
        let terms = parts.iter().enumerate().map(|(at, part)| {
            let sign = match at {
                0 => "",
                at if at < self.equals.len() => "＋",
                _ => "－",
            };
            format!("{sign}{}の{}", part.label, show(part.number))
        });
        let number = format!("{}{}", show(stated.number), stated.unit);
        let sum = show(sum);
        let comes_to = match parts {
            [_] => String::new(),
            _ => format!("＝{sum}"),
        };
        let message = format!(
            "{}には「{number}」とありますが、{}{comes_to}と合いません。",
            stated.label,
            terms.collect::<String>()
        );
        let mut diagnostic = sink
            .diagnostic(Place::from(stated.cell), message)
            .ward(submission.ward.as_ref())
            .field(stated.header.clone())
            .entered(number)
            .expected(sum)
            .hint("どちらが正しいか確かめて、もう一方を直してください。");
        let mut seen = BTreeSet::from([(&stated.cell.sheet, stated.cell.cell)]);
        for part in parts {
            if seen.insert((&part.cell.sheet, part.cell.cell)) {
                diagnostic = diagnostic.related(Place::from(part.cell));
            }
        }
        sink.push(diagnostic);
    }
}

/// Says that a number was not compared, because a part of it is not there.
fn no_part(sink: &mut Sink<'_>, submission: &Submission, stated: &Found<'_>, what: &str) {
    let why = format!(
        "{what}に使える数がないので、{}の{}とは比べていません。",
        stated.label,
        show(stated.number)
    );
    let at = (stated.cell, stated.header.as_str());
    if let Some(told) = not_compared(sink, submission, at, why) {
        sink.push(told.hint(format!("{what}を直すか書くかすると、点検できます。")));
    }
}
