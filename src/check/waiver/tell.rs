//! What is told of a reason that explains nothing: unmatched, without a cause, expired, about an error, unclear.

use std::collections::BTreeSet;

use super::claim::{Claim, Finding};
use super::codes;
use crate::{Context, Purpose};
use definition::folded;
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::Fact;

/// How many of the diagnostics that could be meant are listed.
const LISTED: usize = 3;

/// What is to be told of a reason, once all that hold were accepted; nothing where it holds or need not. That no rule asks for
/// it now is no matter: another run with other files may.
pub(super) fn verdict(
    context: &Context<'_>,
    diagnostics: &[Diagnostic],
    claim: &Claim<'_>,
    finding: &Finding,
) -> Option<Diagnostic> {
    // A ward that checks its own workbook hears nothing of the reasons of others.
    let is_of_others = context.purpose == Purpose::Check && !claim.is_submitted;
    match finding {
        Finding::Matched { own, others } => {
            let found: Vec<usize> = own.iter().chain(others).copied().collect();
            matched(context, diagnostics, claim, &found)
        }
        _ if is_of_others => None,
        Finding::Unclear(found) => Some(unclear(diagnostics, claim, found)),
        Finding::Incomplete(found) => Some(incomplete(diagnostics, claim, found)),
        Finding::Unasked {
            other_years,
            other_items,
        } => {
            if let Some(what) = claim.names_nothing(context) {
                return Some(unmatched(claim, &what));
            }
            let told = other_year(diagnostics, claim, other_years);
            told.or_else(|| other_item(diagnostics, claim, other_items))
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
    let of = |severity: Severity| -> Vec<usize> {
        let is = |at: &usize| diagnostics[*at].severity == severity;
        found.iter().copied().filter(is).collect()
    };
    let open = of(Severity::Warning);
    if let Some(first) = open.first() {
        if claim.is_expired(context) {
            return Some(expired(context, claim));
        }
        let code = codes_of(diagnostics, &open);
        let text = &claim.reason.written.text;
        if !claim.holds_for(context, &diagnostics[*first]) {
            let now = claim.number_now(context, &diagnostics[*first]);
            return Some(outdated(claim, &now.unwrap_or_default(), &code));
        }
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
    let errors = of(Severity::Error);
    if !errors.is_empty() && of(Severity::Note).is_empty() {
        let code = codes_of(diagnostics, &errors);
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

/// The number is no longer the one that the reason was given for. A blank is no number, and is called what it is.
fn outdated(claim: &Claim<'_>, now: &str, code: &str) -> Diagnostic {
    let was = claim.reason.value.as_str();
    let is_blank = |text: &str| folded(text) == Fact::BLANK;
    let (of, is, same) = match (is_blank(was), is_blank(now)) {
        (true, _) => (
            "空欄の".to_owned(),
            format!("いまは「{now}」と書かれています"),
            "いまの数についての理由なら、値をいまの数に書き直してください",
        ),
        (false, true) => (
            format!("「{was}」という数についての"),
            "いまは空欄です".to_owned(),
            "空欄のままでよい理由なら、値を「空欄」に書き直してください",
        ),
        (false, false) => (
            format!("「{was}」という数についての"),
            format!("いまの数は「{now}」です"),
            "いまの数でも同じ理由なら、値をいまの数に書き直してください",
        ),
    };
    let message = format!("この理由は{of}もので、{is}。{code}の確認は残ります。");
    tell(claim, codes::REASON_UNMATCHED, message)
        .hint(format!("{same}。そうでなければ、この行を消してください。"))
}

/// The codes of these, each once: `T504、X411`.
fn codes_of(diagnostics: &[Diagnostic], found: &[usize]) -> String {
    let codes: BTreeSet<&str> = found.iter().map(|at| diagnostics[*at].code.id()).collect();
    codes.into_iter().collect::<Vec<_>>().join("、")
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
    tell(
        claim,
        codes::REASON_EXPIRED,
        format!("この理由は、期限の{until}が時点の{as_of}より前なので、使いません。"),
    )
    .hint("今も同じ理由でよいか確かめ、よければ期限を書き直してください。そうでなければ、この行を消してください。")
}

fn unclear(diagnostics: &[Diagnostic], claim: &Claim<'_>, found: &[usize]) -> Diagnostic {
    let code = codes_of(diagnostics, found);
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
    let code = codes_of(diagnostics, found);
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

/// It names no field or year that there is: whatever is asked, it will never be heard.
fn unmatched(claim: &Claim<'_>, what: &str) -> Diagnostic {
    tell(
        claim,
        codes::REASON_UNMATCHED,
        format!("この理由が何についてのものか分かりません。{what}。理由として扱いません。"),
    )
    .hint(
        "項目と年度を、点検の結果のとおりに書いてください。理由が要らない行なら、消してください。",
    )
}

/// As a note, that the same is open in another year: the year may be a slip.
fn other_year(
    diagnostics: &[Diagnostic],
    claim: &Claim<'_>,
    elsewhere: &[usize],
) -> Option<Diagnostic> {
    let year = claim.reason.year.map_or_else(
        || "この項目".to_owned(),
        |year| format!("この項目の{year}年度"),
    );
    slip(diagnostics, claim, elsewhere, (&year, "年度"))
}

/// As a note, that the same code is open elsewhere in the year: the field may be a slip.
fn other_item(
    diagnostics: &[Diagnostic],
    claim: &Claim<'_>,
    elsewhere: &[usize],
) -> Option<Diagnostic> {
    let item = format!("「{}」", claim.reason.written.item);
    slip(diagnostics, claim, elsewhere, (&item, "項目"))
}

/// Nobody asks where the reason says, and these are open: what may be a slip, and what of the row then is to be mended.
fn slip(
    diagnostics: &[Diagnostic],
    claim: &Claim<'_>,
    elsewhere: &[usize],
    (place, what): (&str, &str),
) -> Option<Diagnostic> {
    let is_open = |at: &usize| diagnostics[*at].severity == Severity::Warning;
    let open: Vec<usize> = elsewhere.iter().copied().filter(is_open).collect();
    if open.is_empty() {
        return None;
    }
    let code = codes_of(diagnostics, &open);
    let told = tell(
        claim,
        codes::REASON_UNMATCHED,
        format!("{place}には、{code}の指摘はありません。"),
    );
    Some(told.severity(Severity::Note).hint(format!(
        "{code}の指摘は{}にあります。その理由なら、{what}を直してください。そうでなければ、そのままでかまいません。",
        list(diagnostics, &open)
    )))
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
