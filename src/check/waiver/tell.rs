//! What is told of a reason that explains nothing: unmatched, without a cause, expired, about an error, unclear.

use super::claim::{Claim, Finding, family};
use super::codes;
use crate::{Context, Purpose};
use diagnostic::{Code, Diagnostic, Outcome, Place, RuleOutcome, Severity};

/// How many of the diagnostics that could be meant are listed.
const LISTED: usize = 3;

/// What is to be told of a reason, once all that hold were accepted; nothing where it holds or need not.
pub(super) fn verdict(
    context: &Context<'_>,
    outcomes: &[RuleOutcome],
    diagnostics: &[Diagnostic],
    claim: &Claim<'_>,
    finding: &Finding,
) -> Option<Diagnostic> {
    // A ward that checks its own workbook hears nothing of the reasons of others.
    let is_of_others = context.purpose == Purpose::Check && !claim.is_submitted;
    match finding {
        Finding::Matched(found) => matched(context, diagnostics, claim, found),
        _ if is_of_others => None,
        Finding::Unclear(found) => Some(unclear(diagnostics, claim, found)),
        Finding::Incomplete(found) => Some(incomplete(diagnostics, claim, found)),
        Finding::Unmatched(of_code) => {
            let codes = context.definitions.codes;
            let code = Code::find_in(codes, claim.reason.code.as_deref()?)?;
            if code.entry().severity == Severity::Note {
                return None;
            }
            if claim.is_expired(context) {
                return Some(expired(context, claim));
            }
            Some(
                not_known(context, outcomes, diagnostics, claim, code)
                    .unwrap_or_else(|| unmatched(diagnostics, claim, of_code)),
            )
        }
    }
}

/// Starts a diagnostic at the reason's own cell.
fn tell(claim: &Claim<'_>, code: Code, message: impl Into<String>) -> Diagnostic {
    let reason = claim.reason;
    let mut told = Diagnostic::new(code, Place::from(&reason.provenance), message)
        .ward(claim.ward)
        .entered(reason.written.text.clone());
    if !reason.written.item.is_empty() {
        told = told.field(reason.written.item.clone());
    }
    told.fiscal_year = reason.year;
    told
}

fn matched(
    context: &Context<'_>,
    diagnostics: &[Diagnostic],
    claim: &Claim<'_>,
    found: &[usize],
) -> Option<Diagnostic> {
    let has = |severity: Severity| found.iter().any(|at| diagnostics[*at].severity == severity);
    let code = claim.reason.code.as_deref().unwrap_or_default();
    if has(Severity::Warning) {
        if claim.is_expired(context) {
            return Some(expired(context, claim));
        }
        let text = &claim.reason.written.text;
        let told = tell(
            claim,
            codes::REASON_WITHOUT_CAUSE,
            format!(
                "{code}の理由は「{text}」だけで、なぜその数でよいのかが分かりません。{code}の確認は残ります。"
            ),
        );
        return Some(told.hint(
            "何があってその数になったのかを書いてください（例: 名簿を整理し、二重に数えていた12人を除いたため）。",
        ));
    }
    if has(Severity::Error) && !has(Severity::Note) {
        let told = tell(
            claim,
            codes::REASON_FOR_ERROR,
            format!(
                "{code}は「誤り」なので、理由を書いても認められません。{code}の誤りは残ります。"
            ),
        );
        return Some(told.hint(
            "数を直して、この行を消してください。数のほうが正しいときは、取りまとめの担当に知らせてください。",
        ));
    }
    None
}

fn expired(context: &Context<'_>, claim: &Claim<'_>) -> Diagnostic {
    let until = claim
        .reason
        .until
        .map(|until| until.wareki())
        .unwrap_or_default();
    let as_of = context
        .as_of
        .map(|as_of| as_of.wareki())
        .unwrap_or_default();
    let code = claim.reason.code.as_deref().unwrap_or_default();
    tell(
        claim,
        codes::REASON_EXPIRED,
        format!("{code}の理由は、期限の{until}が時点の{as_of}より前なので、使いません。"),
    )
    .hint("今も同じ理由でよいか確かめ、よければ期限を書き直してください。そうでなければ、この行を消してください。")
}

fn unclear(diagnostics: &[Diagnostic], claim: &Claim<'_>, found: &[usize]) -> Diagnostic {
    let code = claim.reason.code.as_deref().unwrap_or_default();
    let item = &claim.reason.written.item;
    let said = if item.is_empty() {
        "項目が書かれていないので".to_owned()
    } else {
        format!("項目の「{item}」だけでは")
    };
    tell(
        claim,
        Code::REASON_UNREADABLE,
        format!("{said}、{code}のどの指摘への理由か決められません。理由として扱いません。"),
    )
    .hint(format!(
        "{}のどれかが分かるように書いてください。",
        list(diagnostics, found)
    ))
}

