//! S140: a number or another formula stands where the template draws its formula. The value fits, so it is only a note.
//!
//! # Decisions
//! * Whether a formula stood there is told from the other years of the same field, which still hold it; a copy in which
//!   every year is typed was written so by this program or drawn so by the bureau.
//! * A number that does not fit is told by the rules on percentages and on sums over rows, and not here; they name a
//!   formula that was replaced.
//! * What the template's formula says follows from the registry, or from where the rows stand. Blanks, capitals and dollar
//!   signs make no other formula.

use crate::form_formula::{self, fits_rows};
use crate::ratio::{self, Fit, Known};
use crate::{Context, Earlier, Rule, RuleSettings, Sink};
use definition::Fields;
use diagnostic::{Code, Diagnostic, Outcome, Severity, code};
use model::{Fact, Submission};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("S140" "formula-overwritten" Note "formula_overwritten.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct FormulaOverwritten {
    #[schemars(description = "対象の指標。")]
    fields: Fields,
}

impl RuleSettings for FormulaOverwritten {
    const CODE: Code = CODE;
}

impl Rule for FormulaOverwritten {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let (mut checked, mut undated) = (false, false);
        for (submission, fact) in sink.due_facts(context, Some(&self.fields)) {
            let Some(live) = context.live_year(submission) else {
                undated = true;
                continue;
            };
            checked = true;
            if let Some(formulas) = replaced_by(context, sink.earlier(), submission, fact) {
                if !is_told_as_wrong(context, sink, submission, fact) {
                    let told = replaced(context, sink, submission, fact, &formulas);
                    sink.push_instead(told, fact, Code::VALUE_NOT_CALCULATED);
                }
                continue;
            }
            if sink.earlier().mentions(fact) {
                continue;
            }
            // Earlier years are typed by the template itself where it carries last year's return over.
            if fact.year != live || fact.is_formula {
                continue;
            }
            if let Some(formula) = formula_beside(context, submission, fact)
                && fits(context, sink, submission, fact)
            {
                let label = context.short_label(&fact.indicator);
                let message = format!(
                    "{label}の計算式が消え、「{}」と入力されています。",
                    fact.provenance.text.trim()
                );
                sink.push(
                    sink.on_fact(context, submission, fact, message)
                        .expected("計算式")
                        .hint(format!(
                            "数は合っているので、そのままでかまいません。後で{}数を直しても、この数は変わりません。計算式は{}に残っています。",
                            context.nouns().part, formula.provenance.cell
                        )),
                );
            }
        }
        Outcome::skipped_if(
            undated && !checked,
            "時点が分からず、どの年度を見るのか決められない",
        )
    }
}

/// The template's formula and the one in its place, unless something worse has been told of the value than that it was
/// not calculated.
fn replaced_by(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    fact: &Fact,
) -> Option<(String, String)> {
    let is_worse = earlier.withholds(fact)
        || earlier.mentions(fact) && !earlier.tells(fact, Code::VALUE_NOT_CALCULATED);
    let (printed, own) = form_formula::replaced(context, submission, fact)?;
    (!is_worse).then(|| (printed, own.to_owned()))
}

/// Whether this rule speaks about the formula of a percentage that gave nothing, so that no other rule need.
pub(super) fn speaks_about(
    context: &Context<'_>,
    earlier: &Earlier,
    submission: &Submission,
    fact: &Fact,
) -> bool {
    context.live_year(submission).is_some()
        && context
            .uses::<FormulaOverwritten>(submission)
            .any(|(_, rule)| rule.fields.contains(&fact.indicator))
        && replaced_by(context, earlier, submission, fact).is_some()
}

/// What is told of another formula in the place of the template's own, and of what became of its result.
fn replaced(
    context: &Context<'_>,
    sink: &Sink<'_>,
    submission: &Submission,
    fact: &Fact,
    (printed, own): &(String, String),
) -> Diagnostic {
    let label = context.short_label(&fact.indicator);
    let changed = format!("{label}の計算式が、様式の「={printed}」から「={own}」に変わって");
    let earlier = sink.earlier();
    let is_stale = earlier.mentions(fact);
    let told = |message| sink.on_fact(context, submission, fact, message);
    let field = context.form_for(submission).field(&fact.indicator);
    let count = field.and_then(|field| submission.fact(&field.indicator, fact.year));
    let is_counted = count.is_some_and(|count| count.value.number().is_some());
    let told = if fact.value.is_blank() && is_counted {
        let text = fact.provenance.text.trim();
        let result = if is_stale {
            format!("、保存されている結果（{text}）は古いもの")
        } else {
            "、計算の結果がないもの".to_owned()
        };
        let part = &context.nouns().part;
        told(format!(
            "{changed}いて{result}です。％の欄は空欄とみなし、{part}数から計算します。"
        ))
        .hint("様式の計算式に戻してから、Excelで上書き保存してください。")
    } else {
        told(format!("{changed}います。")).hint("計算の結果が正しければ、そのままでかまいません。様式の計算式に戻すと、後でもとの数を直しても合います。")
    };
    let severity = if is_stale {
        Severity::Warning
    } else {
        told.severity
    };
    told.severity(severity)
        .entered(format!("={own}"))
        .expected(format!("={printed}"))
}

/// The same field of another year, where it still holds the formula.
fn formula_beside<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    fact: &Fact,
) -> Option<&'a Fact> {
    let years = context.form_for(submission).years.iter();
    years
        .filter_map(|column| submission.fact(&fact.indicator, column.year))
        .find(|other| other.is_formula)
}

/// Whether the rule on percentages or that on sums over rows tells this one, and with it the formula that made it.
fn is_told_as_wrong(
    context: &Context<'_>,
    sink: &Sink<'_>,
    submission: &Submission,
    fact: &Fact,
) -> bool {
    let Some(written) = fact.value.number() else {
        return false;
    };
    let form = context.form_for(submission);
    if let Some((_, column)) = form.rows_column(&fact.indicator) {
        let sum = submission.sum(&fact.indicator, fact.year);
        return sum.is_some_and(|sum| !fits_rows(written, sum, column.kind));
    }
    let earlier = sink.earlier();
    match ratio::parts(context, earlier, submission, &fact.indicator, fact.year) {
        Known::Parts(parts) => {
            let exact = parts.percent();
            let registered = context.area_count(submission, fact.year).map(Decimal::from);
            let by_registry = registered.and_then(|count| ratio::percent(parts.numerator, count));
            let fits = |exact| ratio::fit_of(fact, written, exact) == Fit::Equal;
            !fits(exact)
                && !by_registry.is_some_and(fits)
                && ratio::is_percentage(fact, written, exact)
        }
        Known::Blamed(_) | Known::Missing => false,
    }
}

/// Whether the typed number is what the formula would have given.
fn fits(context: &Context<'_>, sink: &Sink<'_>, submission: &Submission, fact: &Fact) -> bool {
    let Some(written) = fact.value.number() else {
        return false;
    };
    // Without a registered number of areas the template leaves the cell open for typing.
    if context.area_count(submission, fact.year).is_none() {
        return false;
    }
    let earlier = sink.earlier();
    match ratio::parts(context, earlier, submission, &fact.indicator, fact.year) {
        Known::Parts(parts) => ratio::fit_of(fact, written, parts.percent()) == Fit::Equal,
        Known::Blamed(_) | Known::Missing => false,
    }
}
