//! Placed items ▸ printpdf's operations ▸ objects of a PDF, with marked content and the glyphs that are used.
//!
//! With `glyphs` the only home of printpdf. What it cannot write (tags, outline, metadata) is left to `archive`.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color as PdfColor, DictItem, FontId, Line, LineDashPattern, LinePoint, Mm, Op,
    PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rect, Rgb,
    TextItem, TextMatrix,
};

use super::super::RenderError;
use super::deflate::deflate;
use super::document::{Area, Color, Document, ElementId, Page, Paper, Shape, Tag};
use super::font::{Faces, Weight};
use super::glyphs::{CutFaces, Sign, each_sign};

/// Pages painted before their operations are let go: few enough to be small, enough to share what every batch costs.
const BATCH: usize = 32;

/// What stands on the pages, without the pages themselves.
pub(super) struct Painted {
    /// The faces.
    pub(super) faces: Embedded,
    /// The content of each page, compressed.
    pub(super) contents: Vec<lopdf::Stream>,
    /// The element of each piece on each page.
    pub(super) pieces: Vec<Vec<ElementId>>,
}

/// The objects of the faces.
pub(super) struct Embedded {
    /// The objects by number, from 1.
    pub(super) objects: BTreeMap<lopdf::ObjectId, lopdf::Object>,
    /// The dictionary that names them.
    pub(super) fonts: lopdf::ObjectId,
}

/// Paints a document, page after page, and takes the items off the pages as it goes.
///
/// # Errors
/// The subsetter or printpdf refuses; a fault of the program.
pub(super) fn paint(faces: &Faces, document: &mut Document) -> Result<Painted, RenderError> {
    let types = CutFaces::new(faces, document)?;
    let mut pieces = Vec::with_capacity(document.pages.len());
    let mut contents = Vec::with_capacity(document.pages.len());
    let mut pdf = PdfDocument::new("");
    for (weight, face) in &types.faces {
        let font = PdfFont::new(face.pen(faces.metrics(*weight), *weight));
        pdf.resources.fonts.map.insert(font_id(*weight), font);
    }
    for pages in document.pages.chunks_mut(BATCH) {
        pdf.pages.clear();
        for page in pages {
            let mut brush = Brush::new(faces, &types, page.paper);
            brush.page(page);
            page.items = Vec::new();
            pieces.push(brush.pieces);
            let (width, height) = page.paper.millimetres();
            pdf.pages
                .push(PdfPage::new(Mm(width), Mm(height), brush.ops));
        }
        contents.extend(contents_of(&pdf)?);
    }
    Ok(Painted {
        faces: embedded(faces, &types)?,
        contents,
        pieces,
    })
}

/// The content of each page as printpdf writes it.
fn contents_of(pdf: &PdfDocument) -> Result<Vec<lopdf::Stream>, RenderError> {
    let mut file = lopdf_of(pdf);
    let pages = file.get_pages().into_values();
    let contents = pages
        .map(|page| file.get_dictionary(page)?.get(b"Contents")?.as_reference())
        .collect::<Result<Vec<_>, _>>()
        .map_err(refused)?;
    if contents.len() != pdf.pages.len() {
        return Err(RenderError::Pdf("pages were lost".to_owned()));
    }
    contents
        .into_iter()
        .map(|content| {
            let object = file.objects.remove(&content).unwrap_or(lopdf::Object::Null);
            let mut stream = match object {
                lopdf::Object::Stream(stream) => stream,
                _ => return Err(RenderError::Pdf("a page without content".to_owned())),
            };
            deflate(&mut stream)?;
            stream.content.shrink_to_fit();
            Ok(stream)
        })
        .collect()
}

/// The faces as printpdf writes them, from one page that shows every glyph in use.
fn embedded(faces: &Faces, types: &CutFaces) -> Result<Embedded, RenderError> {
    let mut pdf = PdfDocument::new("");
    let mut ops = Vec::new();
    for (weight, face) in &types.faces {
        let font = PdfFont::new(face.embedded(faces.metrics(*weight), *weight));
        pdf.resources.fonts.map.insert(font_id(*weight), font);
        ops.push(Op::SetFont {
            font: PdfFontHandle::External(font_id(*weight)),
            size: Pt(1.0),
        });
        ops.push(Op::ShowText {
            items: vec![TextItem::GlyphIds(face.specimen())],
        });
    }
    pdf.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), ops));
    let mut file = lopdf_of(&pdf);
    let fonts = fonts_of(&file).map_err(refused)?;
    // Everything but what the faces need goes, and they are counted from 1.
    file.trailer = lopdf::Dictionary::new();
    file.trailer.set("Root", fonts);
    file.prune_objects();
    file.renumber_objects();
    let fonts = file
        .trailer
        .get(b"Root")
        .and_then(lopdf::Object::as_reference);
    Ok(Embedded {
        fonts: fonts.map_err(refused)?,
        objects: file.objects,
    })
}

