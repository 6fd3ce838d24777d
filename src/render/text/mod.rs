//! Findings for a terminal: by ward, file and sheet in reading order, at most three lines each, then the counts.
//!
//! Reads findings, not a report: it is what `check` prints, and it imports `definition` only for names and order.

mod together;
mod wrap;

pub use wrap::hanging;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use definition::Definitions;
use diagnostic::{Code, Diagnostic, Findings, Outcome, Severity};
use model::{FiscalYear, visible};

/// How the text is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextOptions {
    /// Colour the severities with ANSI sequences.
    pub color: bool,
    /// Break lines at this many columns; not at all without it.
    pub width: Option<usize>,
    /// Say of every rule that did not run why.
    pub is_verbose: bool,
    /// Leave the closing lines out.
    pub is_quiet: bool,
    /// How many errors, warnings and notes the findings no longer hold because a person asked not to see them.
    pub hidden: [usize; 3],
}

/// What stands over what is about the whole run.
const WHOLE: &str = "全体";

/// How many codes of rules that did not run are named on one line.
const MOST_CODES: usize = 16;

/// How many columns of a field's label the first line shows.
const LABEL_COLUMNS: usize = 48;

/// The findings as text.
pub fn findings(findings: &Findings, definitions: &Definitions, options: TextOptions) -> String {
    let mut text = String::new();
    let mut group = None;
    let mut sheet = None;
    let (together, apart) = together::of(findings, definitions);
    if !together.is_empty() {
        line(&mut text, options, "", &format!("■ {WHOLE}"));
        group = Some(WHOLE.to_owned());
    }
    for one in &together {
        self::one(&mut text, options, one);
        hint(&mut text, options, one);
    }
    let ordered = in_reading_order(&apart, findings, definitions);
    for (index, diagnostic) in ordered.iter().copied().enumerate() {
        let this_group = heading(diagnostic, definitions);
        if group.as_ref() != Some(&this_group) {
            if group.is_some() {
                text.push('\n');
            }
            line(&mut text, options, "", &format!("■ {this_group}"));
            group = Some(this_group);
            sheet = None;
        }
        if diagnostic.place.sheet.is_some() && diagnostic.place.sheet != sheet {
            sheet.clone_from(&diagnostic.place.sheet);
            let name = sheet.as_deref().unwrap_or_default();
            line(&mut text, options, "", &format!("［{name}］"));
        }
        one(&mut text, options, diagnostic);
        if !is_said_next(diagnostic, ordered.get(index + 1).copied()) {
            hint(&mut text, options, diagnostic);
        }
    }
    if options.is_quiet {
        return text;
    }
    if group.is_some() {
        text.push('\n');
    }
    summary(&mut text, options, findings);
    text
}

/// Wards and files stay as the findings order them; in a file notes come last, sheets follow the form, and errors come first
/// within a sheet.
fn in_reading_order<'a>(
    apart: &[&'a Diagnostic],
    findings: &Findings,
    definitions: &Definitions,
) -> Vec<&'a Diagnostic> {
    let known_sheets = sheet_positions(findings, definitions);
    let mut ordered = apart.to_vec();
    ordered.sort_by_cached_key(|diagnostic| {
        let ward = diagnostic
            .ward
            .as_ref()
            .map_or(0, |ward| definitions.areas.order(ward));
        let sheet = diagnostic.place.sheet.as_ref().map(|name| {
            // A sheet that is not the form's, such as a cover, stands before it.
            let key = (&diagnostic.place.file, name);
            (known_sheets.get(&key).copied(), Arc::clone(name))
        });
        (
            ward,
            diagnostic.ward.clone(),
            diagnostic.place.file.clone(),
            // First the data, then what was written about them.
            diagnostic.code.is_about_reasons(),
            // Nobody has to do anything about a note.
            diagnostic.severity == Severity::Note,
            sheet,
            diagnostic.severity,
            diagnostic.place.cell,
        )
    });
    ordered
}

/// Where the form has each sheet, by its name or else by an indicator found on it: senders rename sheets.
fn sheet_positions<'a>(
    findings: &'a Findings,
    definitions: &Definitions,
) -> BTreeMap<(&'a Option<Arc<str>>, &'a Arc<str>), usize> {
    let mut positions = BTreeMap::new();
    for diagnostic in findings.diagnostics() {
        let Some(name) = &diagnostic.place.sheet else {
            continue;
        };
        let position = definitions.forms.iter().rev().find_map(|form| {
            let by_name = form.sheets.iter().position(|sheet| *sheet.name == **name);
            by_name.or_else(|| {
                let on = form.sheet_of(diagnostic.indicator.as_ref()?)?;
                form.sheets.iter().position(|sheet| sheet.id == on.id)
            })
        });
        if let Some(position) = position {
            positions.insert((&diagnostic.place.file, name), position);
        }
    }
    positions
}

/// Ward and file; the whole run is 全体.
fn heading(diagnostic: &Diagnostic, definitions: &Definitions) -> String {
    let ward = diagnostic.ward.as_ref().map(|code| {
        definitions
            .areas
            .get(code)
            .map_or_else(|| code.to_string(), |area| area.name.clone())
    });
    match (ward, &diagnostic.place.file) {
        (Some(ward), Some(file)) => format!("{ward}　{}", visible(file)),
        (Some(ward), None) => ward,
        (None, Some(file)) => visible(file).into_owned(),
        (None, None) => WHOLE.to_owned(),
    }
}

