//! SARIF 2.1.0: findings ▸ one run with its rules, results, files and the rules that did not run.
//!
//! Reads findings, not a report. The shapes are those of `serde-sarif`; a cell is a logical location, because a workbook has
//! no lines.
//!
//! # Decisions
//! * Every code is listed as a rule, whether or not it was told: a reader sees what was looked for, and an index stays the same.
//! * A fingerprint names code, ward, year and indicator; the file only where the ward is unknown, the cell only where there
//!   is no indicator. So a file sent again under another name has its old findings. Equal ones are numbered in their order.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};
use serde_sarif::sarif::{
    Artifact, ArtifactLocation, Invocation, Location, LogicalLocation, MultiformatMessageString,
    Notification, PhysicalLocation, PropertyBag, ReportingConfiguration, ReportingDescriptor,
    ReportingDescriptorReference, Result as SarifResult, ResultLevel, Run, Sarif, ToolComponent,
};
use sha2::{Digest, Sha256};

use diagnostic::{
    Code, Diagnostic, Explanation, Findings, Outcome, Place, RuleOutcome, Severity, WHAT,
};
use ledger::SubmissionRow;
use model::Nouns;

/// Where the format is published.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of our fingerprint; a change in how it is made is a new version.
const FINGERPRINT: &str = "torimatome/v1";

/// The findings as a SARIF log, with a newline at the end.
pub fn findings(findings: &Findings, submissions: &[SubmissionRow], nouns: &Nouns) -> String {
    let log = Sarif::builder()
        .schema(SCHEMA)
        .version("2.1.0")
        .runs(vec![run(findings, submissions, nouns)])
        .build();
    let mut text = serde_json::to_string_pretty(&log)
        .expect("internal error: strings and numbers always serialise");
    text.push('\n');
    text
}

fn run(findings: &Findings, submissions: &[SubmissionRow], nouns: &Nouns) -> Run {
    let codes = findings.codes();
    let mut seen = BTreeMap::new();
    let results = findings.diagnostics().iter().map(|diagnostic| {
        let key = identity(diagnostic);
        let number = seen.entry(key.clone()).or_insert(0_u32);
        *number += 1;
        result(diagnostic, fingerprint(&key, *number), codes)
    });
    let rules = codes.iter().map(|code| descriptor(*code, nouns));
    let driver = ToolComponent::builder()
        .name("torimatome")
        .version(env!("CARGO_PKG_VERSION"))
        .language("ja")
        .rules(rules.collect::<Vec<_>>())
        .build();
    let skipped = findings.rules().iter();
    let invocation = Invocation::builder()
        .execution_successful(true)
        .tool_execution_notifications(
            skipped
                .filter_map(|rule| skipped_rule(rule, codes))
                .collect::<Vec<_>>(),
        )
        .build();
    Run::builder()
        .tool(driver)
        .language("ja")
        .invocations(vec![invocation])
        .artifacts(submissions.iter().map(artifact).collect::<Vec<_>>())
        .results(results.collect::<Vec<_>>())
        .build()
}

/// A code as a rule: its name, its title, and its explanation as help.
fn descriptor(code: Code, nouns: &Nouns) -> ReportingDescriptor {
    let explained = code.explained(nouns);
    let help = MultiformatMessageString::builder()
        .text(plain(&explained))
        .markdown(explained.body.clone())
        .build();
    let configuration = ReportingConfiguration::builder()
        .level(code.entry().severity.key())
        .build();
    ReportingDescriptor::builder()
        .id(code.id())
        .name(code.name())
        .short_description(&explained.title)
        .full_description(&explained.section(WHAT).text())
        .help(help)
        .default_configuration(configuration)
        .build()
}

/// An explanation as text: headings in brackets, the marks of Markdown gone.
fn plain(explained: &Explanation) -> String {
    let sections = explained.sections().into_iter();
    let texts = sections.map(|section| format!("【{}】\n{}", section.heading, section.text()));
    texts.collect::<Vec<_>>().join("\n")
}

fn result(diagnostic: &Diagnostic, fingerprint: String, codes: &[Code]) -> SarifResult {
    let mut text = diagnostic.message.clone();
    if !diagnostic.hint.is_empty() {
        text = format!("{text}\n→ {}", diagnostic.hint);
    }
    let locations = location(&diagnostic.place, None).into_iter();
    let related = (1..).zip(&diagnostic.related);
    let related = related.filter_map(|(number, place)| location(place, Some(number)));
    let related: Vec<Location> = related.collect();
    let mut result = SarifResult::builder()
        .rule_id(diagnostic.code.id())
        .rule_index(index(diagnostic.code, codes))
        .level(level(diagnostic.severity))
        .message(&text)
        .locations(locations.collect::<Vec<_>>())
        .partial_fingerprints(BTreeMap::from([(FINGERPRINT.to_owned(), fingerprint)]))
        .properties(properties(diagnostic))
        .build();
    result.related_locations = Some(related).filter(|related| !related.is_empty());
    result
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Note => ResultLevel::Note,
    }
}

