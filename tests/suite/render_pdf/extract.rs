//! What is read back from the file's own bytes: the text a person copies, and the signs that are drawn for it.
//!
//! Where the two differ, the file says so itself (ActualText); every word that is hard to print has its line in the table.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};
use proptest::prelude::*;
use torimatome::render::pdf;
use torimatome::report::{Block, Report};

use super::dump::Layout;
use super::{opened, random};
use crate::support::report_fixture as fixture;

/// The text of a page as it is copied and as it is drawn.
#[derive(Default)]
struct Said {
    copied: String,
    drawn: String,
}

/// The ids of the tables from glyphs to text, with the tables.
type Encodings<'a> = BTreeMap<ObjectId, Encoding<'a>>;

fn table_of(font: &Dictionary) -> ObjectId {
    let table = font.get(b"ToUnicode").and_then(Object::as_reference);
    table.expect("every font says which text its glyphs stand for")
}

fn read<'a>(file: &'a Document, page: ObjectId, encodings: &mut Encodings<'a>) -> Said {
    let fonts = file.get_page_fonts(page).expect("fonts");
    for font in fonts.values() {
        let encoding = || font.get_font_encoding(file).expect("an encoding");
        encodings.entry(table_of(font)).or_insert_with(encoding);
    }
    let content = Content::decode(&file.get_page_content(page)).expect("content");
    let mut said = Said::default();
    let mut font = None;
    // For each mark that is open, whether it says what is meant.
    let mut open: Vec<bool> = Vec::new();
    for operation in content.operations {
        match operation.operator.as_str() {
            "Tf" => {
                let name = operation.operands[0].as_name().expect("a name");
                font = Some(&encodings[&table_of(fonts[name])]);
            }
            "BDC" => {
                let meant = operation.operands[1].as_dict().ok();
                let meant = meant.and_then(|marks| marks.get(b"ActualText").ok());
                if let Some(meant) = meant {
                    said.copied.push_str(&utf16(meant.as_str().expect("text")));
                }
                open.push(meant.is_some());
            }
            "BMC" => open.push(false),
            "EMC" => {
                open.pop().expect("an open mark");
            }
            "Tj" | "TJ" => {
                let encoding = font.expect("a font is chosen before text");
                let text = shown(&operation.operands, encoding);
                said.drawn.push_str(&text);
                if !open.contains(&true) {
                    said.copied.push_str(&text);
                }
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "every mark is closed");
    said
}

fn shown(operands: &[Object], encoding: &Encoding<'_>) -> String {
    let mut text = String::new();
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                text.push_str(&Document::decode_text(encoding, bytes).expect("text"));
            }
            Object::Array(parts) => text.push_str(&shown(parts, encoding)),
            _ => {}
        }
    }
    text
}

fn utf16(bytes: &[u8]) -> String {
    assert_eq!(bytes[..2], [0xfe, 0xff]);
    let units = bytes[2..].chunks(2);
    let units: Vec<u16> = units
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16(&units).expect("UTF-16")
}

fn pages(report: &Report) -> Vec<Said> {
    let file = opened(&pdf::report(report).expect("a report"));
    let mut encodings = Encodings::new();
    let pages = file.get_pages().into_values();
    pages
        .map(|page| read(&file, page, &mut encodings))
        .collect()
}

