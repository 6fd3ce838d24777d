//! The parts of the file: the document round its text, head and foot of the pages, properties, and how they point at each other.

use super::text::{Look, TAB, TEXT, Word, paragraph, run};
use crate::RenderError;
use crate::clean::escaped;
use report::Report;
use workbook::package;

/// Twentieths of a point: the paper (A4) and its margins.
const WIDTH: u32 = 11_906;
const HEIGHT: u32 = 16_838;
const SIDE: u32 = (WIDTH - TEXT) / 2;
const TOP: u32 = 1_134;
const BOTTOM: u32 = 1_020;
const FURNITURE: u32 = 567;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";

/// Parts that no report changes.
const FIXED: [(&str, &str); 7] = [
    (
        package::CONTENT_TYPES,
        include_str!("parts/content-types.xml"),
    ),
    ("_rels/.rels", include_str!("parts/relations.xml")),
    ("word/styles.xml", include_str!("parts/styles.xml")),
    ("word/numbering.xml", include_str!("parts/numbering.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
    ("word/fontTable.xml", include_str!("parts/fontTable.xml")),
    ("word/theme/theme1.xml", include_str!("parts/theme.xml")),
];

/// The parts the document points at, besides its pictures.
const PARTS: [(&str, &str); 7] = [
    ("styles", "styles.xml"),
    ("numbering", "numbering.xml"),
    ("settings", "settings.xml"),
    ("fontTable", "fontTable.xml"),
    ("theme", "theme/theme1.xml"),
    ("header", "header1.xml"),
    ("footer", "footer1.xml"),
];

/// The file.
pub(super) fn packed(
    report: &Report,
    text: &str,
    pictures: &[Vec<u8>],
) -> Result<Vec<u8>, RenderError> {
    let made = [
        ("docProps/core.xml", core(report)),
        ("docProps/app.xml", app(report)),
        ("word/document.xml", document(text)),
        ("word/_rels/document.xml.rels", relations(pictures.len())),
        ("word/header1.xml", header(report)),
        ("word/footer1.xml", footer(report)),
    ];
    let names: Vec<String> = (1..=pictures.len())
        .map(|number| format!("word/media/picture{number}.png"))
        .collect();
    let pictures = names.iter().zip(pictures);
    let pictures = pictures.map(|(name, picture)| (name.as_str(), picture.as_slice()));
    let fixed = FIXED.iter().map(|(name, text)| (*name, text.as_bytes()));
    let made = made.iter().map(|(name, text)| (*name, text.as_bytes()));
    package::packed(fixed.chain(made).chain(pictures))
        .map_err(|fault| RenderError::Word(format!("{fault:?}")))
}

fn document(text: &str) -> String {
    let head = package::HEAD;
    format!(
        "{head}<w:document xmlns:w=\"{WORD}\" xmlns:r=\"{RELATIONS}\" xmlns:wp=\"{DRAWING}/wordprocessingDrawing\" \
xmlns:a=\"{DRAWING}/main\" xmlns:pic=\"{DRAWING}/picture\"><w:body>{text}<w:sectPr>\
<w:headerReference w:type=\"default\" r:id=\"rIdheader\"/><w:footerReference w:type=\"default\" r:id=\"rIdfooter\"/>\
<w:pgSz w:w=\"{WIDTH}\" w:h=\"{HEIGHT}\"/>\
<w:pgMar w:top=\"{TOP}\" w:right=\"{SIDE}\" w:bottom=\"{BOTTOM}\" w:left=\"{SIDE}\" w:header=\"{FURNITURE}\" w:footer=\"{FURNITURE}\" w:gutter=\"0\"/>\
</w:sectPr></w:body></w:document>"
    )
}

fn relations(pictures: usize) -> String {
    let parts = PARTS
        .iter()
        .map(|(kind, target)| relation(kind, kind, target));
    let pictures = (1..=pictures).map(|number| {
        let target = format!("media/picture{number}.png");
        relation(&format!("Picture{number}"), "image", &target)
    });
    let all: String = parts.chain(pictures).collect();
    let head = package::HEAD;
    format!("{head}<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>")
}

fn relation(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"rId{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
}

/// What every reader must know, and the as-of date.
fn header(report: &Report) -> String {
    let marks = if report.marks.is_empty() {
        String::new()
    } else {
        format!("[{}]", report.marks.join("・"))
    };
    let left = run(&marks, Word::Plain);
    let right = run(&report.as_of_label, Word::Plain);
    let line = paragraph(Look::Header, &format!("{left}{TAB}{right}"));
    let head = package::HEAD;
    format!("{head}<w:hdr xmlns:w=\"{WORD}\">{line}</w:hdr>")
}

/// The title, and the page of so many.
fn footer(report: &Report) -> String {
    let field = |code: &str| {
        format!("<w:fldSimple w:instr=\" {code} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>")
    };
    let (title, between) = (run(&report.title, Word::Plain), run(" / ", Word::Plain));
    let (page, pages) = (field("PAGE"), field("NUMPAGES"));
    let line = format!("{title}{TAB}{page}{between}{pages}");
    let line = paragraph(Look::Footer, &line);
    let head = package::HEAD;
    format!("{head}<w:ftr xmlns:w=\"{WORD}\">{line}</w:ftr>")
}

/// Title, who and when; the only date is that of the report.
fn core(report: &Report) -> String {
    let time = report.time_iso();
    let one = |text: &str| escaped(text).replace('\n', " ");
    let (title, subject) = (one(&report.title), one(&report.subtitle));
    let (author, head) = (one(&report.organisation), package::HEAD);
    format!(
        "{head}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>\
<dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>\
<dcterms:created xsi:type=\"dcterms:W3CDTF\">{time}Z</dcterms:created>\
<dcterms:modified xsi:type=\"dcterms:W3CDTF\">{time}Z</dcterms:modified><dc:language>ja-JP</dc:language></cp:coreProperties>"
    )
}

/// What the document is made with, where that is said, and for whom.
fn app(report: &Report) -> String {
    let (head, company) = (package::HEAD, escaped(&report.organisation));
    let program = escaped(&report.generator);
    let program = if program.is_empty() {
        String::new()
    } else {
        format!("<Application>{program}</Application>")
    };
    format!(
        "{head}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
{program}<Company>{company}</Company></Properties>"
    )
}
