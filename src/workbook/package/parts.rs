//! The parts of a package: found by name, taken out as text, and put back.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::fault::Fault;
use crate::zip::{Zip, copied};

/// A package over bytes in memory.
pub struct Package<'a> {
    zip: Zip<'a>,
    names: Vec<String>,
    most: u64,
}

impl<'a> Package<'a> {
    /// Opens a package; `most` is the size of the largest part that will be taken out.
    ///
    /// # Errors
    /// The zip is broken.
    pub fn open(bytes: &'a [u8], most: u64) -> Result<Self, Fault> {
        let mut zip = Zip::open(bytes).map_err(|_| Fault::Broken)?;
        let names = zip
            .entries()
            .map(|entry| Some(entry?.part_name()))
            .collect::<Option<_>>();
        Ok(Self {
            names: names.ok_or(Fault::Broken)?,
            zip,
            most,
        })
    }

    /// Names of the parts, in the order of the zip.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether two parts have one name: nobody can say which one counts.
    pub fn is_ambiguous(&self) -> bool {
        !self.doubled().is_empty()
    }

    /// The names in small letters of parts that the package holds twice.
    pub(crate) fn doubled(&self) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let names = self.names.iter().map(|name| name.to_lowercase());
        let mut doubled: BTreeSet<String> =
            names.filter(|name| !seen.insert(name.clone())).collect();
        doubled.extend(self.zip.doubled().iter().map(|name| name.to_lowercase()));
        doubled
    }

    /// The name of a part as the zip writes it; programs do not tell apart what differs in case only.
    pub fn find(&self, name: &str) -> Option<&str> {
        Some(&self.names[self.index(name)?])
    }

    fn index(&self, name: &str) -> Option<usize> {
        let place = |is: &dyn Fn(&String) -> bool| self.names.iter().position(is);
        place(&|other| other == name).or_else(|| place(&|other| other.eq_ignore_ascii_case(name)))
    }

    /// The text of a part, without a byte-order mark; `None` for a part that is not there.
    ///
    /// # Errors
    /// It is broken, too large, or no text.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let Some(bytes) = self.bytes(name)? else {
            return Ok(None);
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => decoded(error.as_bytes()).ok_or(Fault::Unfamiliar)?,
        };
        Ok(Some(match text.strip_prefix('\u{FEFF}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }))
    }

    /// The bytes of a part; `None` for a part that is not there.
    ///
    /// # Errors
    /// It is broken or too large.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(index) = self.index(name) else {
            return Ok(None);
        };
        let taken = self.zip.taken(index, self.most + 1);
        let bytes = taken.ok_or(Fault::Broken)?;
        if bytes.len() as u64 > self.most {
            return Err(Fault::TooLarge);
        }
        Ok(Some(bytes))
    }

    /// The package with these parts changed where it has them, and added at its end where it has not.
    ///
    /// # Errors
    /// An entry is written in a way that cannot be copied with certainty.
    pub fn with(&mut self, parts: &BTreeMap<String, String>) -> Result<Vec<u8>, Fault> {
        copied(&mut self.zip, &self.names, parts)
    }
}

/// How far into a part its declaration reaches.
const DECLARATION: usize = 200;

/// A part in another encoding than UTF-8, which it states by a byte-order mark or in its declaration. What is given says
/// UTF-8, for that is how a changed part is written.
fn decoded(bytes: &[u8]) -> Option<String> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.starts_with(b"<\0") => UTF_16LE,
        None if bytes.starts_with(b"\0<") => UTF_16BE,
        None => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
            Encoding::for_label(head[stated(&head)?].as_bytes())?
        }
    };
    let mut text = encoding
        .decode_without_bom_handling_and_without_replacement(bytes)?
        .into_owned();
    if let Some(range) = stated(&text) {
        text.replace_range(range, "UTF-8");
    }
    Some(text)
}

/// Where a declaration names the encoding.
fn stated(text: &str) -> Option<Range<usize>> {
    let end = text.find("?>")?;
    let from = text[..end].find("encoding")? + "encoding".len();
    let quote = from + text[from..end].find(['"', '\''])?;
    let mark = text[quote..].chars().next()?;
    let length = text[quote + 1..end].find(mark)?;
    Some(quote + 1..quote + 1 + length)
}
