//! Cases about a form of their own, in a folder beside the rules' cases, and tables about its repeated rows: 表 and 行 say
//! where, 列 which column (its identifier, or the heading of the keys), 表の記入 what stands there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile, place_rows};
use torimatome::model::{CellRef, Provenance, Row, RowStanding, RowWritten, RowsWritten, Text};

use crate::rule_case::World;

/// The row under the heads of a sheet, from 0.
const FIRST_ROW: u32 = 3;

/// The form that states something of each sort.
const FORM: &str = "forms/registers/2025.toml";

type Line = BTreeMap<String, String>;

/// The form in a folder, asked of the units of the program's own definitions.
pub(crate) fn definitions(folder: &str) -> Definitions {
    load(&DefinitionSource::Files(files(folder))).unwrap_or_else(|faults| panic!("{faults}"))
}

fn files(folder: &str) -> Vec<TemplateFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = crate::end_to_end::contents(&root.join(folder)).into_iter();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let mut files: Vec<TemplateFile> = own
        .map(|(path, bytes)| TemplateFile {
            path,
            text: text(bytes),
        })
        .collect();
    let areas = std::fs::read(root.join("templates/areas.toml")).expect("areas");
    files.push(TemplateFile {
        path: "areas.toml".to_owned(),
        text: text(areas),
    });
    files
}

/// What is said of the form once a piece of it is written otherwise.
fn faults(old: &str, new: &str) -> String {
    let mut files = files("tests/checks");
    let form = files.iter_mut().find(|file| file.path == FORM);
    let form = form.expect("the form");
    assert!(form.text.contains(old), "{old}");
    form.text = form.text.replacen(old, new, 1);
    let loaded = load(&DefinitionSource::Files(files));
    loaded.expect_err(new).to_string()
}

#[test]
fn a_check_that_the_form_cannot_have_is_told_with_its_line() {
    for (old, new, told) in [
        (
            "kind = \"row-not-consecutive\"\nrows = \"staff\"",
            "kind = \"row-not-consecutive\"\nrows = \"stuff\"",
            "「stuff」というくり返す行のシートはありません（近い番号: staff）",
        ),
        (
            "column = \"zone\"\nof",
            "column = \"zones\"\nof",
            "「zones」という「窓口」の列はありません（近い番号: zone）",
        ),
        (
            "field = \"all\"\n",
            "",
            "at-leastとat-mostか、fieldのどちらか",
        ),
        ("per = \"zone\"\n", "", "each-ofはperと一緒に使い"),
        (
            "per = \"zone\"\n",
            "per = \"窓口名\"\n",
            "「窓口名」の重なりは、書かなくても",
        ),
        ("at-most = 5", "at-most = 1", "at-leastがat-mostより大きく"),
        ("is = [\"高齢\"]", "is = []", "isが空です"),
        ("{ field = \"old\" }", "{ field = \"oled\" }", "oled"),
        (
            "{ field = \"old\" }",
            "{ rows = \"staff\" }",
            "fieldか、rowsとrowとcolumnで",
        ),
        (
            "[[check]]\nkind = \"row-not",
            "[[rule]]\nkind = \"row-not",
            "「row-not-consecutive」は[[check]]に書きます（[[rule]]ではありません）",
        ),
        (
            "kind = \"row-not-consecutive\"\nrows = \"staff\"\ncolumn = \"年\"",
            "kind = \"ward-missing\"",
            "「ward-missing」は[[rule]]に書きます（[[check]]ではありません）",
        ),
    ] {
        let faults = faults(old, new);
        let is_told = faults.contains(told) && faults.contains(&format!("{FORM}:"));
        assert!(is_told, "{new}: {faults}");
    }
}

impl World<'_> {
    pub(crate) fn rows(&mut self, table: &[Line]) {
        let blocks: BTreeSet<&String> = table.iter().map(|line| &line["表"]).collect();
        for block in blocks {
            let lines: Vec<&Line> = table.iter().filter(|line| line["表"] == *block).collect();
            let file = Arc::clone(&self.submission(lines[0]).file);
            let written = self.block_of(&file, block, &lines);
            self.submission(lines[0]).rows.push(written);
        }
        let (form, registry) = (&self.definitions.forms[0], self.registry.clone());
        place_rows(self.submission(&table[0]), form, &registry);
    }

    fn block_of(&self, file: &Arc<str>, block: &str, lines: &[&Line]) -> RowsWritten {
        let rows = self.definitions.forms[0].rows_block(block).expect("表");
        let sheet: Arc<str> = Arc::from(rows.name.as_str());
        let number = |line: &Line| line["行"].parse::<u32>().expect("行");
        let numbers: BTreeSet<u32> = lines.iter().map(|line| number(line)).collect();
        for line in lines {
            let mut known = rows.text.iter().map(|text| &text.id);
            let is_key = line["列"] == rows.key_header;
            assert!(is_key || known.any(|id| *id == line["列"]), "{line:?}");
        }
        let cell = |at: u32, col: usize, column: &str| {
            let mut own = lines.iter().filter(|line| number(line) == at);
            let line = own.find(|line| line["列"] == column);
            Provenance {
                file: Arc::clone(file),
                sheet: Arc::clone(&sheet),
                cell: CellRef::new(FIRST_ROW + at - 1, u32::try_from(col).expect("small") + 1),
                text: line.map_or_else(Text::default, |line| (&line["表の記入"]).into()),
            }
        };
        let row = |at: &u32| {
            let key = cell(*at, 0, &rows.key_header);
            let texts = rows.text.iter().enumerate();
            RowWritten {
                row: Row::Entry(at.to_string()),
                name: key.text.to_string(),
                key,
                standing: RowStanding::Unregistered,
                texts: texts
                    .map(|(col, text)| (text.id.clone(), cell(*at, col + 1, &text.id)))
                    .collect(),
                has_own_words: true,
            }
        };
        RowsWritten {
            block: block.to_owned(),
            file: Arc::clone(file),
            sheet: Arc::clone(&sheet),
            rows: numbers.iter().map(row).collect(),
            columns: BTreeMap::new(),
        }
    }
}
