//! The manuals: their pages, that no word of theirs is lost on the way, and that what they have people type is what the
//! program takes. `.ci/check-dist.sh` plays the office's manual from beginning to end.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use torimatome::render::{docx, pdf, xlsx};
use torimatome::report::{Block, Content, Report};

use crate::help::help;
use crate::support::pdf::{pages, squeezed};
use crate::trace::parts;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn manual(name: &str) -> Report {
    let path = root().join("templates/manual").join(name);
    let text = fs::read_to_string(path).expect("a manual");
    manual::read(&text, "torimatome").expect("nothing but what manuals have")
}

/// Both manuals with their pages, printed once.
fn printed() -> &'static [(Report, usize, Vec<u8>)] {
    static PRINTED: OnceLock<Vec<(Report, usize, Vec<u8>)>> = OnceLock::new();
    PRINTED.get_or_init(|| {
        [("ward.md", 2), ("bureau.md", 8)]
            .map(|(name, pages)| {
                let manual = manual(name);
                let bytes = pdf::report(&manual).expect("a PDF");
                // Where .ci/verapdf looks for it.
                let copy = format!("report-manual-{}.pdf", name.trim_end_matches(".md"));
                fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(copy), &bytes)
                    .expect("the target folder can be written");
                (manual, pages, bytes)
            })
            .into()
    })
}

/// Every text of a manual in its order.
fn texts(manual: &Report) -> Vec<String> {
    let mut texts = vec![manual.title.clone(), manual.subtitle.clone()];
    texts.extend(manual.notices.iter().cloned());
    for chapter in &manual.chapters {
        texts.push(chapter.title.clone());
        for block in &chapter.blocks {
            match block {
                Block::Heading { text, .. } | Block::Paragraph(text) => texts.push(text.clone()),
                Block::List(items) => texts.extend(items.iter().cloned()),
                Block::Lines(lines) => texts.extend(lines.iter().cloned()),
                Block::Aside(aside) => texts.extend(aside.texts.iter().cloned()),
                Block::Steps(steps) => {
                    for (number, step) in steps.numbered() {
                        texts.push(format!("{number}{}", step.text));
                        texts.extend(step.lines.iter().chain(&step.after).cloned());
                    }
                }
                Block::Table(table) => {
                    let heads = table.head.iter().flatten().map(|cell| cell.text.clone());
                    texts.extend(heads);
                    let cells = table.rows.iter().flat_map(|row| &row.cells);
                    texts.extend(cells.map(|cell| match &cell.content {
                        Content::Text(text) => text.to_string(),
                        other => panic!("a manual with {other:?}"),
                    }));
                }
                other => panic!("a manual with {other:?}"),
            }
        }
    }
    texts.retain(|text| !text.is_empty());
    texts
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn each_manual_has_the_pages_it_is_meant_to_have() {
    for (manual, count, bytes) in printed() {
        let pages = pages(bytes);
        assert_eq!(pages.len(), *count, "{}", manual.title);
        for (at, page) in pages.iter().enumerate() {
            let words = without_blanks(page).chars().count();
            assert!(words > 200, "{} page {}: {page}", manual.title, at + 1);
        }
    }
}

#[test]
fn no_word_of_a_manual_is_lost_in_any_format() {
    for (manual, _, bytes) in printed() {
        let pdf = squeezed(bytes);
        let document = parts(&docx::report(manual).expect("a document"));
        let workbook = parts(&xlsx::report(manual.clone()).expect("a workbook"));
        let words = |parts: &std::collections::BTreeMap<String, String>, of: &str| {
            let text: String = parts
                .iter()
                .filter(|(name, _)| name.contains(of))
                .map(|(_, text)| text.as_str())
                .collect();
            without_blanks(&stripped(&text))
        };
        let document = words(&document, "word/document.xml");
        // The title stands among the properties of the workbook.
        let workbook = words(&workbook, "");
        let texts = texts(manual);
        assert!(texts.len() > 60, "{} texts", texts.len());
        for text in texts {
            let text = without_blanks(&text);
            assert!(pdf.contains(&text), "not in the PDF: {text}");
            assert!(document.contains(&text), "not in the document: {text}");
            assert!(workbook.contains(&text), "not in the workbook: {text}");
        }
    }
}

/// The text of XML without its tags.
fn stripped(xml: &str) -> String {
    let mut text = String::new();
    for piece in xml.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, after)| after));
    }
    text.replace("&quot;", "\"")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&amp;", "&")
}

