//! The samples are today's form: whatever `template` draws for a ward stands in the ward's sample, saved again by LibreOffice or not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use calamine::{Data, Reader, SheetVisible, Xlsx};
use torimatome::definition::Definitions;
use torimatome::model::{Area, AsOf};
use torimatome::render::xlsx::form;
use torimatome::report::{WardValues, filled, template};

use crate::definitions::built_in;
use crate::end_to_end::samples;

/// The beginning of the names that the program gives to cells.
const OURS: &str = "TM_";

/// What a form has beside its values.
struct Drawn {
    /// Sheets in order, and whether each is seen.
    sheets: Vec<(String, bool)>,
    /// Our names ▸ where they lead, without the quotes that one program writes and another does not.
    names: BTreeMap<String, String>,
    /// Sheet ▸ cell ▸ text.
    texts: BTreeMap<String, BTreeMap<(u32, u32), String>>,
}

fn drawn(bytes: Vec<u8>) -> Drawn {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("calamine opens it");
    let sheets: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    let names = book.defined_names().iter();
    let names = names
        .filter(|(name, _)| name.starts_with(OURS))
        .map(|(name, place)| (name.clone(), place.replace('\'', "")));
    let names = names.collect();
    let texts = sheets
        .iter()
        .map(|(name, _)| {
            let range = book.worksheet_range(name).expect("a sheet");
            let (top, left) = range.start().unwrap_or_default();
            let at = |(row, col, cell): (usize, usize, &Data)| match cell {
                Data::String(text) if !text.trim().is_empty() => {
                    let place = (
                        top + u32::try_from(row).ok()?,
                        left + u32::try_from(col).ok()?,
                    );
                    Some((place, text.replace('\r', "")))
                }
                _ => None,
            };
            (name.clone(), range.used_cells().filter_map(at).collect())
        })
        .collect();
    Drawn {
        sheets,
        names,
        texts,
    }
}

/// Today's form for a ward: what `template` hands out, with the words that its data is invented, which push some lines down.
fn todays(definitions: &Definitions, ward: &Area, as_of: AsOf) -> Drawn {
    let (own, registry) = (&definitions.forms[0], &definitions.registry);
    let handed_out = template(definitions, own, registry, ward, (as_of, None), None);
    let handed_out = drawn(form(&handed_out).expect("a form"));
    let invented = WardValues {
        is_sample: true,
        ..WardValues::default()
    };
    let marked = filled(definitions, own, registry, ward, as_of, &invented);
    let marked = drawn(form(&marked).expect("a form"));
    assert_eq!(marked.sheets, handed_out.sheets);
    assert!(marked.names.len() > 100 && marked.names.keys().eq(handed_out.names.keys()));
    for (sheet, texts) in &handed_out.texts {
        let said: BTreeSet<&String> = marked.texts[sheet].values().collect();
        // What holds what was accepted stands in a form that is handed out alone.
        let accepted = definitions.guide.colours.filled.as_ref();
        let other = texts.values();
        let other = other.filter(|text| !said.contains(text) && Some(*text) != accepted);
        let other: Vec<&String> = other.collect();
        assert!(other.is_empty(), "{sheet}: {other:?}");
    }
    marked
}

/// What of today's form a sample does not have, or has otherwise.
fn stale(todays: &Drawn, sample: &Drawn) -> Vec<String> {
    let mut found = Vec::new();
    if sample.sheets != todays.sheets {
        found.push(format!("sheets {:?}", sample.sheets));
    }
    let names: BTreeSet<&String> = todays.names.keys().chain(sample.names.keys()).collect();
    for name in names {
        let (drawn, held) = (todays.names.get(name), sample.names.get(name));
        if drawn != held {
            found.push(format!("{name} leads to {held:?}, not to {drawn:?}"));
        }
    }
    for (sheet, texts) in &todays.texts {
        let held = sample.texts.get(sheet);
        for (place, text) in texts {
            if held.and_then(|held| held.get(place)) != Some(text) {
                found.push(format!("{sheet} {place:?} does not say 「{text}」"));
            }
        }
    }
    found
}

/// The samples of a folder by ward.
fn of_folder(definitions: &Definitions, folder: &str) -> Vec<(Area, Drawn)> {
    let file = |ward: &Area| -> PathBuf {
        samples(folder).join(format!("{}_{}.xlsx", ward.code, ward.name))
    };
    let wards = definitions.areas.wards().iter();
    let read = |ward: &Area| drawn(fs::read(file(ward)).expect("a sample"));
    wards.map(|ward| (ward.clone(), read(ward))).collect()
}

#[test]
fn every_sample_is_todays_form_and_another_wards_form_is_not() {
    let definitions = built_in();
    for (folder, date) in [("r6", "2025-03-31"), ("r7", "2026-03-31")] {
        let as_of = AsOf::parse_iso(date).expect("a date");
        let samples = of_folder(&definitions, folder);
        assert_eq!(samples.len(), 24);
        for (ward, sample) in &samples {
            let found = stale(&todays(&definitions, ward, as_of), sample);
            let name = &ward.name;
            assert!(
                found.is_empty(),
                "{folder} {name}: run samples/generate.sh\n{}",
                found.join("\n")
            );
        }
        let [(ward, _), (_, other), ..] = &samples[..] else {
            panic!("two wards");
        };
        let found = stale(&todays(&definitions, ward, as_of), other);
        assert!(
            found.iter().any(|one| one.contains(&ward.name)),
            "{found:?}"
        );
    }
}
