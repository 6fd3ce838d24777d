//! What every command needs: the streams it writes to.

use std::io::{IsTerminal, Write};

use super::exit::Failure;
use super::shown::system_words;
use crate::model::visible_lines;

/// Where the program writes, and whether a person is watching.
pub struct Streams {
    /// Results.
    pub out: Box<dyn Write>,
    /// Messages about the run.
    pub err: Box<dyn Write>,
    /// `out` is a terminal that shows colours.
    pub out_has_colors: bool,
    /// How many columns `out` has; `None` where it is no terminal.
    pub out_width: Option<usize>,
    /// `err` is a terminal.
    pub err_is_terminal: bool,
}

impl Streams {
    /// The streams of this process.
    pub fn of_this_process() -> Self {
        let out = console::Term::stdout();
        let size = out.size_checked();
        // A console of Windows shows the sequences of colours as letters until it is asked to take them, which this does.
        let takes_colors = cfg!(not(windows)) || out.features().colors_supported();
        Self {
            out: Box::new(std::io::stdout()),
            err: Box::new(std::io::stderr()),
            out_has_colors: std::io::stdout().is_terminal() && takes_colors,
            out_width: size.map(|(_, columns)| usize::from(columns)),
            err_is_terminal: std::io::stderr().is_terminal(),
        }
    }
}

/// Writes what a person reads, with a sign for everything in it that would not be seen.
pub(super) fn print_shown(streams: &mut Streams, text: &str) -> Result<(), Failure> {
    print(streams, &visible_lines(text))
}

/// Writes a result; a reader that went away ends the run quietly, as with any filter.
pub(super) fn print(streams: &mut Streams, text: &str) -> Result<(), Failure> {
    print_bytes(streams, text.as_bytes())
}

pub(super) fn print_bytes(streams: &mut Streams, bytes: &[u8]) -> Result<(), Failure> {
    let written = streams.out.write_all(bytes);
    // What waits in a buffer is not told yet, and the end of the program asks nobody.
    match written.and_then(|()| streams.out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::unfinished(format!(
                "結果を画面かファイルに書き出せませんでした（{}）。書き出す先を確かめて、もう一度実行してください。",
                system_words(&error)
            )))
        }
        _ => Ok(()),
    }
}
