//! What a page is made with: the templates, the registry and the as-of date, as the program hands them over.

use check::load;
use definition::{DefinitionSource, Definitions, Registry, TemplateFile};
use model::AsOf;
use serde::{Deserialize, Serialize};

/// What a page is made with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Template files: path and text.
    pub templates: Vec<(String, String)>,
    /// The registry that was given with `--areas`: its name and the rows of its table, header first.
    pub areas: Option<(String, Vec<Vec<String>>)>,
    /// The as-of date, `2026-03-31`.
    pub as_of: Option<String>,
}

/// What was handed over is not what the program hands over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("このページの中身が壊れています: {0}")]
pub struct GivenError(String);

/// What [`Given`] comes to.
pub(crate) struct Ground {
    pub(crate) definitions: Definitions,
    pub(crate) registry: Registry,
    pub(crate) as_of: Option<AsOf>,
}

impl Given {
    /// For a page of these definitions.
    pub fn of(definitions: &Definitions) -> Self {
        let files = definitions.files.iter();
        Self {
            templates: files
                .map(|file| (file.path.clone(), file.text.clone()))
                .collect(),
            ..Self::default()
        }
    }

    pub(crate) fn ground(self) -> Result<Ground, GivenError> {
        let files = self.templates.into_iter();
        let files = files.map(|(path, text)| TemplateFile { path, text });
        let source = DefinitionSource::Files(files.collect());
        let definitions = load(&source).map_err(|faults| GivenError(faults.to_string()))?;
        let registry = match self.areas {
            Some((name, rows)) => Registry::from_rows(&name, &rows, &definitions.areas)
                .map_err(|error| GivenError(error.to_string()))?,
            None => definitions.registry.clone(),
        };
        let as_of = self.as_of.map(|text| {
            let date = AsOf::parse_iso(&text);
            date.ok_or_else(|| GivenError(format!("時点 {text}")))
        });
        Ok(Ground {
            definitions,
            registry,
            as_of: as_of.transpose()?,
        })
    }
}
