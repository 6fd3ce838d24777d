//! `compile` (取りまとめ): reads all wards and writes the report and its data.

use super::args::{CommonOptions, CompileOptions};
use super::check::{Loaded, exit, read_and_check, text};
use super::codes::selection;
use super::exit::{Exit, Failure};
use super::output::{recover, replace_folder};
use super::{Streams, print};
use crate::check::Purpose;
use crate::diagnostic::Severity;
use crate::model::Stamp;
use crate::pipeline::{Outputs, Setting, compile_all};

pub(super) fn run(
    common: &CommonOptions,
    options: &CompileOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    recover(&options.out)?;
    let loaded = Loaded::new(common, &options.basis, selection(&options.choosing))?
        .with_waivers(options.waivers.as_deref())?;
    let setting = Setting {
        stamp: options
            .stamp
            .as_ref()
            .map(|given| given.unwrap_or_else(now)),
        ..loaded.setting(common, &options.basis)
    };
    let paths = (&options.paths[..], &options.named[..]);
    let checked = read_and_check(common, paths, setting, Purpose::Compile, streams)?;
    let previous = loaded
        .previous
        .as_ref()
        .map(|previous| previous.files.clone())
        .unwrap_or_default();
    let outputs = compile_all(setting, &checked, previous)?;
    replace_folder(&options.out, &outputs.files)?;
    if !common.quiet {
        let findings = &checked.findings;
        if findings.count(Severity::Error) + findings.count(Severity::Warning) > 0 {
            print(
                streams,
                &text(common, (&checked, [0; 3]), &loaded.definitions, streams),
            )?;
        }
        print(streams, &closing(&loaded, &outputs, &checked, options))?;
    }
    Ok(exit(&checked))
}

/// The clock, which is looked at only where the person asks for it.
fn now() -> Stamp {
    Stamp::from(chrono::Local::now().naive_local())
}

/// What was done, in a few lines.
fn closing(
    loaded: &Loaded,
    outputs: &Outputs,
    checked: &crate::pipeline::Checked,
    options: &CompileOptions,
) -> String {
    let wards = loaded.definitions.areas.wards().len();
    let compilation = &outputs.compilation;
    let returns = outputs
        .files
        .keys()
        .filter(|name| name.starts_with("returns/") && !name.ends_with(".csv"))
        .count();
    let years = &compilation.years;
    let is_provisional = years
        .iter()
        .any(|year| loaded.registry.has_synthetic(*year));
    let provisional = if is_provisional {
        "　名簿提供地域数に仮の数を含みます。正しい数は --areas で渡せます。\n"
    } else {
        ""
    };
    format!(
        concat!(
            "{}時点　{}/{}区を取りまとめました（誤り{}・確認{}・参考{}）。\n",
            "書き出し先: {}\n",
            "　報告書: report.xlsx、report.pdf\n",
            "　データ: facts.csv、figures.csv、narrative.csv、findings.json、manifest.json\n",
            "　区への返却用: returns（{}件）\n",
            "{}",
        ),
        compilation.as_of.wareki(),
        compilation.used.len(),
        wards,
        checked.findings.count(Severity::Error),
        checked.findings.count(Severity::Warning),
        checked.findings.count(Severity::Note),
        options.out.display(),
        returns,
        provisional,
    )
}
