//! `manifest.json`: what went in, what came out, and under which definitions. Names no time and no machine.

use serde::Serialize;

use super::RenderError;

/// One file with its hash.
#[derive(Clone, Debug, Serialize)]
pub struct FileHash {
    /// Name relative to what was given, or within the output folder.
    pub file: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// The registry of the run.
#[derive(Clone, Debug, Serialize)]
pub struct RegistryEntry {
    /// Name or file.
    pub name: String,
    /// Fiscal year ▸ sum over the wards, as text keys in order.
    pub totals: std::collections::BTreeMap<String, u32>,
    /// Whether a count of a compiled year is invented.
    pub has_synthetic: bool,
}

/// The manifest, version 1.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// `torimatome.manifest/1`.
    pub schema: &'static str,
    /// Program and version.
    pub program: String,
    /// Form and edition.
    pub form: String,
    /// As-of date, ISO.
    pub as_of: String,
    /// Registry.
    pub registry: RegistryEntry,
    /// Limits on what is read, by name, with their unit in the name.
    pub limits: std::collections::BTreeMap<&'static str, u64>,
    /// Template files.
    pub definitions: Vec<FileHash>,
    /// Input files by name.
    pub inputs: Vec<FileHash>,
    /// Last year's files by name.
    pub previous: Vec<FileHash>,
    /// The bureau's reasons, if given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waivers: Option<FileHash>,
    /// Output files by name, this one excepted.
    pub outputs: Vec<FileHash>,
}

/// Writes the manifest.
///
/// # Errors
/// The writer refuses; a fault of the program.
pub fn manifest(manifest: &Manifest) -> Result<Vec<u8>, RenderError> {
    let mut bytes = serde_json::to_vec_pretty(manifest)
        .map_err(|error| RenderError::Json(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
