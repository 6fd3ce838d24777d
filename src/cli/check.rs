//! `check` (点検): reads and checks, and says what a ward should do.

use std::path::PathBuf;

use super::args::{Basis, CheckOptions, CommonOptions, Format};
use super::choice::{find, one_per_ward};
use super::exit::{Exit, Failure};
use super::input::collect;
use super::previous::{Previous, previous};
use super::progress::Progress;
use super::registry::registry;
use super::{Streams, definitions, print};
use crate::check::Purpose;
use crate::definition::{Definitions, Registry};
use crate::diagnostic::Severity;
use crate::pipeline::{Checked, Setting, check_all, findings_json, read_all};
use crate::render;

/// Everything the options name, loaded.
pub(super) struct Loaded {
    pub(super) definitions: Definitions,
    pub(super) registry: Registry,
    pub(super) previous: Option<Previous>,
}

impl Loaded {
    /// Loads definitions, registry and last year's facts.
    pub(super) fn new(common: &CommonOptions, basis: &Basis) -> Result<Self, Failure> {
        let definitions = definitions(common)?;
        let registry = registry(basis.areas.as_deref(), &definitions)?;
        let mut loaded = Self {
            definitions,
            registry,
            previous: None,
        };
        if let Some(path) = &basis.previous {
            loaded.previous = Some(previous(path, loaded.setting(common, basis))?);
        }
        Ok(loaded)
    }

    /// The setting of the run.
    pub(super) fn setting<'a>(&'a self, common: &CommonOptions, basis: &Basis) -> Setting<'a> {
        Setting {
            definitions: &self.definitions,
            registry: &self.registry,
            as_of: basis.as_of,
            previous: self.previous.as_ref().map(|previous| &previous.facts),
            jobs: common.jobs,
        }
    }
}

/// Reads and checks what the paths hold; the second list names the files that count for their wards.
pub(super) fn read_and_check(
    common: &CommonOptions,
    (paths, named): (&[PathBuf], &[PathBuf]),
    setting: Setting<'_>,
    purpose: Purpose,
    streams: &Streams,
) -> Result<Checked, Failure> {
    let inputs = collect(paths)?;
    let names: Vec<_> = inputs.files.iter().map(|file| file.name.clone()).collect();
    let named = find(named, paths, &names)?;
    let progress = Progress::new(inputs.files.len(), common, streams);
    let results = read_all(&inputs.files, setting.definitions, common.jobs, &|| {
        progress.step();
    });
    progress.finish();
    let results = results?;
    one_per_ward(&named, &results)?;
    Ok(check_all(setting, results, inputs.notes, &named, purpose))
}

pub(super) fn run(
    common: &CommonOptions,
    options: &CheckOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let loaded = Loaded::new(common, &options.basis)?;
    let setting = loaded.setting(common, &options.basis);
    let paths = (&options.paths[..], &options.named[..]);
    let checked = read_and_check(common, paths, setting, Purpose::Check, streams)?;
    let text = match options.format {
        Format::Json => findings_json(&checked),
        Format::Text => text(common, &checked, &loaded.definitions, streams),
    };
    print(streams, &text)?;
    Ok(exit(&checked))
}

/// The findings as a person reads them.
pub(super) fn text(
    common: &CommonOptions,
    checked: &Checked,
    definitions: &Definitions,
    streams: &Streams,
) -> String {
    let options = render::text::TextOptions {
        color: streams.out_is_terminal && !common.no_color,
        width: None,
    };
    render::text::findings(&checked.findings, definitions, options)
}

/// 1 where an error was found.
pub(super) fn exit(checked: &Checked) -> Exit {
    if checked.findings.count(Severity::Error) > 0 {
        Exit::ErrorsFound
    } else {
        Exit::Done
    }
}
