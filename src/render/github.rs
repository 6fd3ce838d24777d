//! Annotations for GitHub's workflow log: one command line per finding, and one per rule that did not run.
//!
//! Reads findings, not a report. The file is named as everywhere else: relative to what was given.

use diagnostic::{Code, Diagnostic, Findings, Outcome, RuleOutcome, Severity};
use model::Nouns;

/// The findings as workflow commands.
pub fn findings(findings: &Findings, nouns: &Nouns) -> String {
    let told = findings.diagnostics().iter();
    let told = told.map(|diagnostic| annotation(diagnostic, nouns));
    let skipped = findings.rules().iter();
    let skipped = skipped.filter_map(|rule| skipped_rule(rule, nouns));
    told.chain(skipped).collect()
}

fn annotation(diagnostic: &Diagnostic, nouns: &Nouns) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let code = diagnostic.code;
    let mut title = titled(code, nouns);
    if let Some(place) = diagnostic.place.in_file() {
        title = format!("{title} {place}");
    }
    let mut message = diagnostic.message.clone();
    if !diagnostic.hint.is_empty() {
        message = format!("{message}\n→ {}", diagnostic.hint);
    }
    command(level, diagnostic.place.file.as_deref(), &title, &message)
}

fn titled(code: Code, nouns: &Nouns) -> String {
    format!("{} {}", code.id(), code.title(nouns))
}

fn skipped_rule(rule: &RuleOutcome, nouns: &Nouns) -> Option<String> {
    let Outcome::Skipped(reason) = &rule.outcome else {
        return None;
    };
    let message = format!("実施しなかった規則です：{reason}");
    Some(command("notice", None, &titled(rule.code, nouns), &message))
}

fn command(level: &str, file: Option<&str>, title: &str, message: &str) -> String {
    let file = file.map_or_else(String::new, |file| format!("file={},", property(file)));
    format!(
        "::{level} {file}title={}::{}\n",
        property(title),
        data(message)
    )
}

/// Escapes a message: the runner ends it at a line break and decodes what follows a percent sign. Other control
/// characters go, because a cell's text must not steer whoever looks at the log.
fn data(text: &str) -> String {
    let steers = |c: char| c.is_control() && !matches!(c, '\r' | '\n' | '\t');
    text.replace(steers, " ")
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property, which also ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use check::rules::{rate_differs, ward_missing};
    use std::sync::Arc;

    use super::*;
    use diagnostic::Place;
    use model::CellRef;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let place = Place::cell(
            &Arc::from("a,b:100%.xlsx"),
            &Arc::from("基本目標1"),
            CellRef::new(13, 7),
        );
        let told = Diagnostic::new(rate_differs::CODE, place, "50%:\r\n次\u{1b}").hint("直す");
        let rule = RuleOutcome::new(ward_missing::CODE, Outcome::Skipped("理由".to_owned()));
        let found = Findings::new(vec![told], vec![rule], check::submission_codes(), &|_| 0);
        assert_eq!(
            findings(&found, &Nouns::general()),
            "::error file=a%2Cb%3A100%25.xlsx,title=C302 割合がもとの数と合わない 基本目標1!H14::50%25:%0D%0A次 %0A→ 直す\n\
             ::notice title=X402 提出物のない団体がある::実施しなかった規則です：理由\n"
        );
    }
}
