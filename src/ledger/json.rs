//! `findings.json` version 1 and `manifest.json` version 1: structs of their own, frozen, written and read back alike.
//! Whatever changes inside, these stay as they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::LedgerError;
use diagnostic::{Diagnostic, Findings, Outcome, Place, RuleOutcome, Severity};
use model::{AreaCode, AsOf, FiscalYear, IndicatorId};

/// The JSON Schema of `findings.json` (draft 2020-12), as `schema findings` prints it.
pub const FINDINGS_SCHEMA: &str = include_str!("findings-1.schema.json");
/// The JSON Schema of `manifest.json` (draft 2020-12), as `schema manifest` prints it.
pub const MANIFEST_SCHEMA: &str = include_str!("manifest-1.schema.json");

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRow {
    /// `C301`.
    pub code: String,
    /// The code in words, English.
    pub name: String,
    /// Severity.
    pub severity: Severity,
    /// What is wrong, in Japanese.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Ward.
    pub ward: Option<AreaCode>,
    /// Indicator.
    pub indicator: Option<IndicatorId>,
    /// Fiscal year.
    pub fiscal_year: Option<FiscalYear>,
    /// Where.
    pub place: Place,
    /// Other places of the same fault.
    pub related: Vec<Place>,
    /// What is there, as written.
    pub entered: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
}

impl From<&Diagnostic> for FindingRow {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            code: diagnostic.code.id().to_owned(),
            name: diagnostic.code.name().to_owned(),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            hint: Some(diagnostic.hint.clone()).filter(|hint| !hint.is_empty()),
            ward: diagnostic.ward.clone(),
            indicator: diagnostic.indicator.clone(),
            fiscal_year: diagnostic.fiscal_year,
            place: diagnostic.place.clone(),
            related: diagnostic.related.clone(),
            entered: diagnostic.entered.clone(),
            expected: diagnostic.expected.clone(),
        }
    }
}

/// What became of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The rule's code.
    pub code: String,
    /// The code in words, English.
    pub name: String,
    /// `ran` or `skipped`.
    pub outcome: String,
    /// Why it was skipped.
    pub reason: Option<String>,
}

impl From<&RuleOutcome> for RuleRow {
    fn from(rule: &RuleOutcome) -> Self {
        let (outcome, reason) = match &rule.outcome {
            Outcome::Ran => ("ran", None),
            Outcome::Skipped(reason) => ("skipped", Some(reason.clone())),
        };
        Self {
            code: rule.code.id().to_owned(),
            name: rule.code.name().to_owned(),
            outcome: outcome.to_owned(),
            reason,
        }
    }
}

/// One file that was read as a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionRow {
    /// Ward, if it could be told.
    pub ward: Option<AreaCode>,
    /// File name relative to what was given.
    pub file: Arc<str>,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Edition of the form, if it was recognised.
    pub edition: Option<String>,
    /// As-of date, if it could be read.
    pub as_of: Option<AsOf>,
    /// Whether its figures count.
    pub used: bool,
}

/// `findings.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingsFile {
    /// [`Self::SCHEMA`].
    schema: String,
    /// As-of date of the run.
    pub as_of: Option<AsOf>,
    /// Every finding.
    pub findings: Vec<FindingRow>,
    /// What became of every rule.
    pub rules: Vec<RuleRow>,
    /// The files that came.
    pub submissions: Vec<SubmissionRow>,
}

impl FindingsFile {
    /// Name and version of the format.
    pub const SCHEMA: &'static str = "torimatome.findings/1";

    /// What a run has to say.
    pub fn new(findings: &Findings, as_of: Option<AsOf>, submissions: Vec<SubmissionRow>) -> Self {
        let mut rules: Vec<RuleRow> = findings.rules().iter().map(Into::into).collect();
        // What ran for several forms ran.
        rules.dedup();
        Self {
            schema: Self::SCHEMA.to_owned(),
            as_of,
            findings: findings.diagnostics().iter().map(Into::into).collect(),
            rules,
            submissions,
        }
    }

    /// Reads it back.
    pub fn read(bytes: &[u8]) -> Result<Self, LedgerError> {
        read("findings.json", bytes, Self::SCHEMA, |file: &Self| {
            &file.schema
        })
    }
}

/// One file with its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// Name relative to what was given, or within the output folder.
    pub file: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// The registry of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryEntry {
    /// Name or file.
    pub name: String,
    /// Fiscal year ▸ sum over the wards, as text keys in order.
    pub totals: BTreeMap<String, u32>,
    /// Whether a count of a compiled year is invented.
    pub has_synthetic: bool,
}

/// `manifest.json`: what went in, what came out, and under which definitions. Names no machine, and a time only where one was asked
/// for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`Self::SCHEMA`].
    pub schema: String,
    /// Program and version.
    pub program: String,
    /// Form and edition; several with a blank between them.
    pub form: String,
    /// As-of date, ISO.
    pub as_of: String,
    /// `速報`, or `確定` where it was sealed: then no run writes into the folder again.
    #[serde(default)]
    pub standing: String,
    /// When the outputs were made, ISO with a time; only where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Whether a workbook says that what stands in it is invented.
    #[serde(default)]
    pub has_sample_data: bool,
    /// Registry.
    pub registry: RegistryEntry,
    /// Limits on what is read, by name, with their unit in the name.
    pub limits: BTreeMap<String, u64>,
    /// Template files.
    pub definitions: Vec<FileHash>,
    /// Input files by name.
    pub inputs: Vec<FileHash>,
    /// When each file was saved last, as it says itself, by name: by that it is decided, wherever its table comes later, which of
    /// two files of a unit counts.
    #[serde(default)]
    pub saved: BTreeMap<String, String>,
    /// Last year's files by name.
    pub previous: Vec<FileHash>,
    /// The bureau's reasons, if given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waivers: Option<FileHash>,
    /// The days of receipt and the contacts, as far as they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub office: Vec<FileHash>,
    /// Output files by name, this one excepted.
    pub outputs: Vec<FileHash>,
    /// Outputs that were not wanted (`--only`), by name; of a folder that was not even made, its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

