//! The words of a PDF, as a reader copies them.

/// The text of each page.
pub(crate) fn pages(bytes: &[u8]) -> Vec<String> {
    let file = lopdf::Document::load_mem(bytes).expect("a PDF");
    let pages = file.get_pages().into_keys();
    pages
        .map(|page| file.extract_text(&[page]).expect("text"))
        .collect()
}

/// The text of all pages without blanks and breaks.
pub(crate) fn squeezed(bytes: &[u8]) -> String {
    let pages = pages(bytes);
    pages
        .iter()
        .flat_map(|page| page.split_whitespace())
        .collect()
}