/// As written, as copied, as drawn.
const WORDS: [(&str, &str, &str); 27] = [
    // As it is.
    (
        "見守り・123件（8.5％）",
        "見守り・123件（8.5％）",
        "見守り・123件（8.5％）",
    ),
    (
        "髙橋・山﨑・德永・①㈱㎡Ⅳ",
        "髙橋・山﨑・德永・①㈱㎡Ⅳ",
        "髙橋・山﨑・德永・①㈱㎡Ⅳ",
    ),
    ("ﾊﾝｶｸｶﾅ､ｶﾞﾊﾟ｡", "ﾊﾝｶｸｶﾅ､ｶﾞﾊﾟ｡", "ﾊﾝｶｸｶﾅ､ｶﾞﾊﾟ｡"),
    ("<b>&amp;\"'</b>", "<b>&amp;\"'</b>", "<b>&amp;\"'</b>"),
    ("(\\)=1+1", "(\\)=1+1", "(\\)=1+1"),
    // Kanji outside the basic plane, compatibility ideographs and variants have their own glyphs.
    ("𠮷田・𠮟る", "𠮷田・𠮟る", "𠮷田・𠮟る"),
    (
        "\u{fa19}社・\u{fa10}",
        "\u{fa19}社・\u{fa10}",
        "\u{fa19}社・\u{fa10}",
    ),
    ("葛\u{e0100}城", "葛\u{e0100}城", "葛\u{e0100}城"),
    // One glyph stands for a compatibility ideograph and for a variant: each is copied as it was written.
    (
        "\u{fa19}社と神\u{fe00}社",
        "\u{fa19}社と神\u{fe00}社",
        "\u{fa19}社と\u{fa19}社",
    ),
    ("邉\u{e010e}さん", "邉\u{e010e}さん", "邉さん"),
    // A variant no face has is drawn by its base and copied with its selector.
    ("葛\u{e01e0}", "葛\u{e01e0}", "葛"),
    // What the faces lack is drawn by a look-alike and copied as written.
    ("☐未☑済✔可✅良❌否", "☐未☑済✔可✅良❌否", "□未✓済✓可✓良×否"),
    ("⭕⭐", "⭕⭐", "○★"),
    ("⼀⼆⼾", "⼀⼆⼾", "一二戸"),
    ("10‐20–30", "10‐20–30", "10‐20–30"),
    ("a\u{2009}b\u{202f}c", "a\u{2009}b\u{202f}c", "a b c"),
    // What has no look-alike is drawn by 〓 and copied as written, from left to right.
    ("😀笑", "😀笑", "〓笑"),
    ("שלום", "שלום", "〓〓〓〓"),
    ("مرحبا", "مرحبا", "〓〓〓〓〓"),
    // A mark is joined to its base where that is one sign.
    ("か\u{3099}は\u{309a}", "がぱ", "がぱ"),
    ("e\u{301}", "é", "é"),
    // Signs without a shape are left out: joiners, directions, controls. A tab is a blank.
    ("👩\u{200d}👧", "👩👧", "〓〓"),
    ("\u{202e}逆\u{202c}\u{200b}順\u{feff}", "逆順", "逆順"),
    ("\u{0}制\u{7}御\u{1b}\u{7f}", "制御", "制御"),
    ("左\t右", "左 右", "左 右"),
    // A selector with nothing to select is left out, one of emoji presentation stays with its sign.
    ("前 \u{e0100}後", "前 後", "前 後"),
    ("☑\u{fe0f}済", "☑\u{fe0f}済", "✓済"),
];

#[test]
fn hard_words_are_copied_as_written_and_drawn_as_well_as_can_be() {
    let mut report = fixture::small();
    // Marks on both sides show that nothing is lost or added at the ends.
    let block = |(written, ..): &(&str, &str, &str)| Block::Paragraph(format!("［{written}］"));
    report.chapters[0].blocks = WORDS.iter().map(block).collect();
    let pages = pages(&report);
    let copied: String = pages.iter().map(|said| said.copied.as_str()).collect();
    let drawn: String = pages.iter().map(|said| said.drawn.as_str()).collect();
    for (written, as_copied, as_drawn) in WORDS {
        assert!(
            copied.contains(&format!("［{as_copied}］")),
            "{written:?} is copied otherwise: {copied}"
        );
        assert!(
            drawn.contains(&format!("［{as_drawn}］")),
            "{written:?} is drawn otherwise: {drawn}"
        );
    }
}

/// Pages whose text in the file is not what the layout places on them, in its order.
fn differing(report: &Report) -> Vec<(String, String)> {
    let layout = Layout::of(report);
    let mut laid_out = vec![String::new(); layout.papers.len()];
    for (page, _, text) in layout.texts() {
        laid_out[page].push_str(&text.words);
    }
    let copied = pages(report).into_iter().map(|said| said.copied);
    let copied: Vec<String> = copied.collect();
    assert_eq!(copied.len(), laid_out.len());
    let pairs = laid_out.into_iter().zip(copied);
    pairs.filter(|(words, copied)| words != copied).collect()
}

#[test]
fn every_page_is_copied_as_it_was_laid_out() {
    assert_eq!(differing(&fixture::whole()), []);
}

proptest! {
    #![proptest_config(random::config(8))]

    #[test]
    fn random_pages_are_copied_as_they_were_laid_out(report in random::any_report()) {
        prop_assert_eq!(differing(&report), []);
    }
}
