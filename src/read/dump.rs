//! What was read, as text a person can follow: for `inspect`, and to compare in tests.

use std::fmt::Write as _;

use super::{InputFile, ReadResult};
use definition::{BlockKind, Definitions, FieldDefinition, FormDefinition};
use diagnostic::Diagnostic;
use model::{CellRef, Fact, FiscalYear, IndicatorId, Reason, Submission, Value, visible};
use workbook::CellValue;

/// Writes down everything that was recognised, field by field, and what was not.
pub fn dump(result: &ReadResult, definitions: &Definitions) -> String {
    let mut out = String::new();
    line(&mut out, &format!("ファイル: {}", result.file));
    match &result.submission {
        None => line(&mut out, "様式: 読み取れませんでした"),
        Some(submission) => {
            let form = definitions.form_of(submission);
            head(&mut out, result, submission, definitions);
            for sheet in &form.sheets {
                let fields = sheet.blocks.iter().flat_map(|block| &block.fields);
                section(&mut out, &sheet.name);
                for field in fields {
                    self::field(&mut out, result, form, field, submission);
                }
                narratives(&mut out, sheet, submission);
            }
        }
    }
    if let Some(submission) = result.submission.as_ref().filter(|s| !s.reasons.is_empty()) {
        section(&mut out, &definitions.reasons.sheet_name);
        for reason in &submission.reasons {
            self::reason(&mut out, reason);
        }
    }
    if !result.recognition.passed_over.is_empty() {
        section(&mut out, "読まなかったもの");
        for text in &result.recognition.passed_over {
            line(&mut out, &format!("  {text}"));
        }
    }
    section(&mut out, &format!("指摘 {}件", result.diagnostics.len()));
    for diagnostic in &result.diagnostics {
        self::diagnostic(&mut out, diagnostic);
    }
    out
}

/// Writes down every cell of a workbook as it was read, before any meaning: sheet, cell, kind, value, whether a formula.
///
/// # Errors
/// The file is no workbook; the message is for the person who gave it.
pub fn cells(file: &InputFile) -> Result<String, String> {
    let workbook = super::open(file)?;
    let mut out = String::new();
    for sheet in &workbook.sheets {
        for (at, cell) in &sheet.cells {
            let kind = match &cell.value {
                CellValue::Empty => "empty",
                CellValue::Text(_) => "text",
                CellValue::Number(_) => "number",
                CellValue::Date { .. } => "date",
                CellValue::Bool(_) => "bool",
                CellValue::Error(_) => "error",
            };
            let formula = if cell.is_formula { "formula" } else { "" };
            let name = escaped(&sheet.name);
            let text = escaped(&cell.text());
            let _ = writeln!(out, "{name}\t{at}\t{kind}\t{text}\t{formula}");
        }
    }
    for fault in &workbook.faults {
        let name = escaped(&fault.sheet);
        let _ = writeln!(out, "{name}\t\tfault\t{}\t", fault.why.words());
    }
    Ok(out)
}

/// One line, and no tabs of its own.
fn escaped(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    visible(&text).into_owned()
}

fn line(out: &mut String, text: &str) {
    out.push_str(&visible(text.trim_end()));
    out.push('\n');
}

fn section(out: &mut String, title: &str) {
    line(out, "");
    line(out, &format!("■ {title}"));
}

fn head(out: &mut String, result: &ReadResult, submission: &Submission, definitions: &Definitions) {
    let (recognition, nouns) = (&result.recognition, definitions.areas.nouns());
    let form = recognition.form.as_deref().unwrap_or("不明");
    line(out, &format!("様式: {form}"));
    let ward = submission
        .ward
        .as_ref()
        .and_then(|code| definitions.areas.get(code))
        .map_or_else(
            || "不明".to_owned(),
            |ward| format!("{} {}", ward.code, ward.name),
        );
    line(out, &format!("{}: {ward}", nouns.unit));
    for sign in &recognition.ward {
        line(out, &format!("  ← {sign}"));
    }
    let as_of = submission.as_of.map_or_else(
        || "不明".to_owned(),
        |as_of| {
            format!(
                "{as_of} {}（{}の列が対象）",
                as_of.wareki(),
                as_of.fiscal_year().wareki()
            )
        },
    );
    line(out, &format!("時点: {as_of}"));
    for sign in &recognition.as_of {
        line(out, &format!("  ← {sign}"));
    }
    if submission.is_sample {
        line(out, "架空のデータの印: あり");
    }
    for (in_form, in_file, why) in &recognition.sheets {
        line(out, &format!("シート: {in_form} ← 「{in_file}」（{why}）"));
    }
    for (year, number) in &submission.areas_written {
        line(
            out,
            &format!(
                "{}数（{}）: {} ← {}!{}",
                nouns.part,
                year.wareki(),
                number.value,
                number.provenance.sheet,
                number.provenance.cell
            ),
        );
    }
}

