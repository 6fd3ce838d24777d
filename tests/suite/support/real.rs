//! The report of the sample city, built as the main job builds it; for the tests and the bench.

use std::collections::BTreeSet;

use torimatome::assemble::{Setting, check_all, previous_facts};
use torimatome::check::{EVERYTHING, Purpose};
use torimatome::compile::{Frame, compile};
use torimatome::definition::DefinitionSource;
use torimatome::pipeline::read_all;
use torimatome::read::Reader;
use torimatome::report::{Bound, Report, Subject, city_forms, volumes, workbook};

use super::inputs::inputs;

/// The workbook of `samples/r7` after `samples/r6`, as the main job builds it, and the volumes by the names of their files.
pub(crate) fn report() -> (Report, Vec<(String, Bound)>) {
    let definitions = torimatome::check::load(&DefinitionSource::BuiltIn).expect("sound templates");
    let base = Setting {
        definitions: &definitions,
        registry: &definitions.registry,
        as_of: None,
        previous: None,
        waivers: None,
        selection: &EVERYTHING,
    };
    let read =
        |folder| read_all(&inputs(folder), &Reader::new(&definitions), 1, &|| {}).expect("threads");
    let previous = previous_facts(base, read("r6"));
    let setting = Setting {
        previous: Some(&previous),
        ..base
    };
    let named = BTreeSet::new();
    let checked = check_all(setting, read("r7"), Vec::new(), &named, Purpose::Compile);
    let form = &definitions.forms[0];
    let frame = Frame {
        definitions: &definitions,
        form: &form.id.form,
        registry: &definitions.registry,
        as_of: checked.as_of.expect("a date"),
        findings: &checked.findings,
        choices: &checked.choices,
        previous: setting.previous,
    };
    let compilation = compile(frame, &checked.submissions);
    let city_forms = city_forms(&definitions, &definitions.registry, &compilation);
    let layout = definitions.reports[0].with_volumes(|volume| !volume.optional);
    let subject = Subject {
        definitions: &definitions,
        form,
        layout: &layout,
        registry: &definitions.registry,
        compilation: &compilation,
        findings: &checked.findings,
        files: &checked.files,
        city_forms: &city_forms,
        stamp: None,
        is_final: false,
        is_public: false,
    };
    let bound = volumes(subject).into_iter().filter_map(|unbound| {
        let id = unbound.volume.id.clone();
        Some((id, unbound.bind()?))
    });
    (workbook(subject), bound.collect())
}
