//! SARIF 2.1.0: findings ▸ one run with its rules, results, files and the rules that did not run.
//!
//! Reads findings, not a report. The shapes are in `log`; a cell is a logical location, because a workbook has no lines.
//!
//! # Decisions
//! * Every code is listed as a rule, whether or not it was told: a reader sees what was looked for, and an index stays the same.
//! * A fingerprint names code, ward, year and indicator; the file only where the ward is unknown, the cell only where there
//!   is no indicator. So a file sent again under another name has its old findings. Equal ones are numbered in their order.

mod log;

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use diagnostic::{Code, Diagnostic, Findings, Outcome, Place, RuleOutcome, Severity, WHAT};
use ledger::SubmissionRow;
use log::{
    Artifact, ArtifactLocation, Configuration, DescriptorReference, Driver, Hashes, Invocation,
    Location, Log, LogicalLocation, Message, MultiformatMessage, Notification, PhysicalLocation,
    Properties, ReportingDescriptor, Run, SarifResult, Tool,
};

/// Where the format is published.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of our fingerprint; a change in how it is made is a new version.
const FINGERPRINT: &str = "torimatome/v1";

/// The findings as a SARIF log, with a newline at the end.
pub fn findings(findings: &Findings, submissions: &[SubmissionRow]) -> String {
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run(findings, submissions)],
    };
    let mut text = serde_json::to_string_pretty(&log)
        .expect("internal error: strings and numbers always serialise");
    text.push('\n');
    text
}

fn run<'a>(findings: &'a Findings, submissions: &'a [SubmissionRow]) -> Run<'a> {
    let codes = findings.codes();
    let mut seen = BTreeMap::new();
    let results = findings.diagnostics().iter().map(|diagnostic| {
        let key = identity(diagnostic);
        let number = seen.entry(key.clone()).or_insert(0_u32);
        *number += 1;
        result(diagnostic, fingerprint(&key, *number), codes)
    });
    Run {
        tool: Tool {
            driver: Driver {
                name: "torimatome",
                version: env!("CARGO_PKG_VERSION"),
                language: "ja",
                rules: codes.iter().copied().map(descriptor).collect(),
            },
        },
        language: "ja",
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: findings
                .rules()
                .iter()
                .filter_map(|rule| skipped(rule, codes))
                .collect(),
        }],
        artifacts: submissions.iter().map(artifact).collect(),
        results: results.collect(),
    }
}

/// A code as a rule: its name, its title, and its explanation as help.
fn descriptor(code: Code) -> ReportingDescriptor {
    let entry = code.entry();
    ReportingDescriptor {
        id: code.id(),
        name: code.name(),
        short_description: MultiformatMessage::plain(code.title()),
        full_description: MultiformatMessage::plain(&code.section(WHAT).text()),
        help: MultiformatMessage {
            text: plain(code),
            markdown: Some(code.explanation_body()),
        },
        default_configuration: Configuration {
            level: entry.severity.key(),
        },
    }
}

/// An explanation as text: headings in brackets, the marks of Markdown gone.
fn plain(code: Code) -> String {
    let sections = code.sections().into_iter();
    let texts = sections.map(|section| format!("【{}】\n{}", section.heading, section.text()));
    texts.collect::<Vec<_>>().join("\n")
}

fn result<'a>(diagnostic: &'a Diagnostic, fingerprint: String, codes: &[Code]) -> SarifResult<'a> {
    let mut text = diagnostic.message.clone();
    if !diagnostic.hint.is_empty() {
        text = format!("{text}\n→ {}", diagnostic.hint);
    }
    let related = diagnostic.related.iter().enumerate();
    SarifResult {
        rule_id: diagnostic.code.id(),
        rule_index: index(diagnostic.code, codes),
        level: diagnostic.severity.key(),
        message: Message { text },
        locations: location(&diagnostic.place, None).into_iter().collect(),
        related_locations: related
            .filter_map(|(at, place)| location(place, Some(at + 1)))
            .collect(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, fingerprint)]),
        properties: Properties {
            ward: diagnostic.ward.as_ref().map(|ward| ward.as_str()),
            indicator: diagnostic.indicator.as_ref().map(|id| id.as_str()),
            fiscal_year: diagnostic.fiscal_year.map(|year| year.0),
            field: diagnostic.field.as_deref(),
            entered: diagnostic.entered.as_deref(),
            expected: diagnostic.expected.as_deref(),
        },
    }
}

/// A place as a location; the whole run is none.
fn location(place: &Place, id: Option<usize>) -> Option<Location> {
    let file = place.file.as_deref()?;
    let logical = place.sheet.as_deref().map(|sheet| match place.cell {
        Some(cell) => LogicalLocation {
            name: cell.to_string(),
            fully_qualified_name: format!("{sheet}!{cell}"),
            kind: "cell",
        },
        None => LogicalLocation {
            name: sheet.to_owned(),
            fully_qualified_name: sheet.to_owned(),
            kind: "sheet",
        },
    });
    Some(Location {
        id,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(file) },
        },
        logical_locations: logical.into_iter().collect(),
    })
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

fn artifact(entry: &SubmissionRow) -> Artifact<'_> {
    Artifact {
        location: ArtifactLocation {
            uri: uri(&entry.file),
        },
        roles: ["analysisTarget"],
        hashes: Hashes {
            sha_256: &entry.sha256,
        },
    }
}

/// A rule that did not run, and why.
fn skipped(rule: &RuleOutcome, codes: &[Code]) -> Option<Notification> {
    let Outcome::Skipped(reason) = &rule.outcome else {
        return None;
    };
    Some(Notification {
        associated_rule: DescriptorReference {
            id: rule.code.id(),
            index: index(rule.code, codes),
        },
        level: Severity::Note.key(),
        message: Message {
            text: format!("実施しなかった規則です：{reason}"),
        },
    })
}

/// Position of a code among the rules.
fn index(code: Code, codes: &[Code]) -> usize {
    codes
        .iter()
        .position(|known| *known == code)
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
