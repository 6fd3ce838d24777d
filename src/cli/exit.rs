//! Exit codes and what they mean.

use std::process::ExitCode;

use super::shown::cause;
use crate::model::case_number;

/// How a run ended. The numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, no errors found (warnings alone are 0).
    Done,
    /// 1: done, errors found.
    ErrorsFound,
    /// 2: wrong usage.
    Usage,
    /// 3: nothing to read.
    NothingToRead,
    /// 4: could not finish.
    Unfinished,
}

impl Exit {
    /// Leaves what a run holds to the system, which takes it back whole with the process. Piece by piece that takes as long as reading
    /// one workbook in sixty. For what is memory alone: nothing of it is closed or taken away.
    pub(super) fn leaving<T>(self, held: T) -> Self {
        std::mem::forget(held);
        self
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::ErrorsFound => 1,
            Exit::Usage => 2,
            Exit::NothingToRead => 3,
            Exit::Unfinished => 4,
        })
    }
}

/// Why a run ended early: one clear Japanese line and the exit code.
#[derive(Debug)]
pub struct Failure {
    /// How it ended.
    pub exit: Exit,
    /// What the person reads.
    pub message: String,
}

impl Failure {
    /// Wrong usage.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            message: message.into(),
        }
    }

    /// Nothing to read.
    pub fn nothing(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::NothingToRead,
            message: message.into(),
        }
    }

    /// The program itself failed at a place in it.
    pub fn of_program(place: &str) -> Self {
        let case = case_number(place, "");
        Self::unfinished(format!(
            "このプログラムに異常が起きたため、終わりまで進めませんでした（受付番号 {case}、{place}）。前に書き出したものは、そのまま残っています。読んだファイルと受付番号を、このプログラムの担当者に知らせてください。"
        ))
    }

    /// Could not finish.
    pub fn unfinished(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Unfinished,
            message: message.into(),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::unfinished(cause(&error))
    }
}

impl From<crate::pipeline::PipelineError> for Failure {
    fn from(error: crate::pipeline::PipelineError) -> Self {
        match error {
            crate::pipeline::PipelineError::NoAsOf
            | crate::pipeline::PipelineError::NoSuchOutput { .. } => Self::usage(error.to_string()),
            _ => Self::unfinished(error.to_string()),
        }
    }
}
