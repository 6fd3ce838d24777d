//! `findings.json` version 1 and `manifest.json` version 1, read back.

use serde::Deserialize;

use super::LedgerError;
use model::{AreaCode, CellRef, FiscalYear, IndicatorId};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    /// `C301`.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// What is wrong, in Japanese.
    pub message: String,
    /// Ward.
    pub ward: Option<AreaCode>,
    /// Indicator.
    pub indicator: Option<IndicatorId>,
    /// Fiscal year.
    pub year: Option<FiscalYear>,
    /// Where.
    pub place: PlaceRow,
    /// Other places of the same fault.
    pub related: Vec<PlaceRow>,
}

impl FindingRow {
    /// Whether it withholds what it is about.
    pub fn is_error(&self) -> bool {
        self.severity == "error"
    }
}

/// A place: file, sheet, cell, as far as known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct PlaceRow {
    /// File.
    pub file: Option<String>,
    /// Sheet.
    pub sheet: Option<String>,
    /// Cell as text.
    pub cell: Option<String>,
}

impl PlaceRow {
    /// Whether it is this very cell.
    pub fn is(&self, file: &str, sheet: &str, cell: CellRef) -> bool {
        self.file.as_deref() == Some(file)
            && self.sheet.as_deref() == Some(sheet)
            && self.cell.as_deref() == Some(cell.to_string().as_str())
    }
}

/// One file that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionRow {
    /// Ward, if it could be told.
    pub ward: Option<AreaCode>,
    /// File.
    pub file: String,
    /// Whether its figures count.
    pub used: bool,
}

/// What the manifest says that is needed to read the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManifestRow {
    /// Form and edition; several with a blank between them.
    pub form: String,
    /// As-of date, ISO.
    pub as_of: String,
    /// Name of the registry.
    pub registry: String,
    /// Name and SHA-256 of every output file.
    pub outputs: Vec<(String, String)>,
}

impl ManifestRow {
    /// The forms with their editions.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.form.split(' ')
    }
}

#[derive(Deserialize)]
struct FindingsV1 {
    schema: String,
    findings: Vec<FindingV1>,
    submissions: Vec<SubmissionV1>,
}

#[derive(Deserialize)]
struct FindingV1 {
    code: String,
    severity: String,
    message: String,
    ward: Option<String>,
    indicator: Option<String>,
    fiscal_year: Option<i32>,
    place: PlaceRow,
    related: Vec<PlaceRow>,
}

#[derive(Deserialize)]
struct SubmissionV1 {
    ward: Option<String>,
    file: String,
    used: bool,
}

#[derive(Deserialize)]
struct ManifestV1 {
    schema: String,
    form: String,
    as_of: String,
    registry: RegistryV1,
    outputs: Vec<FileV1>,
}

#[derive(Deserialize)]
struct RegistryV1 {
    name: String,
}

#[derive(Deserialize)]
struct FileV1 {
    file: String,
    sha256: String,
}

fn bad(file: &str, reason: impl std::fmt::Display) -> LedgerError {
    LedgerError {
        file: file.to_owned(),
        reason: reason.to_string(),
    }
}

/// Reads `findings.json`.
pub(super) fn findings(bytes: &[u8]) -> Result<(Vec<FindingRow>, Vec<SubmissionRow>), LedgerError> {
    const FILE: &str = "findings.json";
    let document: FindingsV1 = serde_json::from_slice(bytes).map_err(|error| bad(FILE, error))?;
    if document.schema != "torimatome.findings/1" {
        return Err(bad(FILE, format!("知らない版です: {}", document.schema)));
    }
    let finding = |row: FindingV1| FindingRow {
        code: row.code,
        severity: row.severity,
        message: row.message,
        ward: row.ward.map(AreaCode::new),
        indicator: row.indicator.map(IndicatorId::new),
        year: row.fiscal_year.map(FiscalYear),
        place: row.place,
        related: row.related,
    };
    let submission = |row: SubmissionV1| SubmissionRow {
        ward: row.ward.map(AreaCode::new),
        file: row.file,
        used: row.used,
    };
    Ok((
        document.findings.into_iter().map(finding).collect(),
        document.submissions.into_iter().map(submission).collect(),
    ))
}

/// Reads `manifest.json`.
pub(super) fn manifest(bytes: &[u8]) -> Result<ManifestRow, LedgerError> {
    const FILE: &str = "manifest.json";
    let document: ManifestV1 = serde_json::from_slice(bytes).map_err(|error| bad(FILE, error))?;
    if document.schema != "torimatome.manifest/1" {
        return Err(bad(FILE, format!("知らない版です: {}", document.schema)));
    }
    let outputs = document.outputs.into_iter();
    Ok(ManifestRow {
        form: document.form,
        as_of: document.as_of,
        registry: document.registry.name,
        outputs: outputs.map(|file| (file.file, file.sha256)).collect(),
    })
}
