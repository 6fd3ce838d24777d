//! Charts and maps as pictures, drawn as the pages show them, each under its title and with its description.

use super::table::{Cell, framed, row};
use super::text::{Look, TEXT, paragraph, plain};
use crate::RenderError;
use crate::clean::escaped;
use crate::pdf;
use model::Nouns;
use report::Block;

/// English metric units to a point.
const EMU: f32 = 12_700.0;

/// Whether a block is drawn.
pub(super) fn is_picture(block: &Block) -> bool {
    matches!(
        block,
        Block::Bars(_)
            | Block::Trend(_)
            | Block::Changes(_)
            | Block::Map(_)
            | Block::Distribution(_)
    )
}

/// Whether pictures stand beside each other.
fn is_small(block: &Block) -> bool {
    matches!(block, Block::Trend(_) | Block::Changes(_) | Block::Map(_))
}

/// The title with its unit.
fn title(block: &Block) -> String {
    let (title, unit) = match block {
        Block::Bars(chart) => (&chart.title, &chart.unit),
        Block::Trend(chart) => (&chart.title, &chart.unit),
        Block::Changes(chart) => (&chart.title, &chart.unit),
        Block::Map(map) => (&map.title, &map.unit),
        Block::Distribution(spread) => (&spread.title, &spread.unit),
        _ => return String::new(),
    };
    if unit.is_empty() {
        title.clone()
    } else {
        format!("{title}（{unit}）")
    }
}

/// A run of pictures as paragraphs and tables; their bytes are added to those the document refers to by their place.
pub(super) fn pictures(
    known: &mut Vec<Vec<u8>>,
    heading: &str,
    nouns: &Nouns,
    blocks: &[Block],
) -> Result<String, RenderError> {
    let mut xml = String::new();
    let is_changes = |block: &Block| matches!(block, Block::Changes(_));
    let is_run =
        |a: &Block, b: &Block| is_small(a) && is_small(b) && is_changes(a) == is_changes(b);
    for some in blocks.chunk_by(is_run) {
        let all: Vec<&Block> = some.iter().collect();
        let drawn = pdf::pictures(nouns, &all)?;
        if is_small(&some[0]) {
            xml.push_str(&beside(known, heading, some, drawn));
        } else {
            // Bars that a page does not hold are several pictures.
            for picture in drawn {
                xml.push_str(&plain(Look::Caption, &title(&some[0])));
                xml.push_str(&paragraph(Look::Picture, &inline(known, picture)));
            }
        }
    }
    Ok(xml)
}

/// Pictures in the rows in which the pages have them: a table without lines, a picture under its title in each cell.
fn beside(
    known: &mut Vec<Vec<u8>>,
    heading: &str,
    blocks: &[Block],
    drawn: Vec<pdf::Picture>,
) -> String {
    let mut rows: Vec<Vec<(&Block, pdf::Picture)>> = Vec::new();
    for (block, picture) in blocks.iter().zip(drawn) {
        let last = rows.last_mut();
        // To the right, until one stands no further right than the one before.
        let goes_on = |(_, before): &(&Block, pdf::Picture)| {
            before.page == picture.page && before.place[0] < picture.place[0]
        };
        match last {
            Some(row) if row.last().is_some_and(goes_on) => row.push((block, picture)),
            _ => rows.push(vec![(block, picture)]),
        }
    }
    let tables = rows.into_iter().map(|pairs| {
        let width = TEXT / u32::try_from(pairs.len()).unwrap_or(1).max(1);
        let widths = vec![width; pairs.len()];
        let cells = pairs.into_iter().map(|(block, picture)| {
            let caption = plain(Look::Caption, &title(block));
            let picture = paragraph(Look::Picture, &inline(known, picture));
            Cell::new(width, format!("{caption}{picture}"))
        });
        let cells: Vec<Cell> = cells.collect();
        framed("TableNormal", &widths, heading, &row(&cells, false))
    });
    // Tables without a paragraph between them would be one.
    tables.collect::<Vec<_>>().join(&plain(Look::Picture, ""))
}

/// A picture in a line of text, no wider than its part of the page.
fn inline(known: &mut Vec<Vec<u8>>, picture: pdf::Picture) -> String {
    known.push(picture.png);
    let number = known.len();
    let [_, _, width, height] = picture.place;
    let (width, height) = (emu(width), emu(height));
    let alt = escaped(&picture.alt).replace('\n', " ");
    format!(
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" cy=\"{height}\"/>\
<wp:docPr id=\"{number}\" name=\"図{number}\" descr=\"{alt}\"/>\
<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
<a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
<pic:pic><pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"図{number}\" descr=\"{alt}\"/><pic:cNvPicPr/></pic:nvPicPr>\
<pic:blipFill><a:blip r:embed=\"rIdPicture{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
<pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a picture is no larger than a page"
)]
fn emu(points: f32) -> i64 {
    (points * EMU).round() as i64
}
