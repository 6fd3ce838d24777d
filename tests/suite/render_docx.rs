//! The summary to go on writing: its words and figures are those of the committee's pages, its parts hold together, and nothing
//! of the office stands in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use torimatome::render::docx;
use torimatome::workbook::xml::{Kind, tags};

use crate::support::report_fixture as fixture;
use crate::trace::{outputs, parts};
use crate::volumes::{figures, names_a_code, pages, squeezed};

/// A paragraph: its style, and its text without the numbers of figures.
struct Paragraph {
    style: String,
    text: String,
}

/// The paragraphs of a part in order.
fn paragraphs(xml: &str) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let (mut from, mut is_number) = (0, false);
    tags(xml, &mut |tag| {
        match (tag.name(), tag.kind) {
            ("pStyle", _) => found.push(Paragraph {
                style: tag.get("val").unwrap_or_default().to_string(),
                text: String::new(),
            }),
            ("r", Kind::Open) => is_number = false,
            ("rStyle", _) => is_number = tag.get("val").as_deref() == Some("FigureNumber"),
            ("t", Kind::Open) => from = tag.range.end,
            ("t", Kind::Close) if !is_number => {
                if let Some(last) = found.last_mut() {
                    last.text.push_str(&xml[from..tag.range.start]);
                }
            }
            _ => {}
        }
        Ok(())
    })
    .expect("well-formed");
    for one in &mut found {
        one.text = one
            .text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
    }
    found
}

/// What a document says, a paragraph a line.
pub(crate) fn words(bytes: &[u8]) -> String {
    let all = paragraphs(&parts(bytes)["word/document.xml"]);
    let lines: Vec<String> = all.into_iter().map(|one| one.text).collect();
    lines.join("\n")
}

fn document(out: &str) -> BTreeMap<String, String> {
    let bytes = fs::read(outputs().join(out).join("summary.docx")).expect("a document");
    parts(&bytes)
}

#[test]
fn it_says_what_the_committees_summary_says() {
    for out in ["clean", "rough"] {
        let committee = squeezed(&pages(out, "report.pdf").concat());
        let all = paragraphs(&document(out)["word/document.xml"]);
        let of = |style: &'static str| all.iter().filter(move |one| one.style == style);
        assert_eq!(of("KeyValue").count(), 9, "{out}");
        assert!(of("ListBullet").count() >= 8, "{out}");
        let front = ["Subtitle", "Title", "Caption"];
        for one in all
            .iter()
            .filter(|one| !front.contains(&one.style.as_str()))
        {
            assert!(
                committee.contains(&squeezed(&one.text)),
                "{out}: {} {}",
                one.style,
                one.text
            );
        }
    }
}

#[test]
fn its_key_figures_are_those_of_the_table() {
    for out in ["clean", "rough"] {
        let all = paragraphs(&document(out)["word/document.xml"]);
        let values: Vec<String> = figures(out)
            .iter()
            .filter(|row| row.year.0 == 2025 && row.area.as_str() == "271004")
            .filter_map(|row| row.value.map(|value| value.normalize().to_string()))
            .collect();
        let shown = all.iter().filter(|one| one.style == "KeyValue");
        let mut seen = 0;
        for one in shown.filter(|one| one.text.starts_with(|c: char| c.is_ascii_digit())) {
            let number: String = one
                .text
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '.')
                .collect();
            let number: rust_decimal::Decimal = number.parse().expect("a number");
            assert!(
                values.contains(&number.normalize().to_string()),
                "{out}: {}",
                one.text
            );
            seen += 1;
        }
        assert!(seen >= 6, "{out}: {seen}");
    }
}

#[test]
fn nothing_of_the_office_stands_in_it() {
    for out in ["clean", "rough"] {
        for (part, xml) in document(out).iter().filter(|(part, _)| {
            ["document.xml", "header1.xml", "footer1.xml"]
                .iter()
                .any(|name| part.ends_with(name))
        }) {
            let text: String = paragraphs(xml).into_iter().map(|one| one.text).collect();
            for word in [".xlsx", ".csv", "--", "facts", "SHA", "torimatome"] {
                assert!(!text.contains(word), "{out} {part}: {word}");
            }
            assert!(!names_a_code(&text), "{out} {part}: a code");
        }
    }
}

#[test]
fn it_is_headed_numbered_and_tagged_as_a_person_writes_it() {
    let parts = document("clean");
    let all = paragraphs(&parts["word/document.xml"]);
    let headings: Vec<&str> = all
        .iter()
        .filter(|one| one.style.starts_with("Heading"))
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!(headings[0], "概要");
    assert!(headings.contains(&"この1年の動き"), "{headings:?}");
    assert!(parts["word/footer1.xml"].contains(" NUMPAGES "));
    assert!(parts["word/styles.xml"].contains("w:eastAsia=\"ja-JP\""));
    let core = &parts["docProps/core.xml"];
    assert!(core.contains("<dc:language>ja-JP</dc:language>"));
    assert_eq!(core.matches("2026-03-31T00:00:00Z").count(), 2);
}

/// Every block there is, with words that are hard to write.
#[test]
fn the_parts_of_any_report_hold_together() {
    for report in [
        fixture::whole(),
        fixture::small(),
        fixture::extremes(),
        fixture::report(),
    ] {
        let bytes = docx::report(&report).expect("a document");
        assert!(bytes == docx::report(&report).expect("the same"), "bytes");
        let parts = parts(&bytes);
        for (part, xml) in &parts {
            tags(xml, &mut |_| Ok(())).unwrap_or_else(|fault| panic!("{part}: {fault:?}"));
        }
        let mut known = BTreeSet::new();
        tags(&parts["word/_rels/document.xml.rels"], &mut |tag| {
            known.extend(tag.get("Id").map(|id| id.to_string()));
            Ok(())
        })
        .expect("relations");
        let (mut used, mut pictures) = (BTreeSet::new(), BTreeSet::new());
        tags(&parts["word/document.xml"], &mut |tag| {
            for name in ["embed", "id"] {
                let id = tag.get(name).map(|id| id.to_string());
                used.extend(id.filter(|id| id.starts_with("rId")));
            }
            if tag.name() == "docPr" {
                let alt = tag.get("descr").unwrap_or_default().to_string();
                assert!(!alt.trim().is_empty(), "a picture without a description");
                assert!(pictures.insert(tag.get("id").map(|id| id.to_string())));
            }
            Ok(())
        })
        .expect("a document");
        assert!(used.is_subset(&known), "{used:?}");
    }
}
