//! `check` (点検): reads and checks, and says what a ward should do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::added::{add_to_folder, new_in};
use super::apart::{are_many, keep_apart, keep_in_memory};
use super::args::{Basis, CheckOptions, CommonOptions, Format};
use super::choice::{find, one_per_ward};
use super::codes::selection;
use super::exit::{Exit, Failure};
use super::fault::refuse_in_vain;
use super::input::{Inputs, Places, again, in_batches};
use super::previous::{Previous, previous};
use super::progress::Progress;
use super::registry::registry;
use super::shared::{Streams, print, print_shown};
use super::shown::{in_text, shown};
use super::sources::restored;
use super::templates::definitions;
use super::waivers::waivers;
use crate::answer::{Copied, findings_json};
use crate::assemble::{Again, Checked, PREFIX, Setting, as_of, check_all, settle};
use crate::check::{Purpose, Selection};
use crate::definition::{Definitions, Registry};
use crate::diagnostic::{Code, Diagnostic, Findings, Severity};
use crate::ledger::FileHash;
use crate::model::{AsOf, Submission};
use crate::pipeline::{findings_github, findings_junit, findings_sarif, read_all, returned_copies};
use crate::read::{InputFile, ReadResult, Reader, Waivers, sha256};
use crate::render;
use crate::tables::{Frame, settle as settle_tables};

/// Everything the options name, loaded.
pub(super) struct Loaded {
    pub(super) definitions: Definitions,
    pub(super) registry: Registry,
    pub(super) previous: Option<Previous>,
    pub(super) waivers: Option<Waivers>,
    pub(super) selection: Selection,
    /// The tables that stand for workbooks, with the hashes of their files.
    pub(super) tables: Vec<FileHash>,
    /// The date of the run that wrote them, where nothing else says any.
    as_of: Option<AsOf>,
}

impl Loaded {
    /// Loads definitions, registry and last year's facts, and notes which codes are looked for.
    pub(super) fn new(
        common: &CommonOptions,
        basis: &Basis,
        selection: Selection,
    ) -> Result<Self, Failure> {
        let definitions = definitions(common)?;
        let registry = registry(basis.areas.as_deref(), &definitions)?;
        let mut loaded = Self {
            definitions,
            registry,
            previous: None,
            waivers: None,
            selection,
            tables: Vec::new(),
            as_of: None,
        };
        if let Some(path) = &basis.previous {
            loaded.previous = Some(previous(path, loaded.setting(basis), common.jobs)?);
        }
        Ok(loaded)
    }

    /// Loads the bureau's reasons too.
    pub(super) fn with_waivers(mut self, path: Option<&Path>) -> Result<Self, Failure> {
        self.waivers = waivers(path, &self.definitions)?;
        Ok(self)
    }

    /// From now on as of a date: the wards of that day, their areas, and last year's facts as theirs.
    pub(super) fn settle(&mut self, as_of: AsOf) {
        let previous = self.previous.as_mut();
        let previous = previous.map(|previous| &mut previous.facts);
        settle((&mut self.definitions, &mut self.registry), previous, as_of);
    }

    /// The setting of the run.
    pub(super) fn setting<'a>(&'a self, basis: &Basis) -> Setting<'a> {
        Setting {
            definitions: &self.definitions,
            registry: &self.registry,
            as_of: basis.as_of.or(self.as_of),
            previous: self.previous.as_ref().map(|previous| &previous.facts),
            waivers: self.waivers.as_ref(),
            selection: &self.selection,
        }
    }
}

/// What was read of what was given.
pub(super) struct Given {
    results: Vec<ReadResult>,
    /// What else was found; no file of it is held any more.
    inputs: Inputs,
    /// Files whose bytes are no longer held, by their hashes: they are read once more where a copy of them is to be made.
    let_go: BTreeMap<Arc<str>, String>,
}

impl Given {
    /// Whether there is nothing to be checked.
    pub(super) fn is_empty(&self) -> bool {
        self.results.is_empty() && self.inputs.tables.is_empty()
    }
}

