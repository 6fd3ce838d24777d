//! The PDF: it opens, has its pages, tags and bookmarks, keeps to its margins, and is the same twice.

mod broken;
mod dump;
mod extract;
mod faults;
mod form;
mod kinsoku;
mod layout;
mod random;
mod words;

use std::sync::OnceLock;

use dump::Layout;
use lopdf::{Dictionary, Document, Object};
use torimatome::render::pdf;
use torimatome::report::Report;

use crate::support::report_fixture as fixture;

/// The large report, written once for all tests of this file.
fn whole() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| pdf::report(&fixture::whole()).expect("a report"))
}

fn opened(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).expect("a PDF that opens")
}

#[test]
fn the_layout_of_a_small_report_is_as_reviewed() {
    let dump = pdf::dump(&fixture::small());
    insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("render_pdf_small", dump);
    });
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "left in the target folder for .ci/verapdf and for a look"
)]
fn samples_for_outside_checks_are_written() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let small = pdf::report(&fixture::small()).expect("a report");
    std::fs::write(folder.join("report-small.pdf"), small)
        .expect("the target folder can be written");
    let extremes = pdf::report(&fixture::extremes()).expect("a report");
    std::fs::write(folder.join("report-extremes.pdf"), extremes)
        .expect("the target folder can be written");
    std::fs::write(folder.join("report-whole.pdf"), whole())
        .expect("the target folder can be written");
}

#[test]
#[ignore = "large; for measuring: cargo test --test suite real_size -- --ignored --nocapture"]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a measurement, printed"
)]
fn real_size_is_measured() {
    let report = fixture::real_size();
    let start = std::time::Instant::now();
    let bytes = pdf::report(&report).expect("a report");
    eprintln!(
        "{} pages, {} bytes, {} ms",
        opened(&bytes).get_pages().len(),
        bytes.len(),
        start.elapsed().as_millis()
    );
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join("report-real.pdf"), bytes)
        .expect("the target folder can be written");
}

#[test]
fn two_calls_in_one_process_give_the_same_bytes() {
    assert!(pdf::report(&fixture::whole()).expect("a report") == whole());
}

/// Two threads write two reports at the same time, in opposite orders, each with signs the other lacks.
#[test]
fn threads_at_once_with_other_reports_give_the_same_bytes() {
    let mut hard = fixture::small();
    hard.chapters[0].title = fixture::ODD_SIGNS.to_owned();
    let reports = [fixture::small(), hard];
    let alone = reports
        .each_ref()
        .map(|report| pdf::report(report).expect("a report"));
    assert!(alone[0] != alone[1]);
    let (start, reports, alone) = (&std::sync::Barrier::new(2), &reports, &alone);
    let is_same = |first: usize| {
        (0..4)
            .map(|round| (first + round) % 2)
            .fold(true, |is_same, which| {
                start.wait();
                is_same && pdf::report(&reports[which]).is_ok_and(|bytes| bytes == alone[which])
            })
    };
    let threads = std::thread::scope(|scope| {
        let threads = [0, 1].map(|first| scope.spawn(move || is_same(first)));
        threads.map(|thread| thread.join().expect("a thread"))
    });
    assert_eq!(threads, [true, true]);
}

#[test]
fn rare_kanji_and_variants_are_drawn_and_only_what_no_face_has_is_noted() {
    let noted = |title: &str| {
        let mut report = fixture::small();
        title.clone_into(&mut report.chapters[0].title);
        pdf::dump(&report)
    };
    let dump = noted("𠮷野家・邉\u{e010e}・葛\u{e0100}");
    assert!(
        !dump.contains('〓') && !dump.contains("異体字のうち"),
        "{dump}"
    );
    let dump = noted("葛\u{e01e0}");
    assert!(
        dump.contains("異体字のうち") && dump.contains("葛 U+E01E0"),
        "{dump}"
    );
}

#[test]
fn another_report_has_another_id() {
    let id = |report: &Report| {
        opened(&pdf::report(report).expect("a report"))
            .trailer
            .get(b"ID")
            .expect("an id")
            .clone()
    };
    let mut other = fixture::small();
    other.chapters[0].title.push('２');
    assert_ne!(id(&fixture::small()), id(&other));
}