/// Words as a shell divides them: blanks, and double quotes that hold several together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for char in line.chars() {
        match char {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            _ => words.last_mut().expect("one at least").push(char),
        }
    }
    assert!(!is_quoted, "{line}");
    words
}

#[test]
fn what_the_manual_has_people_type_is_what_the_program_takes() {
    let (bureau, ..) = &printed()[1];
    let typed = manual::typed_lines(bureau);
    assert!(typed.len() >= 20, "{typed:?}");
    for line in typed {
        let words = words(line);
        assert_eq!(words[0], "torimatome", "{line}");
        if words[1] == "--version" {
            continue;
        }
        // Everything before `--help` is read first, and told if it is wrong.
        let rest: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let told = help(&rest, None);
        assert!(told.contains("使い方: torimatome"), "{line}: {told}");
        assert!(
            told.contains(&format!("torimatome {}", words[1])),
            "{line}: {told}"
        );
    }
    let wrong = help(&["compile", "in", "--previus", "last"], None);
    assert!(!wrong.contains("使い方: torimatome"), "{wrong}");
    let wrong = help(&["template", "--as-of", "2026-13-31"], None);
    assert!(!wrong.contains("使い方: torimatome"), "{wrong}");
}

#[test]
fn the_list_of_commands_is_that_of_the_program() {
    let (bureau, ..) = &printed()[1];
    let blocks = bureau.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let list = blocks.filter_map(|block| match block {
        Block::Table(table) if table.head[0][0].text == "命令" => Some(table),
        _ => None,
    });
    let text = |content: &Content| match content {
        Content::Text(text) => text.to_string(),
        other => panic!("{other:?}"),
    };
    let listed = list.flat_map(|table| &table.rows).map(|row| {
        let cells = &row.cells;
        (text(&cells[0].content), text(&cells[1].content))
    });
    let mut listed: Vec<_> = listed.collect();
    for (name, alias) in &listed {
        assert_eq!(help(&[alias], None), help(&[name], None), "{name}");
    }
    // All but the one that is for programs.
    let all = help(&[], None);
    let (_, commands) = all.split_once("命令:").expect("commands");
    let (commands, _) = commands.split_once("\n\n").expect("an end");
    let mut known: Vec<_> = commands
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "schema")
        .collect();
    known.sort_unstable();
    listed.sort();
    let listed: Vec<_> = listed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(listed, known);
}

/// The words of the page stand in the manual of those who see it, exactly; the clicks are bound to its numbered steps.
#[test]
fn the_ward_manual_has_twelve_steps_and_the_words_of_the_page() {
    let (ward, ..) = &printed()[0];
    let blocks = ward.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let steps: Vec<usize> = blocks
        .filter_map(|block| match block {
            Block::Steps(steps) => Some(steps.numbered().map(|(number, _)| number)),
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(steps, (1..=12).collect::<Vec<_>>());
    let said = texts(ward).join("\n");
    for word in [
        "提出前の点検",
        "Excelファイルを選ぶ",
        "ここにファイルを置いてください",
        "前年度のファイル（なくてもかまいません）",
        "提出できます",
        "誤りが3か所あります",
        "確認が2か所あります",
        "印を付けた写しを保存",
        "指摘の一覧をCSVで保存",
        "印刷",
        "別のファイルを点検",
        "このままでよい理由",
        "このページの番号（SHA-256の先頭）",
        "ファイルはこのパソコンの外に送られません",
    ] {
        assert!(said.contains(word), "{word}");
    }
}
