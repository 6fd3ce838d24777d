//! Several files in one input, so that what changes an input changes a part and not the bytes of an archive: each begins with a line
//! `=== NAME`. What stands before the first is the head.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Most parts that are taken.
const MOST: usize = 64;
const MARK: &[u8] = b"=== ";

/// The head, and the parts by name.
pub(super) fn parts(data: &[u8]) -> (&[u8], Vec<(String, &[u8])>) {
    let mut starts: Vec<usize> = (0..data.len())
        .filter(|at| data[*at..].starts_with(MARK) && (*at == 0 || data[*at - 1] == b'\n'))
        .collect();
    starts.truncate(MOST);
    let head = &data[..starts.first().copied().unwrap_or(data.len())];
    let ends = starts.iter().skip(1).copied().chain([data.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| {
        let part = &data[start + MARK.len()..end];
        let line = part.iter().position(|byte| *byte == b'\n');
        let (name, content) = part.split_at(line.unwrap_or(part.len()));
        let content = content.strip_prefix(b"\n").unwrap_or(content);
        // The line break before the next mark is the mark's.
        let content = content.strip_suffix(b"\n").unwrap_or(content);
        (String::from_utf8_lossy(name).into_owned(), content)
    });
    (head, parts.collect())
}

/// An archive of the parts, as it stands in a workbook.
pub(super) fn zipped(parts: &[(String, &[u8])]) -> Option<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        // The writer refuses a name twice; that is another matter, and the raw target's.
        if zip.start_file(name.as_str(), stored).is_ok() {
            zip.write_all(content).ok()?;
        }
    }
    Some(zip.finish().ok()?.into_inner())
}
