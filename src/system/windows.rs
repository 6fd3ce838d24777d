//! What only Windows is asked for: limits of a process, whose console it is, whether a process runs, and to open a file as a
//! double click does.

use std::ffi::OsStr;
use std::io::{Error, ErrorKind, Result};
use std::os::windows::ffi::OsStrExt as _;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::path::Path;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{ERROR_ACCESS_DENIED, WAIT_TIMEOUT};
use windows_sys::Win32::System::Console::GetConsoleProcessList;
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_LIMIT_PROCESS_TIME,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, OpenProcess, PROCESS_SYNCHRONIZE, WaitForSingleObject,
};
use windows_sys::Win32::UI::Shell::ShellExecuteW;
use windows_sys::Win32::UI::WindowsAndMessaging::SW_SHOWNORMAL;

/// How many of its units of time Windows counts in a second.
const IN_A_SECOND: u64 = 10_000_000;

/// From now on this process may take so much memory and so many seconds of a processor; it cannot take that back.
///
/// # Errors
/// The system refuses.
pub fn limit_this_process(memory: u64, seconds: u64) -> Result<()> {
    // SAFETY: neither argument points to anything; the answer is looked at before it is used.
    let job = unsafe { CreateJobObjectW(null(), null()) };
    if job.is_null() {
        return Err(Error::last_os_error());
    }
    // SAFETY: the handle is a new one, and nobody else closes it.
    let job = unsafe { OwnedHandle::from_raw_handle(job) };
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION {
        ProcessMemoryLimit: usize::try_from(memory).unwrap_or(usize::MAX),
        ..Default::default()
    };
    let basic = &mut limits.BasicLimitInformation;
    basic.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY
        | JOB_OBJECT_LIMIT_PROCESS_TIME
        | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
    basic.PerProcessUserTimeLimit = i64::try_from(seconds * IN_A_SECOND).unwrap_or(i64::MAX);
    let size = u32::try_from(size_of_val(&limits)).map_err(|_| ErrorKind::InvalidInput)?;
    // SAFETY: the job is open, and the pointer is to a structure of the class that is named, of the size that is given.
    let is_set = unsafe {
        SetInformationJobObject(
            job.as_raw_handle(),
            JobObjectExtendedLimitInformation,
            (&raw const limits).cast(),
            size,
        )
    };
    // SAFETY: the job is open, and the handle of the own process is always valid.
    if is_set == 0
        || unsafe { AssignProcessToJobObject(job.as_raw_handle(), GetCurrentProcess()) } == 0
    {
        return Err(Error::last_os_error());
    }
    // The job lasts as long as a process is in it, be its handle closed or not.
    Ok(())
}

/// Whether no other process uses the console of this one: its window came with the program and goes with it.
pub fn owns_console() -> bool {
    let mut processes = [0; 2];
    // SAFETY: the pointer is to an array of the length that is given.
    unsafe { GetConsoleProcessList(processes.as_mut_ptr(), 2) == 1 }
}

/// Whether a process of this number runs.
pub fn is_running(process: u32) -> bool {
    // SAFETY: no pointer is given; the answer is looked at before it is used.
    let handle = unsafe { OpenProcess(PROCESS_SYNCHRONIZE, 0, process) };
    if handle.is_null() {
        // Somebody else's, but there.
        let denied = i32::try_from(ERROR_ACCESS_DENIED).ok();
        return Error::last_os_error().raw_os_error() == denied;
    }
    // SAFETY: the handle is a new one, and nobody else closes it.
    let handle = unsafe { OwnedHandle::from_raw_handle(handle) };
    // SAFETY: the handle is open, and no time is waited.
    unsafe { WaitForSingleObject(handle.as_raw_handle(), 0) == WAIT_TIMEOUT }
}

/// Opens a file with the program that a double click would open it with.
///
/// # Errors
/// There is no such program, or the system refuses.
pub fn open(path: &Path) -> Result<()> {
    let wide = |text: &OsStr| -> Vec<u16> { text.encode_wide().chain([0]).collect() };
    let (verb, path) = (wide(OsStr::new("open")), wide(path.as_os_str()));
    // SAFETY: both texts end with a zero and outlive the call; the other pointers may be null.
    let answer = unsafe {
        ShellExecuteW(
            null_mut(),
            verb.as_ptr(),
            path.as_ptr(),
            null(),
            null(),
            SW_SHOWNORMAL,
        )
    };
    // An old promise of this call: anything above 32 is success.
    if answer as usize > 32 {
        Ok(())
    } else {
        Err(Error::last_os_error())
    }
}
