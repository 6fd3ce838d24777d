//! The words of the submissions that count, and those of past years that were accepted before and did not come again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::select::Selection;
use super::{CompiledWords, Frame};
use definition::{BlockKind, FormDefinition};
use model::{AreaCode, Became, FiscalYear, NarrativeItem, WordsId, became};

/// The bullets by ward in the city's order, then as the form has them. A ward of which nothing counts now keeps its words of
/// the past years, as the newest edition asks for them.
pub(super) fn words(
    frame: Frame<'_>,
    selection: &Selection<'_>,
    (newest, years): (&FormDefinition, &[FiscalYear]),
) -> Vec<CompiledWords> {
    let mut all = Vec::new();
    let areas = &frame.definitions.areas;
    for ward in areas.wards_through(years.iter().copied()) {
        let used = selection.used(&ward.code);
        let form = used.map_or(newest, |one| frame.definitions.form_of(one));
        let said = used.map_or(&[][..], |one| &one.narratives);
        let mut own: Vec<CompiledWords> = said
            .iter()
            .map(|item| CompiledWords {
                ward: ward.code.clone(),
                item: Arc::clone(item),
                is_carried: false,
            })
            .collect();
        let kept = kept(frame, &ward.code, form, said, years);
        if !kept.is_empty() {
            own.extend(kept);
            let order = blocks(form);
            let place = |id: &str| order.iter().position(|block| *block == id);
            own.sort_by_key(|one| (place(&one.item.block), one.item.year, one.item.number));
        }
        all.extend(own);
    }
    all
}

fn blocks(form: &FormDefinition) -> Vec<&str> {
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let words = blocks.filter(|block| block.kind == BlockKind::Narrative);
    words.map(|block| block.id.as_str()).collect()
}

/// What was accepted before of a ward and is lost now. Where a block was written anew, the sender has spoken of that year again.
fn kept(
    frame: Frame<'_>,
    ward: &AreaCode,
    form: &FormDefinition,
    said: &[Arc<NarrativeItem>],
    years: &[FiscalYear],
) -> Vec<CompiledWords> {
    let Some(previous) = frame.previous else {
        return Vec::new();
    };
    let mut kept = Vec::new();
    let areas = &frame.definitions.areas;
    let years = years
        .iter()
        .filter(|year| form.year(**year).is_some() && areas.stands_in(ward, **year));
    let years: Vec<&FiscalYear> = years.collect();
    for block in blocks(form) {
        for year in years.iter().copied() {
            let id = WordsId {
                ward: ward.clone(),
                form: form.id.form.clone(),
                block: block.into(),
                year: *year,
            };
            let undivided = previous.lasting_undivided_words(&id, frame.as_of);
            let is_apart = areas.is_there(ward) && areas.is_former(ward, *year);
            let before = match !undivided.is_empty() || is_apart {
                true => undivided,
                false => previous.lasting_words(&id, frame.as_of),
            };
            let now = said.iter().map(Arc::as_ref);
            let now: Vec<&NarrativeItem> = now
                .filter(|item| item.block == block && item.year == *year)
                .collect();
            if let Became::Lost(lost) = became(before, &now) {
                let mut taken: BTreeSet<u32> = now.iter().map(|item| item.number).collect();
                kept.extend(lost.into_iter().map(|item| CompiledWords {
                    ward: ward.clone(),
                    item: Arc::new(NarrativeItem {
                        number: free(&mut taken, item.number),
                        ..item.clone()
                    }),
                    is_carried: true,
                }));
            }
        }
    }
    kept
}

/// The number itself, or the next that no bullet of the block has: what is there may have moved up.
fn free(taken: &mut BTreeSet<u32>, number: u32) -> u32 {
    let free = (number..).find(|number| taken.insert(*number));
    free.unwrap_or(number)
}
