//! Our own sheet in the sender's workbook, as XML: texts stand in the sheet itself, so that no other part is needed.

use super::looks::Look;
use super::styles::Styles;
use model::CellRef;
use report::{FormCell, FormContent, FormSheet};
use workbook::Fault;
use workbook::package::{HEAD, MAIN};
use workbook::xml::{cell_text, escaped};

/// The sheet as a part, the one that the workbook opens on.
pub(super) fn sheet(sheet: &FormSheet, styles: &mut Styles) -> Result<String, Fault> {
    let mut xml = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>"
    );
    xml.push_str(&views(sheet));
    xml.push_str("<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
    for (col, width) in (1..).zip(&sheet.columns) {
        xml.push_str(&format!(
            "<col min=\"{col}\" max=\"{col}\" width=\"{width}\" customWidth=\"1\"/>"
        ));
    }
    xml.push_str("</cols><sheetData>");
    for (row, height) in (0u32..).zip(&sheet.rows) {
        xml.push_str(&format!(
            "<row r=\"{}\" ht=\"{height:.1}\" customHeight=\"1\">",
            row + 1
        ));
        for cell in sheet.cells.iter().filter(|cell| cell.row == row) {
            xml.push_str(&cells(cell, styles)?);
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData>");
    if sheet.is_protected {
        xml.push_str("<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\" formatColumns=\"0\" formatRows=\"0\"/>");
    }
    xml.push_str(&merges(sheet));
    xml.push_str(&links(sheet));
    let orientation = if sheet.is_landscape {
        "landscape"
    } else {
        "portrait"
    };
    // An ampersand begins a code in a header.
    let header = escaped(&sheet.header.replace('&', "&&"));
    xml.push_str(&format!(
        concat!(
            "<printOptions horizontalCentered=\"1\"/>",
            "<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>",
            "<pageSetup paperSize=\"9\" orientation=\"{}\" fitToHeight=\"0\"/>",
            "<headerFooter><oddHeader>&amp;R&amp;9{}</oddHeader><oddFooter>&amp;C&amp;9&amp;A　&amp;P / &amp;N</oddFooter></headerFooter>",
            "</worksheet>"
        ),
        orientation, header
    ));
    Ok(xml)
}

fn views(sheet: &FormSheet) -> String {
    let rows = sheet.frozen_rows;
    let pane = if rows > 0 {
        let top = CellRef::new(rows, 0);
        format!(
            "<pane ySplit=\"{rows}\" topLeftCell=\"{top}\" activePane=\"bottomLeft\" state=\"frozen\"/>"
        )
    } else {
        String::new()
    };
    format!(
        "<sheetViews><sheetView showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\">{pane}</sheetView></sheetViews>"
    )
}

/// A cell and those that it covers, which carry its border.
fn cells(cell: &FormCell, styles: &mut Styles) -> Result<String, Fault> {
    let style = styles.look(Look::of(cell))?;
    let mut xml = String::new();
    for col in cell.col..cell.col + cell.col_span {
        let at = CellRef::new(cell.row, col);
        let content = if col == cell.col { content(cell) } else { None };
        match content {
            Some(content) => xml.push_str(&format!("<c r=\"{at}\" s=\"{style}\"{content}</c>")),
            None => xml.push_str(&format!("<c r=\"{at}\" s=\"{style}\"/>")),
        }
    }
    Ok(xml)
}

/// What follows a cell's address and format. Text is never a formula, whatever it begins with.
fn content(cell: &FormCell) -> Option<String> {
    match &cell.content {
        FormContent::Text(text) if !text.is_empty() => {
            let text = cell_text(&super::super::form::fitting(text));
            Some(format!(
                " t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is>"
            ))
        }
        FormContent::Number(number, _) => Some(format!("><v>{}</v>", number.normalize())),
        FormContent::Empty | FormContent::Text(_) | FormContent::Formula(_) => None,
    }
}

fn merges(sheet: &FormSheet) -> String {
    let wide = sheet.cells.iter().filter(|cell| cell.col_span > 1);
    let regions: Vec<String> = wide
        .map(|cell| {
            let first = CellRef::new(cell.row, cell.col);
            let last = CellRef::new(cell.row, cell.col + cell.col_span - 1);
            format!("<mergeCell ref=\"{first}:{last}\"/>")
        })
        .collect();
    if regions.is_empty() {
        return String::new();
    }
    format!(
        "<mergeCells count=\"{}\">{}</mergeCells>",
        regions.len(),
        regions.concat()
    )
}

fn links(sheet: &FormSheet) -> String {
    let links: Vec<String> = sheet
        .cells
        .iter()
        .filter_map(|cell| {
            let link = cell.link.as_ref()?;
            let place = CellRef::new(link.row, link.col).on_sheet(&link.sheet);
            Some(format!(
                "<hyperlink ref=\"{}\" location=\"{}\" display=\"{}\"/>",
                CellRef::new(cell.row, cell.col),
                escaped(&place),
                escaped(&place)
            ))
        })
        .collect();
    if links.is_empty() {
        return String::new();
    }
    format!("<hyperlinks>{}</hyperlinks>", links.concat())
}
