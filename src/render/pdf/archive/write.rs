//! Objects ▸ bytes, each as soon as it is known: packed by hundreds into compressed streams, and an id made from the content.
//!
//! Decisions: the file is written here and not by lopdf's `Document`, which keeps every object of a file in memory and copies
//! them all to write them; a report on 1,741 units has half a million. Each object is bytes as soon as it is put.

use std::ops::Range;

use lopdf::{Dictionary, Object, ObjectId, Stream};
use sha2::{Digest, Sha256};

use super::super::super::RenderError;
use super::super::deflate::Compressor;
use super::object::{dictionary, fault, integer, name, write, write_number};

/// Objects in one stream: packing more together makes the file no smaller.
const PACKED: usize = 500;

/// Bytes of one entry of the cross-reference stream: kind, place, number in a stream.
const ENTRY: [u8; 3] = [1, 4, 2];

/// Where an object stands.
#[derive(Clone, Copy)]
enum Place {
    /// Not written.
    Free,
    /// So many bytes from the beginning.
    At(u32),
    /// In the object stream of this number, at this place.
    In(u32, u16),
}

/// A file under construction.
pub(super) struct FileWriter {
    bytes: Vec<u8>,
    /// By object number.
    places: Vec<Place>,
    /// Objects that wait until there are enough to pack: their numbers, and where they stand in `packed`.
    waiting: Vec<(u32, Range<usize>)>,
    packed: Vec<u8>,
    compressor: Compressor,
}

impl FileWriter {
    /// A file with nothing in it but its head, which keeps the object numbers up to `taken` for the caller.
    pub(super) fn new(taken: u32, compressor: Compressor) -> Self {
        Self {
            // The bytes above 127 tell programs that copy the file that it is not text.
            bytes: b"%PDF-1.7\n%\xbb\xad\xc0\xde\n".to_vec(),
            places: vec![Place::Free; taken as usize + 1],
            waiting: Vec::new(),
            packed: Vec::new(),
            compressor,
        }
    }

    /// A number for an object to come.
    pub(super) fn reserve(&mut self) -> ObjectId {
        self.places.push(Place::Free);
        (self.number() - 1, 0)
    }