/// Most bytes of workbooks that are held until it is known of which ones copies are made.
const MOST_HELD: usize = 32 << 20;

/// Reads what the paths hold, a few files at a time, but for the folder that the run itself writes and what is not wanted.
pub(super) fn read_given(
    common: &CommonOptions,
    (paths, out): (&[PathBuf], Option<&Path>),
    definitions: &Definitions,
    is_wanted: &dyn Fn(&InputFile, &Places) -> bool,
    streams: &Streams,
) -> Result<Given, Failure> {
    let progress = Progress::new(common, streams);
    let reader = Reader::new(definitions);
    let (mut results, mut let_go) = (Vec::new(), BTreeMap::new());
    let mut held = 0;
    // Last year's facts may have been read before.
    keep_in_memory();
    let inputs = in_batches(paths, out, &mut |mut files, places, is_large| {
        files.retain(|file| is_wanted(file, places));
        let read = read_all(&files, &reader, common.jobs, &|| progress.step())?;
        // What reading itself takes is let go of again, and stays in memory; so do the names, which everything is looked up by.
        let names = read.iter().map(|one| Arc::from(&*one.file));
        let names: Vec<Arc<str>> = names.collect();
        keep_apart(is_large);
        let moved = read.into_iter().zip(names);
        let moved: Vec<_> = moved.map(|(one, name)| one.moved(name)).collect();
        for mut result in moved {
            result.submission = result.submission.map(Submission::words_moved);
            if is_large {
                result.original = result.original.map(|bytes| Arc::from(&*bytes));
            }
            held += result.original.as_ref().map_or(0, |bytes| bytes.len());
            let lies_alone = places
                .of(&result.file)
                .is_some_and(|(_, name)| *name == *result.file);
            if held > MOST_HELD && lies_alone && result.original.take().is_some() {
                let_go.insert(Arc::clone(&result.file), result.sha256.clone());
            }
            results.push(result);
        }
        keep_in_memory();
        Ok(())
    });
    progress.finish();
    system::give_back_now();
    keep_apart(are_many(results.len()));
    Ok(Given {
        inputs: inputs?,
        results,
        let_go,
    })
}

/// Reads and checks what the paths hold, but for the folder that the run itself writes; the second list names the files that count
/// for their wards. Definitions, registry and last year's facts are from then on those of the run's date.
pub(super) fn read_and_check(
    common: &CommonOptions,
    (paths, named): (&[PathBuf], &[PathBuf]),
    (loaded, basis): (&mut Loaded, &Basis),
    (purpose, out): (Purpose, Option<&Path>),
    streams: &Streams,
) -> Result<(Checked, Arc<Places>), Failure> {
    let all = |_: &InputFile, _: &Places| true;
    let given = read_given(common, (paths, out), &loaded.definitions, &all, streams)?;
    check_given(given, (paths, named), (loaded, basis), purpose)
}

/// Checks what was read.
pub(super) fn check_given(
    given: Given,
    (paths, named): (&[PathBuf], &[PathBuf]),
    (loaded, basis): (&mut Loaded, &Basis),
    purpose: Purpose,
) -> Result<(Checked, Arc<Places>), Failure> {
    let Given {
        mut results,
        inputs,
        let_go,
    } = given;
    let mut names: Vec<_> = results.iter().map(|one| Arc::clone(&one.file)).collect();
    names.sort();
    let frame = Frame {
        definitions: &loaded.definitions,
        earlier: PREFIX,
        has_previous: loaded.previous.is_some(),
    };
    let tables = restored(&inputs.tables, &names, frame)?;
    names.extend(tables.results.iter().map(|one| Arc::clone(&one.file)));
    let named = find(named, paths, &names)?;
    results.extend(tables.results);
    results.sort_by(|a, b| a.file.cmp(&b.file));
    let unit = &loaded.definitions.areas.nouns().unit;
    one_per_ward(&named, &results, unit)?;
    let told = as_of(basis.as_of, &results);
    // Where no file says a date, the run that wrote a table does: so it had one.
    loaded.as_of = tables.as_of.filter(|_| told.is_none());
    if let Some(as_of) = told.or(loaded.as_of) {
        loaded.settle(as_of);
    }
    let mut notes = inputs.notes;
    notes.extend(tables.notes);
    notes.extend(settle_tables(
        &mut results,
        &loaded.definitions,
        &loaded.registry,
    ));
    loaded.tables = tables.hashes;
    let previous = loaded.previous.as_ref();
    notes.extend(previous.into_iter().flat_map(|one| one.notes.clone()));
    let setting = loaded.setting(basis);
    let mut checked = check_all(setting, results, notes, &named, purpose);
    let places = Arc::new(inputs.places);
    let lie_at = Arc::clone(&places);
    checked.again = Again::new(move |file| {
        let known = let_go.get(file)?;
        let bytes = again(&lie_at, file)?;
        // One that was changed since is not what was checked.
        (sha256(&bytes) == *known).then(|| bytes.into())
    });
    Ok((checked, places))
}

