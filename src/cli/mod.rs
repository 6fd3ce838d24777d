//! The edge: arguments, files, streams, exit codes. May import everything; nobody imports it. Home of clap and anyhow.

mod accept;
mod added;
mod apart;
mod areas;
mod args;
mod aside;
mod bare;
mod beside;
mod check;
mod choice;
mod codes;
mod compile;
mod convert;
mod dates;
mod desk;
mod diff;
mod draft;
mod dropped;
mod exit;
mod explain;
mod fault;
mod folder;
mod form;
mod form_args;
mod given;
mod handout_args;
mod input;
mod inspect;
mod mistake;
mod nothing;
mod output;
mod page;
mod previous;
mod previous_words;
mod private;
mod progress;
mod registry;
mod schema;
mod shared;
mod shown;
mod sources;
mod table;
mod template;
mod templates;
mod trace;
mod turn;
mod waivers;
mod ward;
mod window;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::model::{caught, may_fail, provoke, silence, visible_lines};
use args::{Arguments, Command, CommonOptions};
pub use exit::{Exit, Failure};
pub use shared::Streams;

/// Runs the program and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams) -> ExitCode {
    system::give_back_what_is_freed();
    silence();
    private::leave_no_image();
    let arguments = bare::with_default_command(arguments);
    let is_dropped = bare::may_be_dropped(&arguments);
    let exit = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => caught(|| dispatch(&arguments, streams))
            .unwrap_or_else(|place| Err(Failure::of_program(&place))),
        Err(error) => Err(mistake::usage(&error, streams.out_width)),
    };
    let exit = exit.unwrap_or_else(|failure| {
        let stream = if failure.exit == Exit::Done {
            &mut streams.out
        } else {
            &mut streams.err
        };
        // A closed pipe is no reason to fail while reporting a failure.
        let _ = writeln!(stream, "{}", visible_lines(failure.message.trim_end()));
        failure.exit
    });
    let _ = streams.out.flush();
    if is_dropped && window::is_own() {
        window::hold(streams);
    }
    exit.into()
}

fn dispatch(arguments: &Arguments, streams: &mut Streams) -> Result<Exit, Failure> {
    let common = &arguments.common;
    if let Some(what) = &common.provoke_fault {
        provoke(what);
    }
    may_fail("run");
    let exit = command(&arguments.command, common, streams)?;
    fault::refuse_in_vain()?;
    Ok(exit)
}

fn command(
    command: &Command,
    common: &CommonOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    match command {
        Command::Template(options) => template::run(common, options, streams),
        Command::Check(options) => check::run(common, options, streams),
        Command::Dropped(options) => dropped::run(common, options, streams),
        Command::Accept(options) => accept::run(common, options, streams),
        Command::Compile(options) => compile::run(common, options, streams),
        Command::Explain(options) => explain::run(common, options, streams),
        Command::Inspect(options) => inspect::run(common, options, streams),
        Command::Form(options) => form::run(common, options, streams),
        Command::Schema(options) => schema::run(options, streams),
        Command::ReadOneStdin => input::own_process::serve(streams),
        Command::Page(options) => page::run(common, options, streams),
        Command::Areas(options) => areas::run(common, options, streams),
        Command::Trace(options) => trace::run(common, options, streams),
        Command::Diff(options) => diff::run(common, options, streams),
    }
}
