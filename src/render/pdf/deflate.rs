//! Compression of the streams of the file.
//!
//! Decision: the middle level. lopdf's own compression takes the highest, which costs twice the time for a hundredth of the size.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::Stream;

use super::super::RenderError;

/// What a filter's entry adds to a stream; less than that is nothing gained.
const ENTRY: usize = 19;

/// Compresses a stream that is not compressed yet and allows it, if that makes it smaller.
///
/// # Errors
/// The compressor refuses; a fault of the program.
pub(super) fn deflate(stream: &mut Stream) -> Result<(), RenderError> {
    if !stream.allows_compression || stream.dict.has(b"Filter") {
        return Ok(());
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let compressed = encoder
        .write_all(&stream.content)
        .and_then(|()| encoder.finish())
        .map_err(|error| RenderError::Pdf(error.to_string()))?;
    if compressed.len() + ENTRY < stream.content.len() {
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(compressed);
    }
    Ok(())
}
