//! The help of every command keeps to the columns of the terminal and loses no word.

use std::io::Write;
use std::sync::{Arc, Mutex};

use torimatome::cli::{Streams, run};
use unicode_width::UnicodeWidthStr as _;

/// What is written, for whoever looks afterwards.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one thread").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a command says of itself.
pub(crate) fn help(command: &[&str], width: Option<usize>) -> String {
    let sink = Sink::default();
    let mut streams = Streams {
        out: Box::new(sink.clone()),
        err: Box::new(sink.clone()),
        out_has_colors: width.is_some(),
        out_width: width,
        err_is_terminal: false,
    };
    let arguments = ["torimatome"].iter().chain(command).chain(&["--help"]);
    run(arguments.map(std::ffi::OsString::from), &mut streams);
    let bytes = sink.0.lock().expect("one thread").clone();
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn the_help_of_every_command_fits_into_eighty_columns() {
    let commands = [
        "",
        "template",
        "check",
        "compile",
        "accept",
        "explain",
        "inspect",
        "form",
        "form list",
        "form show",
        "form verify",
        "form convert",
        "form draft",
        "form diff",
        "areas",
        "schema",
        "trace",
        "diff",
    ];
    let mut longest = 0;
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        let whole = help(&words, None);
        assert!(whole.contains("使い方:"), "{command}: {whole}");
        longest = whole
            .lines()
            .map(|line| line.width_cjk())
            .max()
            .max(Some(longest))
            .unwrap_or(0);
        let letters = |text: &str| -> String { text.split_whitespace().collect() };
        for width in [60, 80, 120] {
            let set = help(&words, Some(width));
            for line in set.lines() {
                assert!(line.width_cjk() <= width, "{command} at {width}: {line}");
            }
            assert_eq!(letters(&set), letters(&whole), "{command} at {width}");
        }
    }
    assert!(longest > 80, "there is something to break: {longest}");
}
