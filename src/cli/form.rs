//! `form` (様式): the definitions of forms, listed, shown, verified, and one edition held against another.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use super::args::CommonOptions;
use super::convert;
use super::draft;
use super::exit::{Exit, Failure};
use super::form_args::{FormOptions, FormTask};
use super::shared::{Streams, print_shown};
use super::templates::{self, definitions};
use crate::check::form_schema;
use crate::definition::{Change, Definitions, Difference, FormDefinition, Resolved, resolved};
use crate::diagnostic::nearest;

pub(super) fn run(
    common: &CommonOptions,
    options: &FormOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let text = match &options.task {
        FormTask::List => list(&definitions(common)?),
        FormTask::Show { form } => show(&definitions(common)?, form)?,
        FormTask::Verify { folder } => return verify(folder, streams),
        FormTask::Convert { from, out } => return convert::run(common, from, out, streams),
        FormTask::Draft { blank, out } => return draft::run(common, blank, out, streams),
        FormTask::Diff { old, new } => diff(&definitions(common)?, old, new)?,
    };
    print_shown(streams, &text)?;
    Ok(Exit::Done)
}

/// One paragraph an edition.
fn list(definitions: &Definitions) -> String {
    let forms = definitions.forms.iter().map(summary);
    forms.collect::<Vec<_>>().join("\n")
}

fn summary(form: &FormDefinition) -> String {
    let years = form.years.iter().map(|column| column.year.to_string());
    let years: Vec<String> = years.collect();
    let sheets = form.sheets.iter().map(|sheet| sheet.name.as_str());
    let rows = form.rows.iter().map(|rows| rows.name.as_str());
    let sheets: Vec<&str> = sheets.chain(rows).collect();
    let base = form.based_on.as_ref();
    let base = base.map_or_else(String::new, |base| format!("　もとの版　{base}\n"));
    format!(
        "{}　{}（{}）\n{base}　年度　　　{}\n　シート　　{}\n　数の欄　　{}\n　規則　　　{}\n",
        form.id,
        form.name,
        form.edition_name,
        years.join("、"),
        sheets.join("、"),
        form.fields().count(),
        form.rules.len()
    )
}

/// The edition that a person names.
fn edition<'d>(definitions: &'d Definitions, named: &str) -> Result<&'d FormDefinition, Failure> {
    let is_it = |form: &&FormDefinition| form.id.to_string() == named;
    let newest = || definitions.editions(named).next_back();
    let found = definitions.forms.iter().find(is_it).or_else(newest);
    found.ok_or_else(|| {
        let known = definitions.forms.iter().map(|form| form.id.to_string());
        let known: Vec<String> = known.collect();
        let forms = definitions.forms.iter().map(|form| &*form.id.form);
        let near = nearest(named, forms.chain(known.iter().map(String::as_str)));
        let near = near.map_or_else(String::new, |near| format!("（近い名前: {near}）"));
        Failure::usage(format!(
            "この様式はありません: {named}{near}。あるもの: {}",
            known.join("、")
        ))
    })
}

fn in_whole(definitions: &Definitions, form: &FormDefinition) -> Resolved {
    resolved(&definitions.files, &form.id)
        .expect("internal error: an edition that was loaded can be loaded again")
}

/// The file itself where it stands alone, so that its remarks are kept.
fn show(definitions: &Definitions, named: &str) -> Result<String, Failure> {
    let form = edition(definitions, named)?;
    let path = format!("forms/{}.toml", form.id);
    match &form.based_on {
        Some(base) => Ok(format!(
            "# {path}。版「{base}」から引き継ぐものを入れたもの。\n\n{}",
            in_whole(definitions, form).to_toml()
        )),
        None => {
            let mut files = definitions.files.iter();
            let file = files.find(|file| file.path == path);
            Ok(file.map(|file| file.text.clone()).unwrap_or_default())
        }
    }
}