/// One diagnostic: what and where, what is there and what was expected, what to do.
fn one(text: &mut String, options: TextOptions, diagnostic: &Diagnostic) {
    let mut first = diagnostic.code.id().to_owned();
    let place = diagnostic.place.in_file().unwrap_or_default();
    if !place.is_empty() {
        let _ = write!(first, " {place}");
    }
    if let Some(field) = diagnostic.field.as_deref().filter(|f| !f.is_empty()) {
        let _ = write!(first, " {}", wrap::shorten(field, LABEL_COLUMNS));
    }
    if let Some(year) = diagnostic.fiscal_year {
        let _ = write!(first, "（{}）", year_label(year));
    }
    let label = diagnostic.severity.label();
    let start = text.len();
    line(text, options, "", &format!("{label} {first}"));
    if options.color {
        let painted = format!("\u{1b}[{}m{label}\u{1b}[0m", colour(diagnostic.severity));
        text.replace_range(start..start + label.len(), &painted);
    }
    line(text, options, "  ", &diagnostic.message);
}

fn hint(text: &mut String, options: TextOptions, diagnostic: &Diagnostic) {
    if let Some(reason) = &diagnostic.reason {
        line(text, options, "  ", &reason.line());
    } else if !diagnostic.hint.is_empty() {
        line(text, options, "  → ", &diagnostic.hint);
    }
}

/// Whether the next one says the same to do: a row of equal notes on a sheet says it once, at its end.
fn is_said_next(diagnostic: &Diagnostic, next: Option<&Diagnostic>) -> bool {
    diagnostic.severity == Severity::Note
        && diagnostic.reason.is_none()
        && next.is_some_and(|next| {
            next.severity == diagnostic.severity
                && next.code == diagnostic.code
                && next.hint == diagnostic.hint
                && next.ward == diagnostic.ward
                && next.place.file == diagnostic.place.file
                && next.place.sheet == diagnostic.place.sheet
        })
}

fn year_label(year: FiscalYear) -> String {
    format!("{year}年度")
}

fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "33",
        Severity::Note => "36",
    }
}

/// The counts, and the rules that did not run.
fn summary(text: &mut String, options: TextOptions, findings: &Findings) {
    if findings.count(Severity::Error) + options.hidden[0] == 0 {
        line(text, options, "", "誤りはありません。");
    }
    let counted = Severity::ALL.into_iter().zip(options.hidden);
    let counts: Vec<String> = counted
        .clone()
        .map(|(severity, hidden)| {
            format!("{}{}", severity.label(), findings.count(severity) + hidden)
        })
        .collect();
    let hidden: Vec<String> = counted
        .filter(|(_, hidden)| *hidden > 0)
        .map(|(severity, hidden)| format!("{}{hidden}", severity.label()))
        .collect();
    let mut counts = counts.join("・");
    if !hidden.is_empty() {
        let _ = write!(
            counts,
            "（うち{}は、--severity の指定により表示していません）",
            hidden.join("・")
        );
    }
    let accepted = findings.accepted().count();
    if accepted > 0 {
        let _ = write!(counts, "（参考のうち{accepted}は、理由を認めた確認）");
    }
    line(text, options, "", &counts);
    let total = findings.rules().len();
    let skipped = skipped(findings);
    let ran = total - skipped.iter().map(|(_, codes)| codes.len()).sum::<usize>();
    if ran == total {
        let all = format!("実施した規則：{total}のうち{ran}（すべて）");
        line(text, options, "", &all);
        return;
    }
    let some = format!("実施した規則：{total}のうち{ran}。実施しなかった規則");
    if !options.is_verbose {
        let codes = skipped.iter().flat_map(|(_, codes)| codes);
        let mut codes: Vec<&str> = codes.map(|code| code.id()).collect();
        codes.sort_unstable();
        codes.dedup();
        let which = match codes.len() {
            1..=MOST_CODES => format!("：{}", codes.join("、")),
            many => format!("が{many}あります"),
        };
        let some = format!("{some}{which}（理由は -v で表示）");
        line(text, options, "", &some);
        return;
    }
    line(text, options, "", &format!("{some}とその理由："));
    for (reason, codes) in skipped {
        let who = match &codes[..] {
            [code] => format!("{} {}", code.id(), code.name()),
            several => {
                let ids: Vec<&str> = several.iter().map(|code| code.id()).collect();
                ids.join("、")
            }
        };
        line(text, options, "  ", &format!("{who}：{reason}"));
    }
}

/// The rules that did not run, those with the same reason together, in the order of the first of them.
fn skipped(findings: &Findings) -> Vec<(&str, Vec<Code>)> {
    let mut groups: Vec<(&str, Vec<Code>)> = Vec::new();
    for rule in findings.rules() {
        let Outcome::Skipped(reason) = &rule.outcome else {
            continue;
        };
        match groups.iter_mut().find(|(known, _)| known == reason) {
            Some((_, codes)) => codes.push(rule.code),
            None => groups.push((reason, vec![rule.code])),
        }
    }
    groups
}

/// Writes one logical line, broken to the width, the continuation as deep as the first line's text.
fn line(text: &mut String, options: TextOptions, indent: &str, content: &str) {
    let content = wrap::printable(content);
    let room = options
        .width
        .map(|width| width.saturating_sub(wrap::columns(indent).max(2)).max(20));
    for (index, part) in wrap::wrap(&content, room).into_iter().enumerate() {
        if index == 0 {
            text.push_str(indent);
        } else {
            text.push_str(&" ".repeat(wrap::columns(indent).max(2)));
        }
        text.push_str(part);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests;
