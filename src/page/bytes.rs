//! Letters and bytes as they stand in a file of windows-1252, as the [Encoding Standard](https://encoding.spec.whatwg.org/) has it.

/// What the bytes from 0x80 to 0x9F stand for.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Goes before a byte that a page does not carry as it is.
const ESCAPE: u8 = b'=';
/// What is added to such a byte, modulo 256.
const SHIFT: u8 = 64;

/// The byte of a letter.
fn byte(letter: char) -> Option<u8> {
    let plain = |letter: char| {
        u8::try_from(letter)
            .ok()
            .filter(|byte| !(0x80..0xA0).contains(byte))
    };
    let upper = || UPPER.iter().position(|one| *one == letter);
    plain(letter).or_else(|| Some(0x80 + u8::try_from(upper()?).ok()?))
}

/// Text of a page: letters that have a byte as that byte, others as references.
pub(crate) fn in_html(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for letter in text.chars() {
        match byte(letter) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend(format!("&#x{:x};", u32::from(letter)).into_bytes()),
        }
    }
    bytes
}

/// A script in plain letters: within its texts, others are escaped.
pub(crate) fn in_script(script: &str) -> String {
    let mut plain = String::new();
    for letter in script.chars() {
        if letter.is_ascii() {
            plain.push(letter);
        } else {
            for half in letter.encode_utf16(&mut [0; 2]) {
                plain.push_str(&format!("\\u{half:04x}"));
            }
        }
    }
    plain
}

/// Bytes as a page carries them. A parser of HTML changes some letters and takes others for the end of what they stand in: these
/// are escaped.
pub(crate) fn carried(bytes: &[u8]) -> Vec<u8> {
    let mut carried = Vec::with_capacity(bytes.len() + bytes.len() / 50);
    for byte in bytes {
        if [0, b'\r', b'<', ESCAPE].contains(byte) {
            carried.extend([ESCAPE, byte.wrapping_add(SHIFT)]);
        } else {
            carried.push(*byte);
        }
    }
    carried
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_one_letter_and_back() {
        assert_eq!(byte('€'), Some(0x80));
        assert_eq!(byte('é'), Some(0xE9));
        assert_eq!(byte('\u{81}'), Some(0x81));
        assert_eq!(byte('\u{80}'), None);
        assert_eq!(byte('あ'), None);
        let letters: std::collections::BTreeSet<char> = UPPER.into_iter().collect();
        assert_eq!(letters.len(), 32);
    }

    #[test]
    fn what_a_parser_would_change_is_escaped() {
        assert_eq!(carried(b"a<\0\r="), b"a=|=@=M=}");
        assert_eq!(in_script("「𠮟」"), "\\u300c\\ud842\\udf9f\\u300d");
    }
}