/// Every fault with its file and line or cell, or what the definitions hold.
fn verify(folder: &Path, streams: &mut Streams) -> Result<Exit, Failure> {
    let (text, exit) = match templates::load(folder)? {
        Ok(definitions) => {
            let text = format!("定義に誤りはありません。\n\n{}", list(&definitions));
            (text, Exit::Done)
        }
        Err(faults) => (format!("{faults}\n"), Exit::ErrorsFound),
    };
    print_shown(streams, &text)?;
    Ok(exit)
}

fn diff(definitions: &Definitions, old: &str, new: &str) -> Result<String, Failure> {
    let old = edition(definitions, old)?;
    let new = edition(definitions, new)?;
    let changes = in_whole(definitions, old).changes(&in_whole(definitions, new));
    let schema: Value = serde_json::from_str(&form_schema())
        .map_err(|error| Failure::unfinished(error.to_string()))?;
    let mut text = format!("{} → {}\n", old.id, new.id);
    if changes.is_empty() {
        text.push_str("違いはありません。\n");
        return Ok(text);
    }
    let _ = writeln!(text, "違い　{}か所", changes.len());
    for change in &changes {
        tell(&mut text, &schema, change);
    }
    Ok(text)
}

/// What the lists of a form are called.
const NOUNS: [(&str, &str); 10] = [
    ("year", "年度の列"),
    ("sheet", "シート"),
    ("block", "まとまり"),
    ("field", "欄"),
    ("rows", "くり返す行のシート"),
    ("column", "数の列"),
    ("text", "ことばの列"),
    ("code", "コード"),
    ("rule", "規則"),
    ("check", "表についての点検"),
];

fn noun(list: &str) -> &str {
    let known = NOUNS.iter().find(|(key, _)| *key == list);
    known.map_or(list, |(_, noun)| noun)
}

fn tell(text: &mut String, schema: &Value, change: &Change) {
    let place = change.path.iter();
    let place = place.map(|(list, name)| format!("{}「{name}」", noun(list)));
    let place: Vec<String> = place.collect();
    let place = if place.is_empty() {
        "様式".to_owned()
    } else {
        place.join(" › ")
    };
    let own = |title: &Option<String>| title.clone().unwrap_or_default();
    let _ = match &change.what {
        Difference::Added(title) => writeln!(text, "追加　{place}　{}", own(title)),
        Difference::Removed(title) => writeln!(text, "削除　{place}　{}", own(title)),
        Difference::Order(list, names) => {
            writeln!(text, "順序　{place}　{}: {}", noun(list), names.join("、"))
        }
        Difference::Value { key, old, new } => {
            let lists = change.path.iter().map(|(list, _)| list.as_str());
            let what = meaning(schema, lists, key);
            writeln!(text, "変更　{place}　{what}（{key}）").and_then(|()| {
                let said = |value: &Option<String>| {
                    value
                        .clone()
                        .unwrap_or_else(|| "（書かれていない）".to_owned())
                };
                writeln!(text, "　前　{}\n　後　{}", said(old), said(new))
            })
        }
    };
}

/// What the published schema says that a key is.
fn meaning<'s>(schema: &Value, lists: impl Iterator<Item = &'s str>, key: &str) -> String {
    let defs = &schema["$defs"];
    let mut table = &defs["Whole"];
    let mut rules = [].iter();
    for list in lists {
        let items = &table["properties"][list]["items"];
        if let Some(kinds) = items["oneOf"].as_array() {
            rules = kinds.iter();
        }
        let target = items["$ref"].as_str();
        let name = target.and_then(|target| target.rsplit('/').next());
        table = name.map_or(&Value::Null, |name| &defs[name]);
    }
    let said = table["properties"][key]["description"].as_str();
    let said =
        said.or_else(|| rules.find_map(|rule| rule["properties"][key]["description"].as_str()));
    let said = said.and_then(|said| said.split('。').next());
    said.unwrap_or(key).to_owned()
}
