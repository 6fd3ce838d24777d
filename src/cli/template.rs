//! `template` (ひな形): a blank workbook per ward, earlier years filled from last year's facts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use super::added::add_to_folder;
use super::args::{CommonOptions, TemplateOptions};
use super::check::Loaded;
use super::exit::{Exit, Failure};
use super::input::{is_file, read_file};
use super::shared::{Streams, print};
use super::shown::shown;
use super::ward;
use crate::check::Selection;
use crate::definition::{Definitions, FormDefinition};
use crate::ledger::{NarrativeRow, Row, from_csv};
use crate::model::{Area, AsOf, FiscalYear, visible_lines};
use crate::render;
use crate::report;

pub(super) fn run(
    common: &CommonOptions,
    options: &TemplateOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let mut loaded = Loaded::new(common, &options.basis, Selection::default())?;
    if let Some(as_of) = options.basis.as_of {
        loaded.settle(as_of);
    }
    let definitions = &loaded.definitions;
    let id = form_id(definitions, options.form.as_deref())?;
    let editions: Vec<&FormDefinition> = definitions.editions(id).collect();
    let (form, as_of) = edition(&editions, options.basis.as_of)?;
    // Of the whole alone, where no unit is named beside it.
    let wards = if options.city && options.ward.is_empty() {
        Vec::new()
    } else {
        wards(&loaded, &options.ward)?
    };
    let previous = loaded.previous.as_ref().map(|previous| &previous.facts);
    // Of several forms, each ward has several files in one folder.
    let ending = match definitions.newest()[..] {
        [_] => String::new(),
        _ => format!("_{id}"),
    };
    let mut files = BTreeMap::new();
    for ward in &wards {
        let dates = (as_of, options.due);
        let book = report::template(definitions, form, &loaded.registry, ward, dates, previous);
        let bytes =
            render::xlsx::form(&book).map_err(|error| Failure::unfinished(error.to_string()))?;
        files.insert(format!("{}_{}{ending}.xlsx", ward.code, ward.name), bytes);
    }
    if options.city {
        let (name, bytes) = for_whole(&loaded, form, as_of, options.compiled.as_deref())?;
        files.insert(format!("{name}{ending}.xlsx"), bytes);
    }
    if let Some(warning) = uncounted(&loaded, form, as_of, &wards) {
        // A closed stream of messages is no reason not to write the files.
        let _ = writeln!(streams.err, "{}", visible_lines(&warning));
    }
    add_to_folder(&options.out, &files)?;
    if !common.quiet {
        print(
            streams,
            &format!(
                "{}件のひな形を作りました: {}\n",
                files.len(),
                shown(&options.out)
            ),
        )?;
    }
    Ok(Exit::Done)
}

/// What is said of units whose count the registry does not have: their forms are printed without it.
fn uncounted(
    loaded: &Loaded,
    form: &FormDefinition,
    as_of: AsOf,
    wards: &[&Area],
) -> Option<String> {
    let (nouns, year) = (loaded.definitions.areas.nouns(), as_of.fiscal_year());
    let is_missing = |ward: &&&Area| loaded.registry.count(&ward.code, year).is_none();
    let missing = wards.iter().filter(is_missing);
    let missing: Vec<&str> = missing.map(|ward| ward.name.as_str()).collect();
    (form.counts_areas && !missing.is_empty()).then(|| {
        format!(
            "注意: 登録「{}」に、{year}年度の{}がない{}があります。分母を印刷していません（{}）。--areas で渡せます（空の登録は torimatome areas --blank）。",
            loaded.registry.name,
            nouns.count,
            nouns.unit,
            missing.join("・")
        )
    })
}

