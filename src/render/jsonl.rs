//! The line format: one finding of `findings.json` version 1 per line, then one line per rule saying whether it ran.
//!
//! Reads findings, not a report. The shapes are the ledger's; without the rules' lines, silence could mean anything.

use diagnostic::Findings;
use ledger::{FindingRow, RuleRow, to_json_line};

/// The findings and the outcomes of the rules, one JSON object per line.
pub fn findings(findings: &Findings) -> String {
    let told = findings.diagnostics().iter().map(FindingRow::from);
    let told = told.map(|row| to_json_line(&row));
    let rules = findings.rules().iter().map(RuleRow::from);
    let rules = rules.map(|row| to_json_line(&row));
    told.chain(rules).map(|line| line + "\n").collect()
}
