//! Telling the faults of one file: what contradicts in it, after its shape was read.

use std::collections::HashSet;

use diagnostic::Code;

use super::codes;
use super::fault::Faults;

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
    pub(crate) fn unique<N: ToString>(
        &mut self,
        what: &str,
        names: impl IntoIterator<Item = (N, u32)>,
    ) {
        let mut seen = HashSet::new();
        for (name, line) in names {
            let text = name.to_string();
            if seen.contains(&text) && !text.is_empty() {
                self.twice(line, &format!("{what}「{text}」"));
            }
            seen.insert(text);
        }
    }
}