pub(super) fn run(
    common: &CommonOptions,
    options: &CheckOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let mut loaded = Loaded::new(common, &options.basis, selection(&options.choosing))?
        .with_waivers(options.waivers.as_deref())?;
    let paths = (&options.paths[..], &options.named[..]);
    let (mut checked, mut places) = read_and_check(
        common,
        paths,
        (&mut loaded, &options.basis),
        (Purpose::Check, None),
        streams,
    )?;
    refuse_in_vain()?;
    let setting = loaded.setting(&options.basis);
    if let Some(path) = &options.waivers {
        let places = Arc::make_mut(&mut places);
        places.add(&path.file_name().map(in_text).unwrap_or_default(), path);
    }
    let exit = exit(&checked);
    let hidden = checked.findings.hide_below(options.severity.into());
    let nouns = loaded.definitions.areas.nouns();
    let text = match options.format {
        Format::Json => findings_json(&checked),
        Format::Jsonl => render::jsonl::findings(&checked.findings),
        Format::Sarif => findings_sarif(&checked, nouns, &places.seen()),
        Format::Junit => findings_junit(&checked, nouns, &places.seen()),
        Format::Github => findings_github(&checked, nouns, &places.seen()),
        Format::Text => {
            let shown = (&checked.findings, hidden);
            text(common, shown, &loaded.definitions, streams)
        }
    };
    print(streams, &text)?;
    if let Some(folder) = &options.annotate {
        let is_told = !common.quiet && options.format == Format::Text;
        let copies = returned_copies(setting, common.jobs, &checked, Copied::Told)?;
        add_to_folder(folder, &new_in(folder, copies.files)?)?;
        if is_told {
            let told = format!(
                "指摘のあるセルに印を付けた写し（{}件）: {}\n",
                copies.names.len(),
                shown(folder)
            );
            print_shown(streams, &told)?;
        }
    }
    Ok(exit.leaving((checked, loaded)))
}

/// The findings as a person reads them, and how many are hidden.
pub(super) fn text(
    common: &CommonOptions,
    (findings, hidden): (&Findings, [usize; 3]),
    definitions: &Definitions,
    streams: &Streams,
) -> String {
    let options = render::text::TextOptions {
        color: streams.out_has_colors && !common.no_color && !asks_for_no_color(),
        width: streams.out_width,
        hidden,
        is_verbose: common.verbose,
        is_quiet: common.quiet,
    };
    render::text::findings(findings, definitions, options)
}

/// Whether the variable is set by which people ask every program for no colour.
fn asks_for_no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// 1 where an error was found; 4 where the program itself failed on something and nothing else was wrong.
pub(super) fn exit(checked: &Checked) -> Exit {
    let told = checked.findings.diagnostics().iter();
    let errors: Vec<_> = told
        .filter(|told| told.severity == Severity::Error)
        .collect();
    let is_of_program = |told: &&&Diagnostic| told.code == Code::PROGRAM_FAILED;
    match (errors.len(), errors.iter().filter(is_of_program).count()) {
        (0, _) => Exit::Done,
        (all, own) if all == own => Exit::Unfinished,
        _ => Exit::ErrorsFound,
    }
}
