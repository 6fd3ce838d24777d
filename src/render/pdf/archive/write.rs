//! Objects ▸ bytes: compressed streams, object streams, and an id that follows from the content.

use lopdf::{Dictionary, Document as File, Object, SaveOptions, Stream, StringFormat};
use sha2::{Digest, Sha256};

use super::super::super::RenderError;
use super::fault;

/// Stands in the file until the id is known.
const NO_ID: [u8; 16] = [0; 16];

/// Bytes of one entry of lopdf's cross-reference stream.
const ENTRY: usize = 7;

/// Writes the file.
pub(super) fn write(mut file: File) -> Result<Vec<u8>, RenderError> {
    file.compress();
    let id = Object::String(NO_ID.to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(500)
        .compression_level(6)
        .build();
    let mut bytes = Vec::new();
    file.save_with_options(&mut bytes, options)
        .map_err(|error| fault(&error.to_string()))?;
    finish_tail(bytes).ok_or_else(|| fault("the end of the file is not as lopdf writes it"))
}

/// Rewrites the cross-reference stream at the end of the file: printpdf draws the id at random, here it is made from all
/// that stands before; and lopdf leaves the stream uncompressed, a tenth of the file.
fn finish_tail(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let start_mark = find_last(&bytes, b"startxref\n")?;
    let number = bytes.get(start_mark + 10..)?;
    let digits = number
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let start: usize = std::str::from_utf8(&number[..digits]).ok()?.parse().ok()?;
    let tail = bytes.split_off(start);
    let open = find_first(&tail, b">>stream\n")?;
    let head = std::str::from_utf8(&tail[..open]).ok()?;
    let (before, length) = head.rsplit_once("/Length ")?;
    let content = tail.get(open + 9..open + 9 + length.parse::<usize>().ok()?)?;
    let mut stream = Stream::new(Dictionary::new(), differences(content, ENTRY));
    stream.compress().ok()?;
    // A table too small to gain by it stays as it is.
    let is_small = !stream.dict.has(b"Filter") || !before.contains("/W[1 4 2]");
    let (content, filter) = if is_small {
        (content, String::new())
    } else {
        let filter = format!("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns {ENTRY}>>");
        (stream.content.as_slice(), filter)
    };
    let digest = Sha256::digest(&bytes);
    let before = before.replace(&hexadecimal(&NO_ID), &hexadecimal(&digest[..16]));
    let length = content.len();
    bytes.extend(format!("{before}/Length {length}{filter}>>stream\n").into_bytes());
    bytes.extend(content);
    bytes.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").into_bytes());
    Some(bytes)
}

/// Each row as its difference from the one above (PNG's filter 2), which makes a table of rising numbers nearly vanish.
fn differences(table: &[u8], row: usize) -> Vec<u8> {
    let mut above = vec![0; row];
    let mut out = Vec::with_capacity(table.len() + table.len() / row);
    for line in table.chunks_exact(row) {
        out.push(2);
        out.extend(
            line.iter()
                .zip(&above)
                .map(|(here, above)| here.wrapping_sub(*above)),
        );
        above.copy_from_slice(line);
    }
    out
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn find_first(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}
