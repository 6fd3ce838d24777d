//! Pixels ▸ PNG (ISO/IEC 15948). A picture of a report has a few dozen colours, so each pixel is a place in a list of them: a
//! quarter of the bytes to be compressed, and no rows to be foretold from each other.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use png::{BitDepth, ColorType, Encoder, EncodingError, chunk};
use tiny_skia::{Pixmap, PremultipliedColorU8};

/// Most colours that a pixel of one byte can tell apart.
const MOST: usize = 256;

/// The picture as a file.
///
/// # Errors
/// The encoder refuses; a fault of the program.
pub(super) fn png(map: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, map.width(), map.height());
    encoder.set_depth(BitDepth::Eight);
    let Some((colours, rows)) = listed(map) else {
        encoder.set_color(ColorType::Rgba);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(map.clone().take_demultiplied().as_slice())?;
        writer.finish()?;
        return Ok(bytes);
    };
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(colours);
    let mut writer = encoder.write_header()?;
    // The crate would write row by row, which costs the compressor more than the rows themselves.
    let mut compressor = ZlibEncoder::new(Vec::new(), Compression::default());
    compressor.write_all(&rows)?;
    writer.write_chunk(chunk::IDAT, &compressor.finish()?)?;
    writer.finish()?;
    Ok(bytes)
}

/// The colours, three bytes each, and the rows of places in their list, each behind the mark of a row that is as it says; `None`
/// of a picture with more colours, or with any that lets something through.
fn listed(map: &Pixmap) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut places: BTreeMap<[u8; 3], u8> = BTreeMap::new();
    let mut colours = Vec::new();
    let mut rows = Vec::with_capacity(map.pixels().len() + map.height() as usize);
    let mut last: Option<(PremultipliedColorU8, u8)> = None;
    for row in map.pixels().chunks_exact(map.width() as usize) {
        rows.push(0);
        for pixel in row {
            // Most pixels are as the one before them.
            if let Some((_, place)) = last.filter(|(colour, _)| colour == pixel) {
                rows.push(place);
                continue;
            }
            if pixel.alpha() != u8::MAX {
                return None;
            }
            let colour = [pixel.red(), pixel.green(), pixel.blue()];
            let place = match places.get(&colour) {
                Some(place) => *place,
                None if places.len() == MOST => return None,
                None => {
                    let place = places.len() as u8;
                    places.insert(colour, place);
                    colours.extend(colour);
                    place
                }
            };
            last = Some((*pixel, place));
            rows.push(place);
        }
    }
    Some((colours, rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiny_skia::Color;

    fn read(bytes: &[u8]) -> (ColorType, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let kind = reader.info().color_type;
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut pixels).expect("pixels");
        (kind, pixels)
    }

    fn colourful(colours: u32, alpha: u8) -> Pixmap {
        let mut map = Pixmap::new(40, 40).expect("room");
        map.fill(Color::WHITE);
        let places = map.pixels_mut().iter_mut().zip(0..colours);
        for (pixel, at) in places {
            let part = |shift: u32| (at >> shift & 15) as u8 * 10;
            let color = PremultipliedColorU8::from_rgba(part(0), part(4), part(8), alpha);
            *pixel = color.expect("no part above the whole");
        }
        map
    }

    #[test]
    fn the_pixels_stay_whatever_the_colours_are() {
        for (colours, alpha, kind) in [
            (0, 255, ColorType::Indexed),
            (255, 255, ColorType::Indexed),
            (256, 255, ColorType::Rgba),
            (3, 160, ColorType::Rgba),
        ] {
            let map = colourful(colours, alpha);
            let (written, pixels) = read(&png(&map).expect("written"));
            assert_eq!(written, kind, "{colours} {alpha}");
            let expected = map.take_demultiplied();
            let size = pixels.len() / (40 * 40);
            for (read, drawn) in pixels.chunks_exact(size).zip(expected.chunks_exact(4)) {
                assert_eq!(read[..3], drawn[..3], "{colours} {alpha}");
            }
        }
    }
}
