//! Telling the faults of one file.

use diagnostic::Code;

use super::Said;
use crate::document::Document;
use crate::{Faults, codes};

/// Tells faults of one file. A line 0 stands for a value whose own fault is told already: nothing more is said of it.
pub(crate) struct Tell<'a> {
    file: &'a str,
    faults: &'a mut Faults,
}

impl<'a> Tell<'a> {
    pub(crate) fn new(file: &'a str, faults: &'a mut Faults) -> Self {
        Self { file, faults }
    }

    pub(crate) fn at(&mut self, code: Code, line: u32, message: impl Into<String>) {
        if line > 0 {
            self.faults
                .tell(code, self.file, Some(line), message.into());
        }
    }

    pub(crate) fn each(&mut self, said: impl IntoIterator<Item = Said>) {
        for (code, line, message) in said {
            self.at(code, line, message);
        }
    }

    /// The same thing stands there twice.
    pub(crate) fn twice(&mut self, line: u32, what: &str) {
        self.at(codes::TWICE, line, format!("{what}が2つあります"));
    }

    /// Refuses a file whose name is not that of its content.
    pub(crate) fn file_name(&mut self, line: u32, expected: &str) {
        if self.file != expected {
            let message = format!("ファイルの名前は、書かれた番号のとおり {expected} にします");
            self.at(codes::FILE, line, message);
        }
    }

    /// Tells every name that stands there more than once, on the line of the later one.
    pub(crate) fn unique<'t>(
        &mut self,
        what: &str,
        names: impl IntoIterator<Item = (&'t str, u32)>,
    ) {
        let mut seen: Vec<&str> = Vec::new();
        for (name, line) in names {
            if seen.contains(&name) && !name.is_empty() {
                self.twice(line, &format!("{what}「{name}」"));
            }
            seen.push(name);
        }
    }
}

/// Refuses texts without a word in them, wherever they stand in a file.
pub(super) fn empty_texts(document: &Document<'_>, file: &str, faults: &mut Faults) {
    for (text, line) in document.texts() {
        if text.trim().is_empty() {
            let message = "空の文です。文を書くか、なくてよいものなら行を消してください";
            faults.tell(codes::TEXT, file, Some(line), message.to_owned());
        }
    }
}
