//! The line format: one finding of `findings.json` version 1 per line, then one line per rule saying whether it ran.
//!
//! Reads findings, not a report. The shapes are those of `json`; without the rules' lines, silence could mean anything.

use super::json::{finding_line, rule_line};
use diagnostic::Findings;

/// The findings and the outcomes of the rules, one JSON object per line.
pub fn findings(findings: &Findings) -> String {
    let told = findings.diagnostics().iter().map(finding_line);
    let rules = findings.rules().iter().map(rule_line);
    told.chain(rules).map(|line| line + "\n").collect()
}
