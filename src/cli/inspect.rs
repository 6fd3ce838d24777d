//! `inspect` (読取): what was recognised in one workbook.

use super::args::{CommonOptions, InspectOptions};
use super::exit::{Exit, Failure};
use super::input::{collect, is_folder};
use super::shared::{Streams, print};
use super::shown::shown;
use super::templates::definitions;
use crate::diagnostic::Severity;
use crate::read::{Reader, cells, dump};

pub(super) fn run(
    common: &CommonOptions,
    options: &InspectOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    if is_folder(&options.workbook)? {
        return Err(Failure::usage(format!(
            "1つのファイルを指定してください: {}",
            shown(&options.workbook)
        )));
    }
    let definitions = definitions(common)?;
    let inputs = collect(std::slice::from_ref(&options.workbook))?;
    if !inputs.tables.is_empty() {
        return Err(Failure::usage(format!(
            "これは取りまとめの表で、様式のExcelではありません: {}",
            shown(&options.workbook)
        )));
    }
    let reader = Reader::new(&definitions);
    let mut exit = Exit::Done;
    for file in &inputs.files {
        if options.cells {
            let cells = cells(file).map_err(Failure::unfinished)?;
            print(streams, &cells)?;
            continue;
        }
        let result = reader.read(file);
        if result
            .diagnostics
            .iter()
            .any(|d| d.severity == Severity::Error)
        {
            exit = Exit::ErrorsFound;
        }
        print(streams, &dump(&result, &definitions))?;
    }
    Ok(exit)
}
