//! The window that comes with the program when a person drops a file on it, and goes with it: only Windows has such a thing.

use std::path::Path;

use super::shared::Streams;

/// Whether the program stands in a window of its own, in front of a person: what is written would be gone with its end.
/// Never where the input is no keyboard.
pub(super) fn is_own() -> bool {
    is_alone() && console::user_attended() && console::Term::stdout().is_term() && has_keyboard()
}

/// Waits for a key, and says so.
pub(super) fn hold(streams: &mut Streams) {
    // Nobody is left to be told that the window is gone.
    let _ = writeln!(streams.out, "\n何かキーを押すと、この画面を閉じます。");
    let _ = streams.out.flush();
    let _ = console::Term::stdout().read_key();
}

fn has_keyboard() -> bool {
    use std::io::IsTerminal as _;
    std::io::stdin().is_terminal()
}

#[cfg(windows)]
use system::owns_console as is_alone;

#[cfg(not(windows))]
fn is_alone() -> bool {
    false
}

/// Opens a file as a double click does.
#[cfg(windows)]
pub(super) fn open(path: &Path) -> std::io::Result<()> {
    system::open(path)
}

/// Opens a file as a double click does: nobody has double-clicked on the program here.
#[cfg(not(windows))]
pub(super) fn open(_: &Path) -> std::io::Result<()> {
    Ok(())
}
