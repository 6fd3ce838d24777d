//! Definitions that somebody writes, and blank workbooks of which one is proposed.

use std::sync::Arc;

use torimatome::definition::{DefinitionSource, TemplateFile};
use torimatome::workbook::{open, papers};
use torimatome::{check, draft as drafting, read};

use super::parts::{parts, zipped};
use super::text;

/// Each part is a file of the definition.
pub(super) fn definitions(data: &[u8]) {
    let (_, parts) = parts(data);
    let files = parts.iter().map(|(path, content)| TemplateFile {
        path: path.clone(),
        text: text(content),
    });
    match check::load(&DefinitionSource::Files(files.collect())) {
        Ok(definitions) => {
            // Whoever holds one may do this with it.
            let _ = definitions.newest();
            let reader = read::Reader::new(&definitions);
            super::sound(&reader.workbook(super::filled(), ""));
        }
        Err(faults) => assert!(!faults.to_string().is_empty(), "a fault that says nothing"),
    }
}

/// The parts of a blank workbook; what is proposed is a definition that loads, or whose faults are told.
pub(super) fn draft(data: &[u8]) {
    let (_, parts) = parts(data);
    let Some(bytes) = zipped(&parts) else { return };
    let bytes: Arc<[u8]> = bytes.into();
    let Ok(workbook) = open(&bytes) else { return };
    let papers = papers(&bytes);
    let Some(draft) = drafting::draft(&workbook, papers.as_ref(), "様式") else {
        return;
    };
    let files = draft.files.iter().map(|(path, text)| TemplateFile {
        path: path.clone(),
        text: text.clone(),
    });
    let _ = check::load(&DefinitionSource::Files(files.collect()));
}
