//! Compression of the streams of the file.
//!
//! Decisions:
//! * The middle level. lopdf's own compression takes the highest, which costs twice the time for a hundredth of the size. Measured
//!   over the volumes of two countries, the lowest three save a third to two thirds of the middle one's time, and the files grow by
//!   5, 12 and 50 in 100.
//! * One compressor for all streams of a file: a new one for each costs more than a short stream.

use flate2::{Compress, CompressError, Compression, FlushCompress, Status};
use lopdf::Stream;

use super::super::RenderError;

/// What a filter's entry adds to a stream; less than that is nothing gained.
const ENTRY: usize = 19;
/// Bytes that are taken from the compressor at once.
const STEP: usize = 1 << 15;

/// Compresses one stream after the other.
pub(super) struct Compressor(Compress);

impl Compressor {
    pub(super) fn new() -> Self {
        Self(Compress::new(Compression::default(), true))
    }

    /// Compresses a stream that is not compressed yet and allows it, if that makes it smaller.
    ///
    /// # Errors
    /// The compressor refuses; a fault of the program.
    pub(super) fn deflate(&mut self, stream: &mut Stream) -> Result<(), RenderError> {
        if !stream.allows_compression || stream.dict.has(b"Filter") {
            return Ok(());
        }
        let compressed = self
            .compressed(&stream.content)
            .map_err(|error| RenderError::Pdf(error.to_string()))?;
        if compressed.len() + ENTRY < stream.content.len() {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(compressed);
        }
        Ok(())
    }

    fn compressed(&mut self, content: &[u8]) -> Result<Vec<u8>, CompressError> {
        let Self(engine) = self;
        engine.reset();
        let mut compressed = Vec::with_capacity(STEP);
        loop {
            // A part of a slice, and so no more than a length can be.
            let rest = &content[engine.total_in() as usize..];
            match engine.compress_vec(rest, &mut compressed, FlushCompress::Finish)? {
                Status::StreamEnd => return Ok(compressed),
                Status::Ok | Status::BufError => compressed.reserve(STEP),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::ZlibEncoder;

    use super::*;

    /// A compressor that has done others before gives what a new one gives, however long the streams are.
    #[test]
    fn streams_do_not_depend_on_those_before_them() {
        let mut noise = 1u32;
        let mut noisy = |length: usize| -> Vec<u8> {
            let next = |_| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                noise.to_be_bytes()[0]
            };
            (0..length).map(next).collect()
        };
        let words = |times| "0 0 m 10 0 l S /架空 ".repeat(times).into_bytes();
        let contents = [
            words(20_000),
            words(1),
            noisy(200_000),
            Vec::new(),
            words(300),
            noisy(10),
        ];
        let mut compressor = Compressor::new();
        for content in contents {
            let mut alone = ZlibEncoder::new(Vec::new(), Compression::default());
            alone.write_all(&content).expect("written");
            let alone = alone.finish().expect("finished");
            let length = content.len();
            assert!(
                compressor.compressed(&content).expect("compressed") == alone,
                "{length}"
            );
            let mut stream = Stream::new(lopdf::Dictionary::new(), content.clone());
            compressor.deflate(&mut stream).expect("deflated");
            let is_smaller = alone.len() + ENTRY < length;
            assert_eq!(stream.dict.has(b"Filter"), is_smaller, "{length}");
            let kept = if is_smaller { &alone } else { &content };
            assert!(stream.content == *kept, "{length}");
        }
    }
}
