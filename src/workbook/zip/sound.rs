//! Whether an entry may be carried over as it stands: a copy that an office program refuses is worth less than none.

use std::io::Read;

use ::zip::CompressionMethod;

use super::read::Zip;
use crate::fault::Fault;
use crate::xml::walk;

/// The latest version of the format that office programs unpack: that of archives with 64-bit sizes.
const MOST_VERSION: u8 = 45;
/// Flags that change nothing for whoever unpacks: speed of packing, sizes after the data, names in UTF-8.
const FLAGS: u16 = 0x080E;

/// Looks into an entry: its method and version, its checksum, and, where it is a part in XML, whether it is whole.
pub(super) fn is_sound(zip: &mut Zip<'_>, index: usize, name: &str) -> Result<(), Fault> {
    let entry = zip.archive.by_index_raw(index).map_err(|_| Fault::Broken)?;
    let from = usize::try_from(entry.header_start()).map_err(|_| Fault::Broken)?;
    let is_usual = matches!(
        entry.compression(),
        CompressionMethod::Stored | CompressionMethod::Deflated
    );
    drop(entry);
    let Some(&[version, _, low, high]) = zip.bytes.get(from + 4..from + 8) else {
        return Err(Fault::Broken);
    };
    if !is_usual || version > MOST_VERSION || u16::from_le_bytes([low, high]) & !FLAGS != 0 {
        return Err(Fault::Unfamiliar);
    }
    let mut content = Vec::new();
    let mut entry = zip.inflate(index).ok_or(Fault::Broken)?;
    // Reading to the end compares the checksum.
    let is_xml = [".xml", ".rels"].iter().any(|end| name.ends_with(end));
    if is_xml {
        entry.read_to_end(&mut content).map_err(|_| Fault::Broken)?;
    } else {
        std::io::copy(&mut entry, &mut std::io::sink()).map_err(|_| Fault::Broken)?;
    }
    match std::str::from_utf8(&content) {
        Ok(text) => walk(text, &mut |_| Ok(())).map_err(|_| Fault::Broken),
        // In another code than ours, as XML may be.
        Err(_) => Ok(()),
    }
}