#[test]
fn the_file_says_what_it_is() {
    let file = opened(whole());
    let catalog = file.catalog().expect("a catalog");
    assert_eq!(
        catalog
            .get(b"Lang")
            .and_then(Object::as_str)
            .expect("a language"),
        b"ja"
    );
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"OutputIntents"));
    let metadata = catalog
        .get(b"Metadata")
        .and_then(Object::as_reference)
        .expect("metadata");
    let packet = &file
        .get_object(metadata)
        .and_then(Object::as_stream)
        .expect("a stream")
        .content;
    let packet = String::from_utf8(packet.clone()).expect("UTF-8");
    for part in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "2026-03-31T00:00:00+09:00",
    ] {
        assert!(packet.contains(part), "{part}");
    }
}

#[test]
fn metadata_escapes_what_the_report_says() {
    let mut report = fixture::small();
    report.title = "<b>&\"\u{0}".to_owned();
    let bytes = pdf::report(&report).expect("a report");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("&lt;b&gt;&amp;&quot;</rdf:li>"));
}

fn marks(file: &Document, entry: &Dictionary, depth: usize, out: &mut Vec<(usize, String)>) {
    let mut next = entry.get(b"First").and_then(Object::as_reference).ok();
    while let Some(id) = next {
        let mark = file.get_dictionary(id).expect("a bookmark");
        let title = mark
            .get(b"Title")
            .and_then(Object::as_str)
            .expect("a title");
        let units: Vec<u16> = title[2..]
            .chunks(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        out.push((depth, String::from_utf16(&units).expect("UTF-16")));
        marks(file, mark, depth + 1, out);
        next = mark.get(b"Next").and_then(Object::as_reference).ok();
    }
}

#[test]
fn chapters_are_bookmarks_with_their_headings_below() {
    let file = opened(whole());
    let outlines = file
        .catalog()
        .expect("a catalog")
        .get(b"Outlines")
        .and_then(Object::as_reference)
        .expect("an outline");
    let mut found = Vec::new();
    marks(
        &file,
        file.get_dictionary(outlines).expect("an outline"),
        0,
        &mut found,
    );
    let chapters: Vec<&str> = found
        .iter()
        .filter(|(depth, _)| *depth == 0)
        .map(|(_, title)| title.as_str())
        .collect();
    assert_eq!(
        chapters[1..],
        [
            "概要",
            "提出状況",
            "基本目標1",
            "区別一覧",
            "図",
            "推移",
            "自由記述",
            "点検結果",
            "出典"
        ]
    );
    assert!(found.contains(&(1, "主な指標".to_owned())));
    assert!(found.contains(&(2, "めずらしい文字".to_owned())));
}

#[test]
fn chapters_of_the_workbook_alone_are_left_out() {
    let mut report = fixture::small();
    report.chapters[0].media = torimatome::report::Media::Workbook;
    assert!(!pdf::dump(&report).contains("24区のうち22区"));
}

#[test]
fn every_word_of_every_cell_and_bullet_is_on_a_page() {
    let mut report = fixture::whole();
    report.chapters.truncate(2);
    let layout = Layout::of(&report);
    let all: String = layout
        .texts()
        .map(|(_, _, text)| text.words.as_str())
        .collect();
    for char in fixture::ODD_SIGNS.chars() {
        let is_dropped = char.is_control()
            || matches!(
                char,
                '\u{200d}' | '\u{202e}' | '\u{202c}' | '\u{3099}' | 'か'
            );
        assert!(is_dropped || all.contains(char), "{char:?} was lost");
    }
    assert!(all.contains("がき"), "decomposed kana are joined");
    assert!(
        all.contains("U+1F600") && !all.contains("U+20BB7"),
        "what 〓 stands for is listed"
    );
    assert!(all.contains("推進状況確認シート_平野区（最終版）.xlsx"));
}

#[test]
fn nothing_and_far_too_much_are_both_laid_out() {
    let file = opened(&pdf::report(&fixture::extremes()).expect("a report"));
    assert!(file.get_pages().len() > 10);
    let long = pdf::dump(&fixture::extremes()).matches('長').count();
    assert!(
        long > 30_000,
        "of ten endless texts only {long} characters are left"
    );
}

#[test]
fn the_text_of_a_page_can_be_copied_as_it_was_written() {
    let file = opened(whole());
    let pages: Vec<u32> = (2..=20).collect();
    let text = file.extract_text(&pages).expect("text");
    for words in [
        "123,456人",
        "算出不可",
        "葛\u{e0100}",
        "髙橋さん・山﨑さん",
        "1-2/2025/市",
        "東淀川区",
        "未提出",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_report_without_chapters_is_still_a_file() {
    let mut report = fixture::small();
    report.chapters.clear();
    report.title = "😀".to_owned();
    let file = opened(&pdf::report(&report).expect("a report"));
    assert_eq!(
        file.get_pages().len(),
        2,
        "the title page, and the page that explains 〓"
    );
}
