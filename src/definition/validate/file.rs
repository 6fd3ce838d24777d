//! A file taken apart and read, whatever is in it.

use serde::de::DeserializeOwned;

use crate::document::{Scope, Table};
use crate::fault::Faults;
use crate::source::TemplateFile;
use crate::{codes, guide};

/// Takes a file apart, and refuses texts without a word in them; in the bureau's words also placeholders that nobody
/// fills in.
pub(super) fn open<'a>(file: &'a TemplateFile, faults: &mut Faults) -> Option<Table<'a>> {
    let table = Table::open(file, faults)?;
    let has_placeholders = ["guide.toml", "letters.toml", "reasons.toml"].contains(&&*file.path);
    for (text, line) in table.texts() {
        if text.trim().is_empty() {
            let message = "空の文です。文を書くか、なくてよいものなら行を消してください";
            faults.tell(codes::TEXT, &file.path, Some(line), message.to_owned());
        }
        for message in guide::unknown_placeholders(&file.path, text).filter(|_| has_placeholders) {
            faults.tell(codes::TEXT, &file.path, Some(line), message);
        }
    }
    Some(table)
}

/// Reads a file whose whole content has one shape.
pub(super) fn read<T: DeserializeOwned>(file: &TemplateFile, faults: &mut Faults) -> Option<T> {
    open(file, faults)?.read(&Scope::default(), faults)
}