impl Manifest {
    /// Name and version of the format.
    pub const SCHEMA: &'static str = "torimatome.manifest/1";
    /// Its file's name in an output folder, which marks the folder as one of ours.
    pub const FILE: &'static str = "manifest.json";
    /// What a sealed folder says of itself.
    pub const FINAL: &'static str = "確定";
    /// What every other folder says.
    pub const PROVISIONAL: &'static str = "速報";

    /// Whether the folder is sealed.
    pub fn is_final(&self) -> bool {
        self.standing == Self::FINAL
    }

    /// What of it may leave the office: which outputs belong together and what they speak of.
    #[must_use]
    pub fn public(self) -> Self {
        let outputs = self.outputs.into_iter().map(|output| FileHash {
            sha256: String::new(),
            ..output
        });
        Self {
            program: "torimatome".to_owned(),
            registry: RegistryEntry {
                name: String::new(),
                ..self.registry
            },
            definitions: Vec::new(),
            limits: BTreeMap::new(),
            inputs: Vec::new(),
            saved: BTreeMap::new(),
            previous: Vec::new(),
            waivers: None,
            office: Vec::new(),
            outputs: outputs.collect(),
            ..self
        }
    }

    /// The forms with their editions.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.form.split(' ')
    }

    /// Reads it back.
    ///
    /// # Errors
    /// It is not in the shape that `compile` writes.
    pub fn read(bytes: &[u8]) -> Result<Self, LedgerError> {
        read(Self::FILE, bytes, Self::SCHEMA, |file: &Self| &file.schema)
    }
}

fn read<T: DeserializeOwned>(
    file: &str,
    bytes: &[u8],
    known: &str,
    schema: impl Fn(&T) -> &String,
) -> Result<T, LedgerError> {
    let bad = |reason: String| LedgerError {
        file: file.to_owned(),
        reason,
    };
    let document: T = serde_json::from_slice(bytes).map_err(|error| {
        bad(format!(
            "書き出したときの中身ではありません（{}行目の{}文字目のあたり）",
            error.line(),
            error.column()
        ))
    })?;
    let written = schema(&document);
    if written == known {
        Ok(document)
    } else {
        Err(bad(format!("知らない版です: {written}")))
    }
}

/// One of these documents as a file: pretty-printed, with a newline at the end.
pub fn to_json(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document)
        .expect("internal error: strings and numbers always serialise");
    text.push('\n');
    text
}

/// One row of these documents on one line, without a newline: the unit of the line format.
pub fn to_json_line(row: &impl Serialize) -> String {
    serde_json::to_string(row).expect("internal error: strings and numbers always serialise")
}

#[cfg(test)]
mod tests {
    use super::*;
    use check::rules::{above_area_count, ward_missing};
    use model::CellRef;

    fn example() -> Findings {
        let (file, sheet) = (Arc::from("a.xlsx"), Arc::from("S"));
        let full = Diagnostic::new(
            above_area_count::CODE,
            Place::cell(&file, &sheet, CellRef::new(13, 7)),
            "20>16\u{3000}\"引用\"",
        )
        .ward(Some(&AreaCode::new("000001")))
        .fact(&IndicatorId::new("1-1"), FiscalYear(2025), "①")
        .related(Place::file(&file))
        .entered("20")
        .expected("16以下")
        .hint("直す");
        let bare = Diagnostic::new(ward_missing::CODE, Place::run(), "ない");
        let rules = vec![
            RuleOutcome::new(ward_missing::CODE, Outcome::Skipped("理由".to_owned())),
            RuleOutcome::new(above_area_count::CODE, Outcome::Ran),
        ];
        Findings::new(vec![full, bare], rules, check::submission_codes(), &|_| 1)
    }

    /// The frozen shape, letter for letter: a change here is a new version of the format.
    #[test]
    fn version_1_has_exactly_this_shape() {
        let entry = SubmissionRow {
            ward: None,
            file: Arc::from("a.xlsx"),
            sha256: "00".to_owned(),
            edition: None,
            as_of: None,
            used: false,
        };
        let as_of = AsOf::parse_iso("2026-03-31");
        let file = FindingsFile::new(&example(), as_of, vec![entry]);
        let text = to_json(&file);
        assert_eq!(text, include_str!("../../tests/snapshots/findings-v1.json"));
        assert_eq!(FindingsFile::read(text.as_bytes()).ok(), Some(file));
    }

    #[test]
    fn without_anything_there_are_still_all_keys() {
        let text = to_json(&FindingsFile::new(&Findings::default(), None, Vec::new()));
        let expected = "{\n  \"schema\": \"torimatome.findings/1\",\n  \"as_of\": null,\n  \"findings\": [],\n  \"rules\": [],\n  \"submissions\": []\n}\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_line_holds_one_finding() {
        let findings = example();
        let line = to_json_line(&FindingRow::from(&findings.diagnostics()[0]));
        assert!(!line.contains('\n'));
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(value["code"], "X402");
        assert!(value["hint"].is_null());
    }
}
