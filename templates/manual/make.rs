//! Prints the manuals: `cargo run -p torimatome-manual --example make-manuals -- FOLDER`. What they say stands beside this file as Markdown.

use std::path::Path;

use render::pdf;

type Failure = Box<dyn std::error::Error>;

/// Source, and name of what is handed out.
const MANUALS: [(&str, &str); 2] = [
    ("ward.md", "区の手引.pdf"),
    ("bureau.md", "取りまとめの手引.pdf"),
];

#[expect(
    clippy::disallowed_methods,
    reason = "a maker of files reads and writes files"
)]
fn main() -> Result<(), Failure> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("usage: make-manuals FOLDER")?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/manual");
    let generator = concat!("torimatome ", env!("CARGO_PKG_VERSION"));
    std::fs::create_dir_all(&folder)?;
    for (source, name) in MANUALS {
        let text = std::fs::read_to_string(here.join(source))?;
        let manual = torimatome_manual::read(&text, generator)
            .map_err(|error| format!("{source}: {error}"))?;
        std::fs::write(Path::new(&folder).join(name), pdf::report(&manual)?)?;
    }
    Ok(())
}
