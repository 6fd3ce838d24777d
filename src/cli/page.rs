//! `page` (点検ページ): the offline page on which senders check their own workbooks, for this year's date and registry.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, GzBuilder};

use super::added::add_to_folder;
use super::args::CommonOptions;
use super::exit::{Exit, Failure};
use super::handout_args::PageOptions;
use super::input::read_file;
use super::registry::{of_table, table};
use super::shared::{Streams, print};
use super::shown::{in_text, shown};
use super::templates::definitions;
use crate::checker::Given;
use crate::definition::Definitions;
use crate::model::AsOf;
use crate::page::{Parts, page};
use crate::read::sha256;

/// The core as the page carries it, compressed. A program that was built without it makes no page.
#[cfg(feature = "page")]
const CORE: Option<&[u8]> = Some(include_bytes!(env!("TORIMATOME_PAGE_CORE")));
#[cfg(not(feature = "page"))]
const CORE: Option<&[u8]> = None;

/// Digits of the page's hash that it shows and that the letter tells.
const DIGITS: usize = 16;

pub(super) fn run(
    common: &CommonOptions,
    options: &PageOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let out = &options.out;
    let ending = out.extension().map(|ending| ending.to_ascii_lowercase());
    if ending.is_none_or(|ending| ending != "html") {
        return Err(Failure::usage(format!(
            "--out には、.html のファイルを指定してください: {}",
            shown(out)
        )));
    }
    let definitions = definitions(common)?;
    let areas = options.areas.as_deref();
    let areas = areas.map(|path| table(path, &definitions)).transpose()?;
    if let Some(areas) = &areas {
        // Refused here and not on somebody else's screen.
        of_table(areas, &definitions)?;
    }
    let core = core(options.core.as_deref())?;
    let made = Given {
        areas: areas.map(|table| (table.name, table.rows)),
        as_of: options.as_of.map(AsOf::iso),
        ..Given::of(&definitions)
    };
    let made = serde_json::to_vec(&made).map_err(|error| Failure::unfinished(error.to_string()))?;
    let bytes = page(Parts {
        core: &core,
        given: &compressed(&made)?,
        about: &about(&definitions, options.as_of),
        version: env!("CARGO_PKG_VERSION"),
    });
    let (size, hash) = (bytes.len(), sha256(&bytes));
    let name = out.file_name().map(in_text).unwrap_or_default();
    let folder = out.parent().unwrap_or(Path::new(""));
    add_to_folder(folder, &BTreeMap::from([(name, bytes)]))?;
    if !common.quiet {
        let text = format!(
            "点検ページを作りました: {}（{}KB）\n　このページの番号（SHA-256の先頭）: {}\n　配るときの通知に、この番号を書いてください。ページの下に同じ番号が出ます。\n",
            shown(out),
            size.div_ceil(1000),
            grouped(&hash[..DIGITS])
        );
        print(streams, &text)?;
    }
    Ok(Exit::Done)
}

/// The core that was given, else the program's own.
fn core(path: Option<&Path>) -> Result<Vec<u8>, Failure> {
    match (path, CORE) {
        (Some(path), _) => read_file(path),
        (None, Some(core)) => Ok(core.to_vec()),
        (None, None) => Err(Failure::unfinished(
            "このプログラムには、点検ページの部品が入っていません。配布用に作られたプログラム（dist の torimatome・torimatome.exe）で実行してください。自分で作ったプログラムでは、.ci/page.sh で部品を作り、--core target/page/core.wasm.gz を付けてください。",
        )),
    }
}

/// Which forms the page knows, and for which date it was made.
fn about(definitions: &Definitions, as_of: Option<AsOf>) -> String {
    let forms = definitions.newest().into_iter();
    let names: Vec<String> = forms.map(|form| format!("「{}」", form.name)).collect();
    let date = as_of.map(|as_of| format!("　{}時点", as_of.wareki()));
    format!(
        "{}のExcelファイルを、提出する前に点検します。{}",
        names.concat(),
        date.unwrap_or_default()
    )
}

/// The same bytes every time: no name and no time in them.
fn compressed(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::unfinished(error.to_string());
    let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
    writer.write_all(bytes).map_err(failed)?;
    writer.finish().map_err(failed)
}

/// `1a2b 3c4d …`, to be compared by eye.
fn grouped(digits: &str) -> String {
    let signs: Vec<char> = digits.chars().collect();
    let groups = signs
        .chunks(4)
        .map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}
