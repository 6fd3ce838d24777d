//! What the open-data bundle is told of a run: title, issuer, terms; the bundle itself is made of the tables by `ledger`.

use std::collections::BTreeMap;

use crate::definition::{Definitions, FormDefinition, ReportLayout};
use crate::ledger::{About, Licence, Manifest, open_data};
use crate::render::RenderError;

/// The files of the bundle, of the tables that are written; its terms are those of the first report that has any.
pub(super) fn bundle<'a>(
    definitions: &Definitions,
    forms: impl Iterator<Item = &'a FormDefinition>,
    (manifest, has_columns): (&Manifest, bool),
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>, RenderError> {
    let layouts = forms.flat_map(|form| definitions.reports_of(&form.id.form));
    let layouts: Vec<&ReportLayout> = layouts.collect();
    let mut titles: Vec<&str> = layouts.iter().map(|one| one.title.as_str()).collect();
    titles.dedup();
    let publisher = layouts.first().map(|one| one.organisation.as_str());
    let terms = layouts.iter().find_map(|one| one.open_data.as_ref());
    let about = About {
        title: &titles.join("、"),
        publisher: publisher.unwrap_or_default(),
        unit: &definitions.areas.nouns().unit,
        licence: terms.map(|terms| Licence {
            name: &terms.licence,
            url: &terms.licence_url,
            attribution: &terms.attribution,
            notes: &terms.notes,
        }),
        manifest,
        has_columns,
    };
    let table = |name: &str| files.get(name).map(Vec::as_slice).unwrap_or_default();
    open_data(about, table).map_err(|error| RenderError::Csv(error.to_string()))
}
