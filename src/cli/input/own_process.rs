//! Files whose parser can abort are read by another process of this program, with limits on its time and memory.
//!
//! Both ends are here: [`read_all`] starts the processes and waits, [`serve`] is what runs in it. A dead process is one diagnostic.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
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
/// Longest wait for one file. On a busy machine the time that a process may work is longer by the clock, and a sound file must not
/// be told as a broken one for that.
const PATIENCE: Duration = Duration::from_secs(6 * PROCESS_SECONDS);
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
    start().map_or_else(
        |_| Grid::died(End::NotStarted),
        |child| talk(child, bytes, PATIENCE),
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
    let Ok(status) = child.wait() else {
        return Grid::died(End::Crashed);
    };
    let grid = status.success().then(|| Grid::from_wire(&grid)).flatten();
    grid.unwrap_or_else(|| Grid::died(end(status, &last_words)))
}

/// What ended a process: the system, or what its last words say. The allocator's are the same on every system.
fn end(status: ExitStatus, last_words: &[u8]) -> End {
    if has_less() {
        End::NotStarted
    } else if let Some(end) = by_system(status) {
        end
    } else if String::from_utf8_lossy(last_words).contains("memory allocation of") {
        End::OutOfMemory
    } else {
        End::Crashed
    }
}

/// Whether this process, and those that it starts, may take less than a sound file may need.
#[cfg(unix)]
fn has_less() -> bool {
    use rlimit::Resource;
    let less = |resource: Resource, most| resource.get_soft().is_ok_and(|given| given < most);
    less(Resource::AS, crate::read::PROCESS_MEMORY) || less(Resource::CPU, PROCESS_SECONDS)
}

#[cfg(not(unix))]
fn has_less() -> bool {
    false
}

/// How the system ended a process from outside: it had worked as long as it may, or the system was short of memory.
#[cfg(unix)]
fn by_system(status: ExitStatus) -> Option<End> {
    /// SIGXCPU, on Linux and on macOS.
    const TIME_IS_OVER: i32 = 24;
    /// SIGKILL.
    const ENDED: i32 = 9;
    match std::os::unix::process::ExitStatusExt::signal(&status)? {
        TIME_IS_OVER => Some(End::OutOfTime),
        ENDED => Some(End::NotStarted),
        _ => None,
    }
}

/// How the system ended a process from outside: it had worked as long as it may.
#[cfg(not(unix))]
fn by_system(status: ExitStatus) -> Option<End> {
    /// ERROR_NOT_ENOUGH_QUOTA, which a job's limit of time leaves behind.
    const TIME_IS_OVER: i32 = 1816;
    (status.code() == Some(TIME_IS_OVER)).then_some(End::OutOfTime)
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
    // Address space is not limited on every Unix; what the starting process waits holds everywhere. At the first limit of time the
    // system says why it ends the process.
    for (resource, soft, hard) in [
        (
            Resource::AS,
            crate::read::PROCESS_MEMORY,
            crate::read::PROCESS_MEMORY,
        ),
        (Resource::CPU, PROCESS_SECONDS, PROCESS_SECONDS + 2),
        (Resource::CORE, 0, 0),
    ] {
        // Who started the program may have set narrower ones, which stay.
        let most = resource.get_hard().unwrap_or(hard);
        let set = resource.set(soft.min(most), hard.min(most));
        if cfg!(target_os = "linux") {
            set.map_err(|error| Failure::unfinished(system_words(&error)))?;
        }
    }
    Ok(())
}

/// Takes the limits on, before anything of the file is looked at: the same memory and time as on Unix.
#[cfg(windows)]
fn limit() -> Result<(), Failure> {
    system::limit_this_process(crate::read::PROCESS_MEMORY, PROCESS_SECONDS)
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
        let busy = told("ulimit -S -t 1; while :; do :; done", long);
        assert!(busy.contains("秒で終わらない"), "{busy}");
        let hungry = told(
            "echo memory allocation of 9 bytes failed >&2; exit 134",
            long,
        );
        assert!(hungry.contains("メモリ"), "{hungry}");
        let ended = told("kill -9 $$", long);
        assert!(ended.contains("ファイルのせいではありません"), "{ended}");
        let dead = told("exit 0", long);
        assert!(dead.contains("異常"), "{dead}");
        let half = told("echo '{\"Refused\":'", long);
        assert!(half.contains("異常"), "{half}");
    }
}