/// The workbook for the whole, and its name without the ending.
fn for_whole(
    loaded: &Loaded,
    form: &FormDefinition,
    as_of: AsOf,
    compiled: Option<&Path>,
) -> Result<(String, Vec<u8>), Failure> {
    let (definitions, areas) = (&loaded.definitions, &loaded.definitions.areas);
    let (city, nouns) = (areas.city(), areas.nouns());
    if areas.is_one() {
        return Err(Failure::usage(format!(
            "--city は使えません。この定義では{}が自分で提出します",
            city.name
        )));
    }
    let words = match compiled {
        Some(out) => {
            let path = out.join(NarrativeRow::FILE);
            if !is_file(&path)? {
                return Err(Failure::nothing(format!(
                    "--compiled には compile が書き出したフォルダを指定してください: {}",
                    shown(out)
                )));
            }
            let bytes = read_file(&path)?;
            let table = from_csv::<NarrativeRow>(&bytes).map_err(|error| {
                Failure::nothing(format!("「{}」を読めません: {error}", shown(&path)))
            })?;
            table.rows
        }
        None => Vec::new(),
    };
    // What was written for the whole before is no unit's.
    let words: Vec<NarrativeRow> = words
        .into_iter()
        .filter(|row| row.ward != city.code)
        .collect();
    let book = report::whole(definitions, form, &loaded.registry, as_of, &words);
    let bytes =
        render::xlsx::form(&book).map_err(|error| Failure::unfinished(error.to_string()))?;
    let name = format!("{}_{}_{}の記入", city.code, city.name, nouns.whole);
    Ok((name, bytes))
}

/// The form that was asked for; the only one where none was.
fn form_id<'a>(definitions: &'a Definitions, asked: Option<&str>) -> Result<&'a str, Failure> {
    let forms = definitions.newest();
    let choices = || {
        let named = forms
            .iter()
            .map(|form| format!("{}（{}）", form.id.form, form.name));
        named.collect::<Vec<_>>().join("・")
    };
    match (asked, &forms[..]) {
        (None, [only]) => Ok(&only.id.form),
        (None, _) => Err(Failure::usage(format!(
            "様式が{}つあります。どれのひな形を作るか --form で指定してください（{}）",
            forms.len(),
            choices()
        ))),
        (Some(asked), _) => {
            let is_it = |form: &&&FormDefinition| form.id.form == asked || form.name == asked;
            let found = forms.iter().find(is_it).map(|form| form.id.form.as_str());
            found.ok_or_else(|| {
                Failure::usage(format!("この様式はありません: {asked}（{}）", choices()))
            })
        }
    }
}

/// The newest edition that has a column for the as-of date, which must be given.
fn edition<'a>(
    editions: &[&'a FormDefinition],
    as_of: Option<AsOf>,
) -> Result<(&'a FormDefinition, AsOf), Failure> {
    let years = || editions.iter().flat_map(|form| &form.years);
    let as_of = as_of.ok_or_else(|| {
        let first = years()
            .next()
            .map_or_else(String::new, |column| AsOf::new(column.year.end()).iso());
        Failure::usage(format!(
            "時点を --as-of で指定してください（例: --as-of {first}）"
        ))
    })?;
    let year = as_of.fiscal_year();
    let mut newest = (0..editions.len()).rev();
    let form =
        newest.find(|at| editions[*at].year(year).is_some() && is_in_use(editions, *at, year));
    let form = form.map(|at| editions[at]).ok_or_else(|| {
        let years: BTreeSet<String> = years().map(|column| column.year.to_string()).collect();
        let years: Vec<String> = years.into_iter().collect();
        Failure::usage(format!(
            "時点 {as_of} はこの様式の年度（{}）に入りません",
            years.join("・")
        ))
    })?;
    Ok((form, as_of))
}

/// Whether an edition is in use in a fiscal year: it comes with the first year that no older one has, and at once where it only
/// repeats their years. Its columns of the years before are for what was reported on the older ones.
fn is_in_use(editions: &[&FormDefinition], at: usize, year: FiscalYear) -> bool {
    let is_new = |year: &FiscalYear| editions[..at].iter().all(|form| form.year(*year).is_none());
    let columns = editions[at].years.iter().map(|column| column.year);
    let first = columns.filter(is_new).min();
    first.is_none_or(|first| first <= year)
}

/// The wards meant, in the city's order; all if none is named.
fn wards<'a>(loaded: &'a Loaded, names: &[String]) -> Result<Vec<&'a Area>, Failure> {
    let areas = &loaded.definitions.areas;
    let mut meant = BTreeSet::new();
    for name in names {
        meant.insert(&ward::meant(areas, name)?.code);
    }
    let wards = areas.wards().iter();
    Ok(wards
        .filter(|ward| names.is_empty() || meant.contains(&ward.code))
        .collect())
}