/// The dictionary of fonts of the only page.
fn fonts_of(file: &lopdf::Document) -> lopdf::Result<lopdf::ObjectId> {
    let page = file
        .page_iter()
        .next()
        .ok_or(lopdf::Error::PageNumberNotFound(1))?;
    let resources = file
        .get_dictionary(page)?
        .get(b"Resources")?
        .as_reference()?;
    file.get_dictionary(resources)?.get(b"Font")?.as_reference()
}

fn lopdf_of(pdf: &PdfDocument) -> lopdf::Document {
    // The one thing it warns of is a pen without a program.
    pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new())
}

fn refused(error: lopdf::Error) -> RenderError {
    RenderError::Pdf(error.to_string())
}

/// Ids of our own: printpdf's count up over all documents of a process.
fn font_id(weight: Weight) -> FontId {
    let id = match weight {
        Weight::Regular => "R",
        Weight::Bold => "B",
        Weight::Rare => "K",
    };
    FontId(id.to_owned())
}

/// Draws one page.
struct Brush<'a> {
    faces: &'a Faces,
    types: &'a CutFaces,
    height: f32,
    ops: Vec<Op>,
    pieces: Vec<ElementId>,
    fill: Option<Color>,
    stroke: Option<Color>,
    thickness: Option<f32>,
    is_dashed: bool,
    font: Option<(Weight, f32)>,
}

impl<'a> Brush<'a> {
    fn new(faces: &'a Faces, types: &'a CutFaces, paper: Paper) -> Self {
        Self {
            faces,
            types,
            height: paper.height(),
            ops: Vec::new(),
            pieces: Vec::new(),
            fill: None,
            stroke: None,
            thickness: None,
            is_dashed: false,
            font: None,
        }
    }

    fn page(&mut self, page: &Page) {
        for items in page.items.chunk_by(|a, b| a.tag == b.tag) {
            self.begin(items[0].tag);
            for item in items {
                self.shape(&item.shape);
            }
            self.ops.push(Op::EndMarkedContent);
        }
    }