/// What the standard has no place for, under the names of `findings.json`.
fn properties(diagnostic: &Diagnostic) -> PropertyBag {
    let own: [(&str, Value); 6] = [
        (
            "ward",
            json!(diagnostic.ward.as_ref().map(|ward| ward.as_str())),
        ),
        ("indicator", json!(diagnostic.indicator)),
        (
            "fiscal_year",
            json!(diagnostic.fiscal_year.map(|year| year.0)),
        ),
        ("field", json!(diagnostic.field)),
        ("entered", json!(diagnostic.entered)),
        ("expected", json!(diagnostic.expected)),
    ];
    let own = own.map(|(name, value)| (name.to_owned(), value));
    PropertyBag::builder()
        .additional_properties(BTreeMap::from(own))
        .build()
}

/// A place as a location; the whole run is none.
fn location(place: &Place, id: Option<i64>) -> Option<Location> {
    let file = place.file.as_deref()?;
    let logical = place.in_file().map(|whole| {
        let (name, kind) = match place.cell {
            Some(cell) => (cell.to_string(), "cell"),
            None => (whole.clone(), "sheet"),
        };
        let logical = LogicalLocation::builder().name(name);
        let logical = logical.fully_qualified_name(whole).kind(kind);
        vec![logical.build()]
    });
    let physical = PhysicalLocation::builder()
        .artifact_location(file_location(file))
        .build();
    let mut location = Location::builder().physical_location(physical).build();
    location.id = id;
    location.logical_locations = logical;
    Some(location)
}

fn file_location(file: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(uri(file)).build()
}

/// A relative file name as a URI: every byte but the unreserved characters and the slash is percent-encoded.
fn uri(file: &str) -> String {
    let mut uri = String::with_capacity(file.len());
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}").expect("internal error: writing to a string cannot fail");
        }
    }
    uri
}

fn artifact(entry: &SubmissionRow) -> Artifact {
    let hash = ("sha-256".to_owned(), entry.sha256.clone());
    Artifact::builder()
        .location(file_location(&entry.file))
        .roles(vec!["analysisTarget".into()])
        .hashes(BTreeMap::from([hash]))
        .build()
}

/// A rule that did not run, and why.
fn skipped_rule(rule: &RuleOutcome, codes: &[Code]) -> Option<Notification> {
    let Outcome::Skipped(reason) = &rule.outcome else {
        return None;
    };
    let of = ReportingDescriptorReference::builder()
        .id(rule.code.id())
        .index(index(rule.code, codes))
        .build();
    let told = Notification::builder()
        .associated_rule(of)
        .level(Severity::Note.key())
        .message(&format!("実施しなかった規則です：{reason}"))
        .build();
    Some(told)
}

/// Position of a code among the rules.
fn index(code: Code, codes: &[Code]) -> i64 {
    let mut numbered = (0..).zip(codes);
    let found = numbered.find(|(_, known)| **known == code);
    found
        .map(|(index, _)| index)
        .expect("internal error: the findings hold every code that could be told")
}

/// What stays the same about a finding from run to run, whatever the figures in its message.
fn identity(diagnostic: &Diagnostic) -> String {
    let place = &diagnostic.place;
    let who = match &diagnostic.ward {
        Some(ward) => ward.to_string(),
        None => place.file.as_deref().unwrap_or_default().to_owned(),
    };
    let year = diagnostic
        .fiscal_year
        .map_or_else(String::new, |year| year.to_string());
    let what = match &diagnostic.indicator {
        Some(indicator) => indicator.to_string(),
        None => format!(
            "{}!{}",
            place.sheet.as_deref().unwrap_or_default(),
            place.cell.map_or_else(String::new, |cell| cell.to_string())
        ),
    };
    [diagnostic.code.id(), &who, &year, &what].join("\n")
}

fn fingerprint(identity: &str, number: u32) -> String {
    let digest = Sha256::digest(format!("{identity}\n{number}"));
    digest[..16].iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("internal error: writing to a string cannot fail");
        text
    })
}

#[cfg(test)]
mod tests;
