//! What an author of a form need not write, because the rest of the form says it: ids by place, titles by name, labels and layouts
//! by indicator.

use super::catalogue::Catalogue;
use crate::applies::sentence;
use crate::condition::Condition;
use crate::form::FormDefinition;
use crate::repeated_rows::{RepeatedRows, RowsKind};
use crate::sheet::{BlockDefinition, BlockKind, FieldDefinition, FieldLayout};
use model::{EditionId, Indicator};

/// The place of the date in a title.
pub(super) const AS_OF: &str = "{as_of}";

/// Fills in what stands empty in a form of the file at `path` below the templates folder.
pub(super) fn fill(form: &mut FormDefinition, path: &str, catalogue: &Catalogue<'_>) {
    let mut names = path.trim_end_matches(".toml").rsplit('/');
    say(&mut form.edition, names.next().unwrap_or_default());
    say(&mut form.form, names.next().unwrap_or_default());
    form.id = EditionId {
        form: form.form.clone(),
        edition: form.edition.clone(),
    };
    say(&mut form.edition_name, &form.edition);
    say(&mut form.title, &format!("{}（{AS_OF}時点）", form.name));
    say(&mut form.signature, &form.name);
    for sheet in &mut form.sheets {
        say(&mut sheet.id, &sheet.name);
        say(&mut sheet.theme, &sheet.name);
        for (place, block) in (1..).zip(&mut sheet.blocks) {
            say(&mut block.id, &format!("{}-{place}", sheet.id));
            block.kind = block.own_kind.unwrap_or_else(|| kind(block));
            for field in &mut block.fields {
                self::field(field, catalogue);
            }
        }
    }
    for rows in &mut form.rows {
        say(&mut rows.id, &rows.name);
        say(&mut rows.noun, "行");
        say(&mut rows.title, &form.title);
        // In place of a number stands what a code is for.
        let of_code = rows.rows == RowsKind::OnePerCode;
        say(
            &mut rows.number_header,
            if of_code { "意味" } else { "番号" },
        );
        say(&mut rows.unnamed, "{number}番目");
        say(&mut rows.total_label, "計");
        for code in &mut rows.code {
            say(&mut code.label, &code.code);
        }
        for column in &mut rows.text {
            say(&mut column.id, &column.header);
        }
        let told: Vec<String> = conditions(rows).collect();
        rows.notes.extend(told);
    }
}

/// What the sheet says of columns that are asked for in some rows alone.
fn conditions(rows: &RepeatedRows) -> impl Iterator<Item = String> {
    rows.text.iter().filter_map(|column| {
        let (other, words) = rows.condition(column)?;
        Some(format!(
            "「{}」は、「{}」が「{}」の行だけに書いてください。",
            column.header,
            other.header,
            words.join("」か「")
        ))
    })
}

/// Gathers under which conditions fields and blocks are asked for, and says them as they are printed.
pub(super) fn ask(form: &mut FormDefinition, catalogue: &Catalogue<'_>) {
    let known = form.clone();
    for block in form.sheets.iter_mut().flat_map(|sheet| &mut sheet.blocks) {
        block.asked_when = sentence(block.when.as_slice(), &known);
        for field in &mut block.fields {
            let own = catalogue.indicator(&field.indicator);
            let since = own.and_then(|own| own.from).map(|from| Condition {
                from: Some(from),
                ..Condition::default()
            });
            let both = block.when.iter().chain(&field.when);
            field.conditions = both.cloned().chain(since).collect();
            field.asked_when = sentence(&field.conditions, &known);
            if !field.conditions.is_empty() {
                field.aliases.push(field.printed_label());
            }
        }
    }
}

fn say(text: &mut String, otherwise: &str) {
    if text.is_empty() {
        otherwise.clone_into(text);
    }
}

/// Bullets without fields are words.
fn kind(block: &BlockDefinition) -> BlockKind {
    if block.bullets > 0 && block.fields.is_empty() {
        BlockKind::Narrative
    } else {
        BlockKind::Indicators
    }
}

fn field(field: &mut FieldDefinition, catalogue: &Catalogue<'_>) {
    let known = catalogue.indicator(&field.indicator);
    say(&mut field.label, known.map_or("", |known| &known.label));
    let layout = match known.is_some_and(Indicator::is_percent) {
        true => FieldLayout::Percent,
        false => FieldLayout::Count,
    };
    field.layout = field.own_layout.unwrap_or(layout);
}
