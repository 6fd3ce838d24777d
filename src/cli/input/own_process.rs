//! Files whose parser can abort are read by another process of this program, with limits on its time and memory.
//!
//! Both ends are here: [`read_all`] starts the processes and waits, [`serve`] is what runs in it. A dead process is one diagnostic.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::Builder;
use std::time::Duration;

use crate::cli::exit::{Exit, Failure};
use crate::cli::shared::{Streams, print_bytes};
use crate::cli::shown::system_words;
use crate::model::watch_thread;
use crate::pipeline::affordable;
use crate::read::{End, Grid, Handling, InputFile, PROCESS_SECONDS, handling};
use crate::workbook::largest;

/// The hidden command that runs in the other process.
pub(in crate::cli) const COMMAND: &str = "read-one-stdin";
/// Longest answer taken from the other process.
const MAX_ANSWER: u64 = 128 << 20;
/// How much of what a dying process says is looked at.
const MAX_LAST_WORDS: u64 = 4_096;

/// Most processes at a time: each may take all of its memory.
const MOST_AT_ONCE: usize = 4;

/// Reads the files whose parser can abort, each in a process of its own, a few at a time.
pub(super) fn read_all(files: &mut [InputFile]) {
    let apart: Vec<&mut InputFile> = files
        .iter_mut()
        .filter(|file| file.grid.is_none() && handling(&file.bytes) == Handling::OwnProcess)
        .collect();
    let workers = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(MOST_AT_ONCE)
        .min(affordable())
        .min(apart.len());
    let waiting = Mutex::new(apart.into_iter());
    let next = || waiting.lock().ok().and_then(|mut files| files.next());
    let work = || {
        watch_thread();
        while let Some(file) = next() {
            file.grid = Some(read(&file.bytes).into());
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..workers {
            // Where a thread cannot start, those that did do its work.
            let _ = Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
}

/// Reads a file in a process of its own.
fn read(bytes: &Arc<[u8]>) -> Grid {
    let time = Duration::from_secs(PROCESS_SECONDS);
    start().map_or_else(
        |_| Grid::died(End::NotStarted),
        |child| talk(child, bytes, time),
    )
}

fn start() -> std::io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .arg(COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

fn talk(mut child: Child, bytes: &Arc<[u8]>, time: Duration) -> Grid {
    let (Some(mut question), Some(answer), Some(words)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Grid::died(End::Crashed);
    };
    let bytes = Arc::clone(bytes);
    let (sender, receiver) = mpsc::channel();
    // A pipe cannot be waited for with a time limit; a channel can.
    let listening = Builder::new().spawn(move || {
        watch_thread();
        // A process that died early takes no more bytes; its end is told below.
        let _ = question.write_all(&bytes);
        drop(question);
        let mut grid = Vec::new();
        let mut last_words = Vec::new();
        let _ = answer.take(MAX_ANSWER).read_to_end(&mut grid);
        let _ = words.take(MAX_LAST_WORDS).read_to_end(&mut last_words);
        let _ = sender.send((grid, last_words));
    });
    if listening.is_err() {
        let _ = child.kill();
        let _ = child.wait();
        return Grid::died(End::NotStarted);
    }
    let Ok((grid, last_words)) = receiver.recv_timeout(time) else {
        let _ = child.kill();
        let _ = child.wait();
        return Grid::died(End::OutOfTime);
    };
    let has_ended_well = child.wait().is_ok_and(|status| status.success());
    let grid = if has_ended_well {
        Grid::from_wire(&grid)
    } else {
        None
    };
    grid.unwrap_or_else(|| Grid::died(end(&last_words)))
}

/// What ended a process, told by its last words: the allocator's are the same on every system.
fn end(last_words: &[u8]) -> End {
    if String::from_utf8_lossy(last_words).contains("memory allocation of") {
        End::OutOfMemory
    } else {
        End::Crashed
    }
}

/// The other process: one file from the standard input, its grid to the standard output.
pub(in crate::cli) fn serve(streams: &mut Streams) -> Result<Exit, Failure> {
    limit()?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(largest())
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::unfinished(system_words(&error)))?;
    print_bytes(streams, &Grid::read_alone(bytes.into()).to_wire())?;
    Ok(Exit::Done)
}

/// Takes the limits on, before anything of the file is looked at.
#[cfg(unix)]
fn limit() -> Result<(), Failure> {
    use rlimit::Resource;
    // Address space is not limited on every Unix; the starting process's time limit holds everywhere, and comes first.
    for (resource, most) in [
        (Resource::AS, crate::read::PROCESS_MEMORY),
        (Resource::CPU, PROCESS_SECONDS + 2),
        (Resource::CORE, 0),
    ] {
        let set = resource.set(most, most);
        if cfg!(target_os = "linux") {
            set.map_err(|error| Failure::unfinished(system_words(&error)))?;
        }
    }
    Ok(())
}

/// Takes the limits on, before anything of the file is looked at: the same memory and time as on Unix.
#[cfg(windows)]
fn limit() -> Result<(), Failure> {
    windows::limit_this_process(crate::read::PROCESS_MEMORY, PROCESS_SECONDS + 2)
        .map_err(|error| Failure::unfinished(system_words(&error)))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn told(command: &str, time: Duration) -> String {
        let child = Command::new("sh")
            .args(["-c", command])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a shell");
        let grid = talk(child, &Arc::from(vec![b'x'; 1 << 20]), time);
        String::from_utf8(grid.to_wire()).expect("text")
    }

    #[test]
    fn every_early_end_is_told_by_its_cause() {
        let long = Duration::from_secs(30);
        let slow = told("exec sleep 60", Duration::from_millis(50));
        assert!(slow.contains("秒で終わらない"), "{slow}");
        let hungry = told(
            "echo memory allocation of 9 bytes failed >&2; exit 134",
            long,
        );
        assert!(hungry.contains("メモリ"), "{hungry}");
        let dead = told("exit 0", long);
        assert!(dead.contains("異常"), "{dead}");
        let half = told("echo '{\"Refused\":'", long);
        assert!(half.contains("異常"), "{half}");
    }
}
