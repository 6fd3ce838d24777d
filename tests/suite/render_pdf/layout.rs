//! Where items stand: inside the margins, beside and not over each other, with their headings, by the Japanese rules.
//!
//! Over the large fixture and over random reports.

use proptest::prelude::*;
use torimatome::report::{Block, CellRole, FormContent, Report, TableCell};

use super::dump::Layout;
use super::faults::{Fault, faults, parted};
use super::{random, words};
use crate::support::real;
use crate::support::report_fixture as fixture;

/// Everything of the sample city's report that is printed, in one.
fn printed() -> Report {
    let (_, bound) = real::report();
    let mut volumes = bound.into_iter().map(|(_, volume)| volume.report);
    let mut all = volumes.next().expect("a volume");
    all.chapters
        .extend(volumes.flat_map(|volume| volume.chapters));
    // Not with the program's name at the very end, which stands among the page numbers.
    all.is_for_committee = false;
    all
}

#[test]
fn the_large_report_stands_as_it_should() {
    let found = faults(&Layout::of(&fixture::whole()));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_report_of_the_sample_city_stands_as_it_should() {
    let layout = Layout::of(&printed());
    assert!(layout.papers.len() > 40);
    let found = faults(&layout);
    assert!(found.is_empty(), "{found:#?}");
    let parted = parted(&layout);
    assert!(parted.is_empty(), "{parted:#?}");
}

/// The paper of the sample city's committee is upright; a form whose boxes are full asks for a page of its own.
#[test]
fn a_form_stands_on_the_paper_of_its_volume_unless_it_is_full() {
    const A3_WIDTH: f32 = 1190.6;
    let mut report = printed();
    let is_form = |block: &Block| matches!(block, Block::Form(_));
    report
        .chapters
        .retain(|chapter| chapter.blocks.iter().any(is_form));
    let layout = Layout::of(&report);
    assert!(faults(&layout).is_empty());
    assert!(layout.papers.iter().all(|paper| paper.0 < A3_WIDTH));
    let blocks = report.chapters.iter_mut().flat_map(|one| &mut one.blocks);
    let mut full = 0;
    for block in blocks {
        let Block::Form(sheet) = block else { continue };
        full += 1;
        let bodies = sheet.cells.iter_mut();
        for cell in bodies.filter(|cell| cell.role == CellRole::Body) {
            cell.content = FormContent::Text("見守りの会議を開き、役割を決めた。".repeat(30));
        }
    }
    let layout = Layout::of(&report);
    assert!(faults(&layout).is_empty());
    let wide = layout.papers.iter().filter(|paper| paper.0 >= A3_WIDTH);
    assert_eq!(wide.count(), full);
}

/// What stands under the cells of a row has room where the row is split, on whatever line a page ends.
#[test]
fn a_trace_id_under_a_cell_stays_in_its_part_of_a_split_row() {
    for lines in 30..48 {
        let mut report = fixture::small();
        for block in &mut report.chapters[0].blocks {
            let Block::Table(table) = block else { continue };
            table.columns[1].width = 8.0;
            let total = table.rows.last_mut().expect("a total");
            total.cells[0] = TableCell::head("市".repeat(9 * 120));
            total.cells[1] = TableCell::text("1\n".repeat(lines) + "1");
            total.cells[1].set_trace(Some("1-2-rate/2025/市"));
        }
        let found = faults(&Layout::of(&report));
        assert!(found.is_empty(), "{lines}: {found:#?}");
    }
}

proptest! {
    #![proptest_config(random::config(40))]

    #[test]
    fn random_reports_stand_as_they_should(report in random::any_report()) {
        let layout = Layout::of(&report);
        let found: Vec<Fault> = faults(&layout);
        prop_assert!(found.is_empty(), "{:#?}", found);
        let lost = words::lost(&report, &layout);
        prop_assert!(lost.is_empty(), "{:#?}", lost);
    }
}