fn field(
    out: &mut String,
    result: &ReadResult,
    form: &FormDefinition,
    field: &FieldDefinition,
    submission: &Submission,
) {
    let ids = std::iter::once(&field.indicator).chain(field.rate.as_ref());
    for (index, id) in ids.enumerate() {
        let suffix = if index == 0 { "" } else { " の％" };
        let found = result.recognition.fields.get(id);
        let found = found.map_or_else(String::new, |signs| format!(" ← {signs}"));
        line(out, &format!("{id} {}{suffix}{found}", field.label_line()));
        for column in &form.years {
            line(out, &year(submission, id, column.year));
        }
    }
}

fn year(submission: &Submission, id: &IndicatorId, year: FiscalYear) -> String {
    let Some(fact) = submission.fact(id, year) else {
        return format!("  {year} （読めない）");
    };
    let mut text = format!(
        "  {year} {} 「{}」 → {}",
        place(&fact.provenance.sheet, fact.provenance.cell),
        one_line(&fact.provenance.text),
        value(fact)
    );
    if let Some(denominator) = &fact.denominator {
        let _ = write!(
            text,
            " 分母{}（{}）",
            denominator.value, denominator.provenance.cell
        );
    }
    if fact.is_formula {
        text.push_str(" 数式");
    }
    let kinds: Vec<&str> = fact
        .normalisations
        .iter()
        .map(|kind| kind.label())
        .collect();
    if !kinds.is_empty() {
        let _ = write!(text, " ［{}］", kinds.join("、"));
    }
    text
}

fn value(fact: &Fact) -> String {
    match &fact.value {
        Value::Number(number) => number.normalize().to_string(),
        Value::Blank => "未記入".to_owned(),
        Value::NotApplicable => "該当なし".to_owned(),
        Value::NotCollected => "未集計".to_owned(),
        Value::Unreadable => "読取不能".to_owned(),
    }
}

fn place(sheet: &str, cell: CellRef) -> String {
    format!("{sheet}!{cell}")
}

/// Line breaks shown as a sign, so that a dump stays one line per field.
fn one_line(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\n', '\r'], "⏎")
}

fn narratives(out: &mut String, sheet: &definition::SheetDefinition, submission: &Submission) {
    for block in &sheet.blocks {
        if block.kind != BlockKind::Narrative {
            continue;
        }
        let items: Vec<_> = submission
            .narratives
            .iter()
            .filter(|item| item.block == block.id)
            .collect();
        line(out, &format!("{}（{}件）", block.label, items.len()));
        for item in items {
            line(
                out,
                &format!(
                    "  {} {} {} {}",
                    item.year,
                    item.number,
                    place(&item.provenance.sheet, item.provenance.cell),
                    one_line(&item.text)
                ),
            );
        }
    }
}

/// One reason: where, code, what the field was taken for, fiscal year, reason and name.
fn reason(out: &mut String, reason: &Reason) {
    let ids: Vec<&str> = reason.indicators.iter().map(IndicatorId::as_str).collect();
    let year = reason.year.map(|year| year.to_string());
    let at = &reason.provenance;
    let said = format!(
        "  {} {} 「{}」 → {} {} {}（{}）{}",
        place(&at.sheet, at.cell),
        match (&reason.code, reason.written.code.as_str()) {
            (Some(code), _) => code,
            (None, "") => "（コードなし）",
            (None, _) => "？",
        },
        one_line(&reason.written.item),
        ids.join("・"),
        year.as_deref().unwrap_or("年度なし"),
        one_line(&reason.written.text),
        reason.written.name,
        if reason.is_readable {
            ""
        } else {
            " ※理由として扱わない"
        },
    );
    line(out, &said);
}

fn diagnostic(out: &mut String, diagnostic: &Diagnostic) {
    let mut at = String::new();
    if let Some(sheet) = &diagnostic.place.sheet {
        let _ = write!(at, " {sheet}");
    }
    if let Some(cell) = diagnostic.place.cell {
        let _ = write!(at, "!{cell}");
    }
    line(
        out,
        &format!(
            "{} {}{at} {}",
            diagnostic.code.id(),
            diagnostic.severity.label(),
            one_line(&diagnostic.message)
        ),
    );
    line(out, &format!("  → {}", diagnostic.hint));
}
