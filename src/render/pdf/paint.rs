//! Placed items ▸ the content of every page, with marked content, and the faces with the glyphs that are used.
//!
//! With `glyphs` the only home of printpdf, which embeds the faces: programs, widths and the way back to characters. What
//! stands around the pages (tags, outline, metadata) is left to `archive`.

use std::collections::BTreeMap;

use printpdf::{
    FontId, Mm, Op, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem,
};

use super::super::RenderError;
use super::content::Content;
use super::deflate::Compressor;
use super::document::{Color, Document, ElementId, Page, Paper, Shape, Tag};
use super::font::{Faces, Weight};
use super::glyphs::{CutFaces, Sign, each_sign};

/// What stands on the pages, without the pages themselves.
pub(super) struct Painted {
    /// The faces.
    pub(super) faces: Embedded,
    /// The content of each page, compressed.
    pub(super) contents: Vec<lopdf::Stream>,
    /// The element of each piece on each page.
    pub(super) pieces: Vec<Vec<ElementId>>,
    /// What compresses the rest of the file.
    pub(super) compressor: Compressor,
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
    let mut compressor = Compressor::new();
    let mut pieces = Vec::with_capacity(document.pages.len());
    let mut contents = Vec::with_capacity(document.pages.len());
    for page in &mut document.pages {
        let mut brush = Brush::new(faces, &types, page.paper);
        brush.page(page);
        page.items = Vec::new();
        pieces.push(brush.pieces);
        let content = brush.content.into_bytes();
        let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), content);
        compressor.deflate(&mut stream)?;
        stream.content.shrink_to_fit();
        contents.push(stream);
    }
    Ok(Painted {
        faces: embedded(faces, &types)?,
        contents,
        pieces,
        compressor,
    })
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

/// The name of a face among the resources.
fn face_name(weight: Weight) -> &'static str {
    match weight {
        Weight::Regular => "R",
        Weight::Bold => "B",
        Weight::Rare => "K",
    }
}

/// Ids of our own: printpdf's count up over all documents of a process.
fn font_id(weight: Weight) -> FontId {
    FontId(face_name(weight).to_owned())
}

/// Draws one page.
struct Brush<'a> {
    faces: &'a Faces,
    types: &'a CutFaces,
    height: f32,
    content: Content,
    pieces: Vec<ElementId>,
    fill: Option<Color>,
    stroke: Option<Color>,
    thickness: Option<f32>,
    is_dashed: bool,
    font: Option<(Weight, f32)>,
    /// Glyphs that are shown together.
    plain: Vec<u16>,
}

impl<'a> Brush<'a> {
    fn new(faces: &'a Faces, types: &'a CutFaces, paper: Paper) -> Self {
        Self {
            faces,
            types,
            height: paper.height(),
            content: Content::default(),
            pieces: Vec::new(),
            fill: None,
            stroke: None,
            thickness: None,
            is_dashed: false,
            font: None,
            plain: Vec::new(),
        }
    }

    fn page(&mut self, page: &Page) {
        for items in page.items.chunk_by(|a, b| a.tag == b.tag) {
            self.begin(items[0].tag);
            for item in items {
                self.shape(&item.shape);
            }
            self.content.bare("EMC");
        }
    }

    fn begin(&mut self, tag: Tag) {
        match tag {
            Tag::Content(element) => {
                self.content.piece(self.pieces.len());
                self.pieces.push(element);
            }
            Tag::Pagination => self.content.artifact("Pagination"),
            Tag::Decoration => self.content.artifact("Layout"),
        }
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
                let [x, y] = self.point((area.x, area.y + area.height));
                let size = [area.width, area.height].map(rounded);
                self.content.on([x, y, size[0], size[1]], "re");
                self.content.bare("f");
            }
            Shape::Rule {
                from,
                to,
                thickness,
                color,
                is_dashed,
            } => {
                self.pen(*thickness, *color, *is_dashed);
                self.content.on(self.point(*from), "m");
                self.content.on(self.point(*to), "l");
                self.content.bare("S");
            }
        }
    }

    fn color(&mut self, color: Color) {
        if self.fill != Some(color) {
            self.fill = Some(color);
            self.content.on(rgb(color), "rg");
        }
    }

    fn pen(&mut self, thickness: f32, color: Color, is_dashed: bool) {
        if self.stroke != Some(color) {
            self.stroke = Some(color);
            self.content.on(rgb(color), "RG");
        }
        if self
            .thickness
            .is_none_or(|known| (known - thickness).abs() > 1e-4)
        {
            self.thickness = Some(thickness);
            self.content.on([thickness], "w");
        }
        if self.is_dashed != is_dashed {
            self.is_dashed = is_dashed;
            let lengths: &[f32] = if is_dashed { &[2.0, 2.0] } else { &[] };
            self.content.dashes(lengths);
        }
    }

    fn text(&mut self, at: (f32, f32), font: (Weight, f32), is_turned: bool, text: &str) {
        let (weight, size) = font;
        self.content.bare("BT");
        self.font((weight, size));
        let [x, y] = self.point(at);
        if is_turned {
            self.content.on([0.0, -1.0, 1.0, 0.0, x, y], "Tm");
        } else {
            self.content.on([x, y], "Td");
        }
        let (faces, types) = (self.faces, self.types);
        let face = types.faces.get(&weight);
        each_sign(faces, text, weight, |sign, written| {
            if let (Sign::Plain(char), None) = (sign, written) {
                self.plain.push(face.map_or(0, |face| face.glyph(char)));
                return;
            }
            self.show();
            self.content.meant(&utf16(written.unwrap_or_default()));
            match sign {
                Sign::Plain(char) => {
                    self.plain.push(face.map_or(0, |face| face.glyph(char)));
                    self.show();
                }
                Sign::Variant(_, _, glyph) => self.glyph(types, weight, glyph),
                Sign::Rare(_, glyph) => {
                    self.font((Weight::Rare, size));
                    self.glyph(types, Weight::Rare, glyph);
                    self.font((weight, size));
                }
            }
            self.content.bare("EMC");
        });
        self.show();
        self.content.bare("ET");
    }

    fn font(&mut self, font: (Weight, f32)) {
        if self.font != Some(font) {
            self.font = Some(font);
            let (weight, size) = font;
            self.content.face(face_name(weight), rounded(size));
        }
    }

    /// One glyph by its place in the full face.
    fn glyph(&mut self, types: &CutFaces, weight: Weight, glyph: u16) {
        let face = types.faces.get(&weight);
        let place = face.and_then(|face| face.glyphs.get(&glyph));
        self.content.show_alone(place.copied().unwrap_or(0));
    }

    /// Shows the glyphs that are to be shown together.
    fn show(&mut self) {
        if !self.plain.is_empty() {
            self.content.show(&self.plain);
            self.plain.clear();
        }
    }

    fn point(&self, (x, y): (f32, f32)) -> [f32; 2] {
        [rounded(x), rounded(self.height - y)]
    }
}

/// A hundredth of a point is finer than any printer, and short to write.
fn rounded(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

fn rgb(color: Color) -> [f32; 3] {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    [part(color.0), part(color.1), part(color.2)]
}

/// UTF-16 with a byte order mark, as PDF writes text.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}