    fn begin(&mut self, tag: Tag) {
        let (tag, key, value) = match tag {
            Tag::Content(element) => {
                let number = i64::try_from(self.pieces.len()).unwrap_or(i64::MAX);
                self.pieces.push(element);
                ("P", "MCID", DictItem::Int(number))
            }
            Tag::Pagination => ("Artifact", "Type", DictItem::Name(b"Pagination".to_vec())),
            Tag::Decoration => ("Artifact", "Type", DictItem::Name(b"Layout".to_vec())),
        };
        self.ops.push(marked(tag, key, value));
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Text {
                x,
                y,
                size,
                weight,
                color,
                is_turned,
                text,
            } => {
                self.color(*color);
                self.text((*x, *y), (*weight, *size), *is_turned, text);
            }
            Shape::Fill { area, color } => {
                self.color(*color);
                let rectangle = self.rectangle(*area);
                self.ops.push(Op::DrawRectangle { rectangle });
            }
            Shape::Rule {
                from,
                to,
                thickness,
                color,
                is_dashed,
            } => {
                self.pen(*thickness, *color, *is_dashed);
                let points = [from, to].map(|point| LinePoint {
                    p: self.point(*point),
                    bezier: false,
                });
                let line = Line {
                    points: points.to_vec(),
                    is_closed: false,
                };
                self.ops.push(Op::DrawLine { line });
            }
        }
    }

    fn color(&mut self, color: Color) {
        if self.fill != Some(color) {
            self.fill = Some(color);
            self.ops.push(Op::SetFillColor { col: rgb(color) });
        }
    }

    fn pen(&mut self, thickness: f32, color: Color, is_dashed: bool) {
        if self.stroke != Some(color) {
            self.stroke = Some(color);
            self.ops.push(Op::SetOutlineColor { col: rgb(color) });
        }
        if self
            .thickness
            .is_none_or(|known| (known - thickness).abs() > 1e-4)
        {
            self.thickness = Some(thickness);
            self.ops.push(Op::SetOutlineThickness { pt: Pt(thickness) });
        }
        if self.is_dashed != is_dashed {
            self.is_dashed = is_dashed;
            let pattern: &[f32] = if is_dashed { &[2.0, 2.0] } else { &[] };
            self.ops.push(Op::SetLineDashPattern {
                dash: LineDashPattern::new(0.0, pattern),
            });
        }
    }

    fn text(&mut self, at: (f32, f32), font: (Weight, f32), is_turned: bool, text: &str) {
        let (weight, size) = font;
        self.ops.push(Op::StartTextSection);
        self.font((weight, size));
        let pos = self.point(at);
        if is_turned {
            let matrix = TextMatrix::Raw([0.0, -1.0, 1.0, 0.0, pos.x.0, pos.y.0]);
            self.ops.push(Op::SetTextMatrix { matrix });
        } else {
            self.ops.push(Op::SetTextCursor { pos });
        }
        let mut plain = String::new();
        let (faces, types) = (self.faces, self.types);
        each_sign(faces, text, weight, |sign, written| {
            if let (Sign::Plain(char), None) = (sign, written) {
                plain.push(char);
                return;
            }
            self.show(&mut plain);
            let written = DictItem::Bytes(utf16(written.unwrap_or_default()));
            self.ops.push(marked("Span", "ActualText", written));
            match sign {
                Sign::Plain(char) => self.show(&mut char.to_string()),
                Sign::Variant(base, selector, glyph) => {
                    self.glyph(types, weight, glyph, format!("{base}{selector}"));
                }
                Sign::Rare(char, glyph) => {
                    self.font((Weight::Rare, size));
                    self.glyph(types, Weight::Rare, glyph, char.to_string());
                    self.font((weight, size));
                }
            }
            self.ops.push(Op::EndMarkedContent);
        });
        self.show(&mut plain);
        self.ops.push(Op::EndTextSection);
    }

    fn font(&mut self, font: (Weight, f32)) {
        if self.font != Some(font) {
            self.font = Some(font);
            let (weight, size) = font;
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(font_id(weight)),
                size: Pt(rounded(size)),
            });
        }
    }

    /// One glyph by its place in the full face, and the text it stands for.
    fn glyph(&mut self, types: &CutFaces, weight: Weight, glyph: u16, text: String) {
        let face = types.faces.get(&weight);
        let place = face.and_then(|face| face.glyphs.get(&glyph));
        let point = Codepoint::with_cid(place.copied().unwrap_or(0), 0.0, text);
        self.ops.push(Op::ShowText {
            items: vec![TextItem::GlyphIds(vec![point])],
        });
    }

    fn show(&mut self, plain: &mut String) {
        if !plain.is_empty() {
            let items = vec![TextItem::Text(std::mem::take(plain))];
            self.ops.push(Op::ShowText { items });
        }
    }

    fn point(&self, (x, y): (f32, f32)) -> Point {
        Point {
            x: Pt(rounded(x)),
            y: Pt(rounded(self.height - y)),
        }
    }

    fn rectangle(&self, area: Area) -> Rect {
        let low = self.point((area.x, area.y + area.height));
        Rect {
            x: low.x,
            y: low.y,
            width: Pt(rounded(area.width)),
            height: Pt(rounded(area.height)),
            mode: Some(PaintMode::Fill),
            winding_order: None,
        }
    }
}

/// A hundredth of a point is finer than any printer, and short to write.
fn rounded(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

fn rgb(color: Color) -> PdfColor {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    PdfColor::Rgb(Rgb::new(part(color.0), part(color.1), part(color.2), None))
}

fn marked(tag: &str, key: &str, value: DictItem) -> Op {
    Op::BeginMarkedContentWithProperties {
        tag: tag.to_owned(),
        properties: DictItem::Dict {
            map: BTreeMap::from([(key.to_owned(), value)]),
        },
    }
}

/// UTF-16 with a byte order mark, as PDF writes text.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}
