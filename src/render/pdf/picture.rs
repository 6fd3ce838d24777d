//! Placed items of a picture ▸ pixels, for documents that hold pictures as files of their own.
//!
//! Letters are drawn as outlines: a picture looks the same whatever faces the reader has. With `png` the only home of tiny-skia.

use tiny_skia::{FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform};

use super::super::RenderError;
use super::document::{Area, Color, Document, ElementId, Role, Shape, Tag};
use super::font::{Faces, Weight};
use super::glyphs::{Sign, each_sign};
use super::png::png;

/// Pixels to a point: 300 to an inch, as a printer has them.
const SCALE: f32 = 300.0 / 72.0;
/// What of a letter stands above and below its baseline, in em.
const ABOVE: f32 = 0.9;
const BELOW: f32 = 0.15;

/// A picture.
pub(in super::super) struct Picture {
    /// Where it stands on its page, in points: left, top, width, height.
    pub(in super::super) place: [f32; 4],
    /// The page, from 0.
    pub(in super::super) page: usize,
    /// What it shows, in words.
    pub(in super::super) alt: String,
    /// The picture as PNG.
    pub(in super::super) png: Vec<u8>,
}

/// Every picture of a document, in order, without what stands around it.
pub(super) fn pictures(faces: &Faces, document: &Document) -> Result<Vec<Picture>, RenderError> {
    let mut pictures = Vec::new();
    for (page, items) in document.pages.iter().enumerate() {
        let of = |id: ElementId| {
            let items = items.items.iter();
            let own = items.filter(move |item| item.tag == Tag::Content(id));
            own.map(|item| &item.shape).collect::<Vec<&Shape>>()
        };
        for (id, element) in document.elements.iter().enumerate() {
            let shapes = of(id);
            if element.role != Role::Figure || shapes.is_empty() {
                continue;
            }
            let area = around(faces, &shapes);
            pictures.push(Picture {
                place: [area.x, area.y, area.width, area.height],
                page,
                alt: element.alt.clone().unwrap_or_default(),
                png: drawn(faces, &shapes, area)?,
            });
        }
    }
    Ok(pictures)
}

/// The least area that holds all shapes, with a hair around it.
fn around(faces: &Faces, shapes: &[&Shape]) -> Area {
    let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
    let mut hold = |x: f32, y: f32| {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    };
    for shape in shapes {
        match shape {
            Shape::Text {
                x,
                y,
                size,
                weight,
                text,
                is_turned,
                ..
            } => {
                let wide = faces.width(text, *size, *weight);
                if *is_turned {
                    hold(x - size * BELOW, *y);
                    hold(x + size * ABOVE, y + wide);
                } else {
                    hold(*x, y - size * ABOVE);
                    hold(x + wide, y + size * BELOW);
                }
            }
            Shape::Fill { area, .. } => {
                hold(area.x, area.y);
                hold(area.x + area.width, area.y + area.height);
            }
            Shape::Rule {
                from,
                to,
                thickness,
                ..
            } => {
                for (x, y) in [from, to] {
                    hold(x - thickness / 2.0, y - thickness / 2.0);
                    hold(x + thickness / 2.0, y + thickness / 2.0);
                }
            }
        }
    }
    Area {
        x: low.0 - 0.5,
        y: low.1 - 0.5,
        width: high.0 - low.0 + 1.0,
        height: high.1 - low.1 + 1.0,
    }
}

/// The shapes on white ground.
fn drawn(faces: &Faces, shapes: &[&Shape], area: Area) -> Result<Vec<u8>, RenderError> {
    let refused = |what: &str| RenderError::Picture(what.to_owned());
    let (width, height) = (pixels(area.width), pixels(area.height));
    let mut map = Pixmap::new(width, height).ok_or_else(|| refused("no room"))?;
    map.fill(tiny_skia::Color::WHITE);
    let to_pixels = Transform::from_translate(-area.x, -area.y).post_scale(SCALE, SCALE);
    for shape in shapes {
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
                let turn = if *is_turned { 90.0 } else { 0.0 };
                let place = Transform::from_rotate(turn).post_translate(*x, *y);
                let outline = outline(faces, text, *size, *weight);
                if let Some(path) = outline.and_then(|path| path.transform(place)) {
                    map.fill_path(&path, &paint(*color), FillRule::Winding, to_pixels, None);
                }
            }
            Shape::Fill { area, color } => {
                let corner = (area.x, area.y);
                if let Some(area) = Rect::from_xywh(corner.0, corner.1, area.width, area.height) {
                    map.fill_rect(area, &paint(*color), to_pixels, None);
                }
            }
            Shape::Rule {
                from,
                to,
                thickness,
                color,
                is_dashed,
            } => {
                let mut line = PathBuilder::new();
                line.move_to(from.0, from.1);
                line.line_to(to.0, to.1);
                let stroke = Stroke {
                    width: *thickness,
                    dash: is_dashed
                        .then(|| StrokeDash::new(vec![2.0, 2.0], 0.0))
                        .flatten(),
                    ..Stroke::default()
                };
                if let Some(path) = line.finish() {
                    map.stroke_path(&path, &paint(*color), &stroke, to_pixels, None);
                }
            }
        }
    }
    png(&map).map_err(|error| refused(&error.to_string()))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a picture is no larger than a page"
)]
fn pixels(points: f32) -> u32 {
    (points * SCALE).ceil().max(1.0) as u32
}

fn paint(Color(red, green, blue): Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

/// The outlines of a line of text that begins at the origin; `None` for blanks alone.
fn outline(faces: &Faces, text: &str, size: f32, weight: Weight) -> Option<Path> {
    let mut pen = Pen {
        path: PathBuilder::new(),
        scale: 0.0,
        x: 0.0,
    };
    each_sign(faces, text, weight, |sign, _| {
        let (face, glyph) = match sign {
            Sign::Plain(char) => (weight, faces.drawn(char, weight).glyph),
            Sign::Variant(_, _, glyph) => (weight, glyph),
            Sign::Rare(_, glyph) => (Weight::Rare, glyph),
        };
        pen.scale = size / f32::from(faces.metrics(face).units_per_em);
        faces.outline(face, glyph, &mut pen);
        pen.x += f32::from(faces.glyph_width(glyph, face)) * pen.scale;
    });
    pen.path.finish()
}

/// Follows the outlines of glyphs, which are counted upwards from the baseline.
struct Pen {
    path: PathBuilder,
    scale: f32,
    x: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, -y * self.scale)
    }
}

impl ttf_parser::OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
