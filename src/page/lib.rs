//! The offline page as one file: what a person sees, the checking core and what it is made with, put together. What the core does
//! is [`checker`](../torimatome_checker/index.html)'s.
//!
//! Decision: the file is in windows-1252 and not in UTF-8, so that a byte of the core takes one byte of it; base64 would make the
//! page a third larger. Every other letter that the encoding does not have stands as a reference (HTML) or an escape (script).

mod bytes;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use bytes::{carried, in_html, in_script};

/// The page's frame.
const FRAME: &str = include_str!("page.html");
/// Its looks.
const STYLE: &str = include_str!("page.css");
/// Its script, in the order in which the parts stand.
const SCRIPT: [&str; 7] = [
    include_str!("script/core.js"),
    include_str!("script/element.js"),
    include_str!("script/files.js"),
    include_str!("script/form.js"),
    include_str!("script/told.js"),
    include_str!("script/result.js"),
    include_str!("script/start.js"),
];

/// What a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The core, compressed as gzip.
    pub core: &'a [u8],
    /// What the core is made with, compressed as gzip.
    pub given: &'a [u8],
    /// The form and date that the page is for, in words.
    pub about: &'a str,
    /// Version of the program.
    pub version: &'a str,
}

/// The page. It loads nothing: a browser refuses whatever is not in it.
pub fn page(parts: Parts<'_>) -> Vec<u8> {
    let script = format!("(() => {{\n\"use strict\";\n{}}})();", SCRIPT.concat());
    let script = in_script(&script);
    let style = STYLE.trim();
    let policy = format!(
        "default-src 'none'; script-src '{}' 'wasm-unsafe-eval'; style-src '{}'; base-uri 'none'; form-action 'none'",
        digest(&script),
        digest(style)
    );
    let mut pieces = [
        ("@POLICY@", policy.into_bytes()),
        ("@STYLE@", style.as_bytes().to_vec()),
        ("@ABOUT@", in_html(&escaped(parts.about))),
        ("@VERSION@", in_html(&escaped(parts.version))),
        ("@CORE@", carried(parts.core)),
        ("@GIVEN@", carried(parts.given)),
        ("@SCRIPT@", script.into_bytes()),
    ];
    // As the frame asks for them.
    pieces.sort_by_key(|(sign, _)| FRAME.find(sign));
    let mut rest = FRAME;
    let mut page = Vec::new();
    for (sign, piece) in pieces {
        let (before, after) = rest
            .split_once(sign)
            .expect("internal error: the frame has a place for every piece");
        page.extend(in_html(before));
        page.extend(piece);
        rest = after;
    }
    page.extend(in_html(rest));
    page
}

/// As a browser compares it with what the page's policy allows.
fn digest(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

/// Text within the page, written as a browser would write it out again.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('\u{a0}', "&nbsp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(about: &str) -> Vec<u8> {
        let all: Vec<u8> = (0..=255).collect();
        page(Parts {
            core: &all,
            given: b"",
            about,
            version: "0",
        })
    }

    #[test]
    fn nothing_of_a_name_is_taken_for_a_tag_and_nothing_is_left_to_fill_in() {
        let page = made("様式<script>&・「é」");
        let text: String = page.iter().map(|byte| char::from(*byte)).collect();
        assert!(text.contains("&#x69d8;&#x5f0f;&lt;script&gt;&amp;&#x30fb;&#x300c;é&#x300d;"));
        assert!(!text.contains("@CORE@") && !text.contains("@ABOUT@"));
    }

    #[test]
    fn the_page_ends_with_its_script_and_nothing_behind_the_end_would_move() {
        let page = made("");
        assert!(page.starts_with(
            b"<!doctype html><html lang=\"ja\"><head><meta charset=\"windows-1252\">"
        ));
        assert!(page.ends_with(b"</script></body></html>"));
    }

    #[test]
    fn looks_and_script_are_plain_letters_and_ask_for_nothing_outside() {
        assert!(STYLE.is_ascii());
        let script = SCRIPT.concat();
        for asking in [
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "sendBeacon",
            "import(",
            "http:",
            "https:",
            "url(",
        ] {
            assert!(!script.contains(asking), "{asking}");
            assert!(!STYLE.contains(asking), "{asking}");
        }
    }
}