    /// The number after the last.
    fn number(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// Writes an object under a number.
    ///
    /// # Errors
    /// The file grows over 4 GB; a fault of the program.
    pub(super) fn put(
        &mut self,
        id: ObjectId,
        object: impl Into<Object>,
    ) -> Result<(), RenderError> {
        match object.into() {
            Object::Stream(stream) => self.stream(id.0, stream),
            object => self.write(id, |to| write(&object, to)),
        }
    }

    /// Writes the bytes of an object, which is no stream, under a number.
    ///
    /// # Errors
    /// As [`FileWriter::put`].
    pub(super) fn write(
        &mut self,
        id: ObjectId,
        object: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), RenderError> {
        let from = self.packed.len();
        object(&mut self.packed);
        self.waiting.push((id.0, from..self.packed.len()));
        if self.waiting.len() == PACKED {
            self.pack()?;
        }
        Ok(())
    }

    /// Writes an object under a number of its own.
    ///
    /// # Errors
    /// As [`FileWriter::put`].
    pub(super) fn add(&mut self, object: impl Into<Object>) -> Result<ObjectId, RenderError> {
        let id = self.reserve();
        self.put(id, object)?;
        Ok(id)
    }

    fn stream(&mut self, number: u32, mut stream: Stream) -> Result<(), RenderError> {
        self.compressor.deflate(&mut stream)?;
        self.places[number as usize] = Place::At(self.end()?);
        self.body(number, stream)
    }

    /// How many bytes there are so far.
    fn end(&self) -> Result<u32, RenderError> {
        u32::try_from(self.bytes.len()).map_err(|_| fault("the file is larger than 4 GB"))
    }

    fn body(&mut self, number: u32, stream: Stream) -> Result<(), RenderError> {
        self.bytes.extend(format!("{number} 0 obj\n").into_bytes());
        write(&stream.dict.into(), &mut self.bytes);
        self.bytes.extend(b"stream\n");
        self.bytes.extend(stream.content);
        self.bytes.extend(b"\nendstream\nendobj\n");
        Ok(())
    }

    /// Packs what waits into one stream.
    fn pack(&mut self) -> Result<(), RenderError> {
        let mut waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        waiting.sort_by_key(|(number, _)| *number);
        let (packed, _) = self.reserve();
        let (mut places, mut objects) = (Vec::new(), Vec::with_capacity(self.packed.len()));
        for (index, (number, object)) in waiting.iter().enumerate() {
            let index = u16::try_from(index).map_err(|_| fault("too many objects in a stream"))?;
            self.places[*number as usize] = Place::In(packed, index);
            write_number(*number, &mut places);
            places.push(b' ');
            let at = u32::try_from(objects.len()).map_err(|_| fault("too much in a stream"))?;
            write_number(at, &mut places);
            places.push(b' ');
            objects.extend(&self.packed[object.clone()]);
            objects.push(b' ');
        }
        self.packed.clear();
        let entry = dictionary([
            ("Type", name("ObjStm")),
            ("N", integer(waiting.len())),
            ("First", integer(places.len())),
        ]);
        places.append(&mut objects);
        self.stream(packed, Stream::new(entry, places))
    }

    /// Writes what waits, and the cross-reference stream with the id of the file.
    ///
    /// # Errors
    /// As [`FileWriter::put`].
    pub(super) fn finish(
        mut self,
        root: ObjectId,
        information: ObjectId,
    ) -> Result<Vec<u8>, RenderError> {
        self.pack()?;
        let (number, _) = self.reserve();
        let start = self.end()?;
        self.places[number as usize] = Place::At(start);
        let digest = Sha256::digest(&self.bytes)[..16].to_vec();
        let id = Object::String(digest, lopdf::StringFormat::Hexadecimal);
        let mut entry = dictionary([
            ("Type", name("XRef")),
            ("Root", root.into()),
            ("Info", information.into()),
            ("ID", vec![id.clone(), id].into()),
            ("Size", integer(self.places.len())),
            ("W", ENTRY.map(|width| width.into()).to_vec().into()),
        ]);
        let table = self.table();
        let mut stream = Stream::new(Dictionary::new(), differences(&table));
        self.compressor.deflate(&mut stream)?;
        // A table too small to gain by it stays as it is.
        if let Ok(filter) = stream.dict.get(b"Filter") {
            let columns = ENTRY.iter().map(|width| i64::from(*width)).sum::<i64>();
            let columns = dictionary([("Predictor", 12.into()), ("Columns", columns.into())]);
            entry.set("Filter", filter.clone());
            entry.set("DecodeParms", columns);
        } else {
            stream.content = table;
        }
        self.body(number, Stream::new(entry, stream.content))?;
        let tail = format!("startxref\n{start}\n%%EOF\n");
        self.bytes.extend(tail.into_bytes());
        Ok(self.bytes)
    }

    fn table(&self) -> Vec<u8> {
        let mut table = Vec::with_capacity(self.places.len() * 7);
        for (number, place) in self.places.iter().enumerate() {
            let (kind, first, second) = match place {
                // The first entry heads the list of numbers not in use (ISO 32000-1, 7.5.4).
                Place::Free if number == 0 => (0, 0, u16::MAX),
                Place::Free => (0, 0, 0),
                Place::At(offset) => (1, *offset, 0),
                Place::In(stream, index) => (2, *stream, *index),
            };
            table.push(kind);
            table.extend(first.to_be_bytes());
            table.extend(second.to_be_bytes());
        }
        table
    }
}

/// Each row as its difference from the one above (PNG's filter 2), which makes a table of rising numbers nearly vanish.
fn differences(table: &[u8]) -> Vec<u8> {
    let row = ENTRY.iter().map(|width| usize::from(*width)).sum();
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
