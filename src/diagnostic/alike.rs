//! Notes that say the same of many cells of a file, told once with all its cells: what is only a matter of spelling must not
//! bury what is wrong.

use std::collections::BTreeMap;

use super::{Diagnostic, Place, Severity};

/// Most cells that a message names.
const MAX_NAMED: usize = 40;

/// Joins the notes of one file that are alike; everything else stays as it is.
pub fn gathered(told: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<_, Vec<Diagnostic>> = BTreeMap::new();
    let mut kept = Vec::new();
    for one in told {
        match &one.alike {
            Some(kind) if one.severity == Severity::Note => {
                let key = (one.place.file.clone(), one.code, kind.clone());
                groups.entry(key).or_default().push(one);
            }
            _ => kept.push(one),
        }
    }
    kept.extend(groups.into_values().filter_map(joined));
    kept
}

fn joined(mut group: Vec<Diagnostic>) -> Option<Diagnostic> {
    group.sort_by_cached_key(|one| one.place.clone());
    let mut rest = group.into_iter();
    let first = rest.next()?;
    let others: Vec<Place> = rest.map(|one| one.place).collect();
    if others.is_empty() {
        return Some(first);
    }
    let count = others.len() + 1;
    let named = std::iter::once(&first.place).chain(&others);
    let named = cells(&named.take(MAX_NAMED).collect::<Vec<_>>());
    let more = count.saturating_sub(MAX_NAMED);
    let more = if more > 0 {
        format!("、ほか{more}か所")
    } else {
        String::new()
    };
    Some(Diagnostic {
        message: format!(
            "{}同じことが、ここを含めて{count}か所にあります（{named}{more}）。",
            first.message
        ),
        indicator: None,
        fiscal_year: None,
        field: None,
        related: others,
        ..first
    })
}

/// `基本目標1!E13、E14、基本目標2!E12`: a sheet is named where it begins.
fn cells(places: &[&Place]) -> String {
    let mut sheet = None;
    let mut named = Vec::new();
    for place in places {
        let cell = place.cell.map(|cell| cell.to_string());
        named.push(match cell {
            Some(cell) if sheet == Some(&place.sheet) => cell,
            _ => place.in_file().unwrap_or_default(),
        });
        sheet = Some(&place.sheet);
    }
    named.join("、")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Code;
    use model::CellRef;

    fn note(file: &str, sheet: &str, row: u32, kind: &str) -> Diagnostic {
        let place = Place::cell(&Arc::from(file), &Arc::from(sheet), CellRef::new(row, 4));
        Diagnostic::new(Code::VALUE_NORMALISED, place, format!("{row}行。")).alike(kind)
    }

    #[test]
    fn notes_of_one_kind_and_file_are_one_that_names_every_cell() {
        let told = gathered(vec![
            note("甲", "い", 13, "幅"),
            note("甲", "ろ", 1, "幅"),
            note("甲", "い", 12, "幅"),
            note("甲", "い", 11, "単位"),
            note("乙", "い", 12, "幅"),
            note("甲", "い", 14, "幅").severity(Severity::Warning),
        ]);
        let messages: Vec<&str> = told.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "14行。",
                "12行。",
                "11行。",
                "12行。同じことが、ここを含めて3か所にあります（い!E13、E14、ろ!E2）。",
            ]
        );
        assert_eq!(told[3].related.len(), 2);
    }

    #[test]
    fn a_long_list_says_how_many_more_there_are() {
        let many = (0..60).map(|row| note("甲", "い", row, "幅")).collect();
        let told = gathered(many);
        assert_eq!(told.len(), 1);
        assert!(told[0].message.contains("60か所"), "{}", told[0].message);
        assert!(
            told[0].message.ends_with("E40、ほか20か所）。"),
            "{}",
            told[0].message
        );
    }
}