fn incomplete(diagnostics: &[Diagnostic], claim: &Claim<'_>, found: &[usize]) -> Diagnostic {
    let written = &claim.reason.written;
    let code = claim.reason.code.as_deref().unwrap_or_default();
    let missing: Vec<&str> = [(&written.item, "項目"), (&written.year, "年度")]
        .into_iter()
        .filter(|(text, _)| text.is_empty())
        .map(|(_, name)| name)
        .collect();
    tell(
        claim,
        Code::REASON_UNREADABLE,
        format!(
            "{code}の理由に{}が書かれていません。理由として扱いません。",
            missing.join("と")
        ),
    )
    .hint(format!(
        "{code}の指摘は{}にあります。点検の結果のとおりに書いてください。",
        list(diagnostics, found)
    ))
}

/// As a note, why it cannot be known whether the reason still fits; `None` where it can.
fn not_known(
    context: &Context<'_>,
    outcomes: &[RuleOutcome],
    diagnostics: &[Diagnostic],
    claim: &Claim<'_>,
    code: Code,
) -> Option<Diagnostic> {
    let skipped = outcomes.iter().find_map(|rule| match &rule.outcome {
        Outcome::Skipped(why) if rule.code == code => Some(why),
        Outcome::Skipped(_) | Outcome::Ran => None,
    });
    let why = if let Some(why) = skipped {
        format!("{}は今回実施していない（{why}）", code.id())
    } else if !claim.is_heard {
        format!(
            "この{}の提出で、集計に使えるものがまだない",
            context.nouns().unit
        )
    } else {
        let other = in_the_way(context, diagnostics, claim, code)?;
        format!(
            "先に直す{}の{}がある",
            other.severity.label(),
            other.code.id()
        )
    };
    let told = tell(
        claim,
        codes::REASON_UNMATCHED,
        format!(
            "{why}ため、{}の理由がまだ要るかどうか分かりません。",
            code.id()
        ),
    );
    Some(
        told.severity(Severity::Note)
            .hint("この行は、そのままでかまいません。"),
    )
}

/// Another fault that may keep the rule from looking: on the same field, or on the whole file.
fn in_the_way<'d>(
    context: &Context<'_>,
    diagnostics: &'d [Diagnostic],
    claim: &Claim<'_>,
    code: Code,
) -> Option<&'d Diagnostic> {
    let meant: Vec<_> = claim
        .reason
        .indicators
        .iter()
        .flat_map(|id| std::iter::once(id).chain(family(context, id)))
        .collect();
    let is_in_the_way = |d: &&Diagnostic| {
        let is_same_year = d.fiscal_year.is_none() || d.fiscal_year == claim.reason.year;
        let is_on_field = d.indicators().any(|id| meant.contains(&id));
        let is_on_file = d.severity == Severity::Error && d.indicators().next().is_none();
        d.code != code
            && d.severity < Severity::Note
            && claim.concerns(d)
            && is_same_year
            && (is_on_field || is_on_file)
    };
    diagnostics.iter().find(is_in_the_way)
}

fn unmatched(diagnostics: &[Diagnostic], claim: &Claim<'_>, of_code: &[usize]) -> Diagnostic {
    let code = claim.reason.code.as_deref().unwrap_or_default();
    let told = tell(
        claim,
        codes::REASON_UNMATCHED,
        format!("この理由に当てはまる{code}の指摘はありません。"),
    );
    if of_code.is_empty() {
        return told.hint(
            "数を直して指摘がなくなったのなら、この行を消してください。コードや年度の書き間違いなら、直してください。",
        );
    }
    told.hint(format!(
        "{code}の指摘は{}にあります。その理由なら項目と年度を直し、そうでなければこの行を消してください。",
        list(diagnostics, of_code)
    ))
}

/// Fields and years of the diagnostics that could be meant.
fn list(diagnostics: &[Diagnostic], found: &[usize]) -> String {
    let mut names: Vec<String> = Vec::new();
    for at in found {
        let d = &diagnostics[*at];
        let sheet = d.place.sheet.as_deref().unwrap_or_default();
        let field = d.field.as_deref().unwrap_or_default();
        let year = d.fiscal_year.map(|year| format!("{year}年度"));
        let name = match (sheet, field) {
            ("", "") => "ファイル全体".to_owned(),
            (sheet, field) => format!("{sheet} {field}").trim().to_owned(),
        };
        let name = year.map_or_else(
            || format!("「{name}」"),
            |year| format!("「{name}」（{year}）"),
        );
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(LISTED);
    names.truncate(LISTED);
    let rest = if more > 0 {
        format!("ほか{more}か所")
    } else {
        String::new()
    };
    format!("{}{rest}", names.join("、"))
}
