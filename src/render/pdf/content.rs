//! What a page shows, operator after operator, as PDF writes it (ISO 32000-1, 8.2 and 9.4). Leaves which shape is drawn, and
//! with which face, to `paint`.
//!
//! Decision: written at once. Held as objects of an engine first, the operators of a large report took more time and room than
//! all that they say.

use std::fmt::Write as _;

/// Numbers up to this, times a thousand, are told apart by an `f32` to the last digit.
const EXACT: f32 = 1e6;

/// The content of one page, one operator in a line.
#[derive(Default)]
pub(super) struct Content {
    bytes: Vec<u8>,
}

impl Content {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Begins the line of an operator.
    fn begin(&mut self) -> &mut Self {
        if !self.bytes.is_empty() {
            self.bytes.push(b'\n');
        }
        self
    }

    /// Ends the line with the operator itself.
    fn end(&mut self, operator: &str) {
        self.bytes.extend(operator.as_bytes());
    }

    /// An operator without operands.
    pub(super) fn bare(&mut self, operator: &str) {
        self.begin().end(operator);
    }

    /// An operator on numbers.
    pub(super) fn on<const N: usize>(&mut self, numbers: [f32; N], operator: &str) {
        self.begin();
        for number in numbers {
            self.number(number);
            self.bytes.push(b' ');
        }
        self.end(operator);
    }

    /// Dashes of these lengths, or none.
    pub(super) fn dashes(&mut self, lengths: &[f32]) {
        self.begin().bytes.push(b'[');
        for (at, length) in lengths.iter().enumerate() {
            if at > 0 {
                self.bytes.push(b' ');
            }
            self.number(*length);
        }
        self.bytes.extend(b"] 0 ");
        self.end("d");
    }

    /// A face by its name among the resources.
    pub(super) fn face(&mut self, name: &str, size: f32) {
        self.begin();
        self.bytes.push(b'/');
        self.bytes.extend(name.as_bytes());
        self.bytes.push(b' ');
        self.number(size);
        self.bytes.push(b' ');
        self.end("Tf");
    }

    /// Begins marked content with one property, written out.
    fn marked(&mut self, tag: &str, property: &str) {
        self.begin();
        for part in ["/", tag, " <</", property] {
            self.bytes.extend(part.as_bytes());
        }
    }

    /// Begins a piece of an element, by its number on the page.
    pub(super) fn piece(&mut self, number: usize) {
        self.marked("P", "MCID ");
        self.bytes.extend(number.to_string().into_bytes());
        self.end(">> BDC");
    }

    /// Begins what belongs to no element.
    pub(super) fn artifact(&mut self, kind: &str) {
        self.marked("Artifact", "Type/");
        self.end(kind);
        self.end(">> BDC");
    }

    /// Begins what stands for a text.
    pub(super) fn meant(&mut self, utf16: &[u8]) {
        self.marked("Span", "ActualText");
        self.hexadecimal(utf16);
        self.end(">> BDC");
    }

    /// Shows glyphs beside each other.
    pub(super) fn show(&mut self, glyphs: &[u16]) {
        self.begin();
        self.glyphs(glyphs);
        self.end(" Tj");
    }

    /// Shows one glyph of a list of its own.
    pub(super) fn show_alone(&mut self, glyph: u16) {
        self.begin().bytes.push(b'[');
        self.glyphs(&[glyph]);
        self.end("] TJ");
    }

    fn glyphs(&mut self, glyphs: &[u16]) {
        self.bytes.push(b'<');
        for glyph in glyphs {
            self.digits(&glyph.to_be_bytes());
        }
        self.bytes.push(b'>');
    }

    fn hexadecimal(&mut self, bytes: &[u8]) {
        self.bytes.push(b'<');
        self.digits(bytes);
        self.bytes.push(b'>');
    }

    fn digits(&mut self, bytes: &[u8]) {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        for byte in bytes {
            let pair = [byte >> 4, byte & 15].map(|half| DIGITS[usize::from(half)]);
            self.bytes.extend(pair);
        }
    }

    /// A number by its shortest digits.
    fn number(&mut self, number: f32) {
        for (scale, places) in [(1.0, 0), (100.0, 2), (1000.0, 3)] {
            let scaled = number * scale;
            // What so few digits say is read back as the same number, and fewer say another one.
            if scaled > 0.0
                && scaled < EXACT
                && (scaled.round() / scale).to_bits() == number.to_bits()
            {
                return self.decimal(scaled.round() as u32, places);
            }
        }
        let mut text = String::new();
        write!(text, "{number}").expect("internal error: writing to a string cannot fail");
        self.bytes.extend(text.into_bytes());
    }

    /// A whole number of parts, `places` of whose digits stand behind the point.
    fn decimal(&mut self, mut parts: u32, mut places: u32) {
        while places > 0 && parts.is_multiple_of(10) {
            (parts, places) = (parts / 10, places - 1);
        }
        let mut digits = [0; 12];
        let mut from = digits.len();
        let mut put = |byte: u8| {
            from -= 1;
            digits[from] = byte;
        };
        let mut written = 0;
        while parts > 0 || written <= places {
            if written == places && places > 0 {
                put(b'.');
            }
            put(b'0' + (parts % 10) as u8);
            (parts, written) = (parts / 10, written + 1);
        }
        self.bytes.extend(&digits[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: f32) -> String {
        let mut content = Content::default();
        content.number(number);
        String::from_utf8(content.into_bytes()).expect("digits")
    }

    #[test]
    fn a_number_is_written_by_its_shortest_digits() {
        for plain in [
            0.0, -0.0, 0.3, 0.05, 0.007, 12.0, 100.0, 595.28, 841.89, -3.5, 1e7, 1e-7,
        ] {
            assert_eq!(number(plain), plain.to_string());
        }
        for hundredths in 0..60_000u16 {
            let plain = f32::from(hundredths) / 50.0;
            assert_eq!(number(plain), plain.to_string());
        }
        for thousandths in 0..=1000u16 {
            let plain = f32::from(thousandths) / 1000.0;
            assert_eq!(number(plain), plain.to_string());
        }
    }

    #[test]
    fn an_operator_stands_in_a_line_of_its_own() {
        let mut content = Content::default();
        content.piece(12);
        content.bare("BT");
        content.face("R", 8.5);
        content.on([0.0, -1.0, 1.0, 0.0, 10.25, 7.0], "Tm");
        content.show(&[1, 0xABCD]);
        content.show_alone(7);
        content.meant(&[0xFE, 0xFF]);
        content.artifact("Layout");
        content.dashes(&[2.0, 2.0]);
        content.dashes(&[]);
        let text = String::from_utf8(content.into_bytes()).expect("ASCII");
        let lines = [
            "/P <</MCID 12>> BDC",
            "BT",
            "/R 8.5 Tf",
            "0 -1 1 0 10.25 7 Tm",
            "<0001ABCD> Tj",
            "[<0007>] TJ",
            "/Span <</ActualText<FEFF>>> BDC",
            "/Artifact <</Type/Layout>> BDC",
            "[2 2] 0 d",
            "[] 0 d",
        ];
        assert_eq!(text, lines.join("\n"));
    }
}
