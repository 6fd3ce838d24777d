//! Wrong definitions, `tests/definitions/*.md`: a small edit of the built-in templates, and every word that is said of it.
//!
//! A `##` heading begins a case. A ```` ```diff ```` block is one edit: its first line names the file (`--- a file`), its
//! `-` lines are what stands there, its `+` lines what stands there instead. The ```` ```text ```` block is what is said,
//! with the line of a file in the words that stand there: `` a.toml:`id = "x"`: `` is the one line that begins so. Where
//! several begin so, the lines after it follow, ⏎ between them.

use std::fs;
use std::path::Path;

use torimatome::check::load;
use torimatome::definition::{DefinitionSource, TemplateFile, codes};

/// One edit of one file.
struct Edit {
    file: String,
    old: String,
    new: String,
}

struct Case {
    title: String,
    edits: Vec<Edit>,
    expected: Option<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut block: Option<(String, Vec<&str>)> = None;
    for line in text.lines() {
        if let Some((kind, lines)) = &mut block {
            if line != "```" {
                lines.push(line);
                continue;
            }
            let case = cases.last_mut().expect("a heading before the block");
            match kind.as_str() {
                "diff" => case.edits.push(edit(lines)),
                "text" => case.expected = Some(lines.join("\n")),
                other => panic!("{}: a block of {other}", case.title),
            }
            block = None;
        } else if let Some(kind) = line.strip_prefix("```") {
            block = Some((kind.to_owned(), Vec::new()));
        } else if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case {
                title: title.to_owned(),
                edits: Vec::new(),
                expected: None,
            });
        }
    }
    cases
}

fn edit(lines: &[&str]) -> Edit {
    let file = lines.first().and_then(|line| line.strip_prefix("--- "));
    let side = |mark: char| {
        let lines = lines[1..].iter().filter_map(|line| line.strip_prefix(mark));
        lines.fold(String::new(), |all, line| all + line + "\n")
    };
    Edit {
        file: file
            .expect("a block of diff begins with `--- file`")
            .to_owned(),
        old: side('-'),
        new: side('+'),
    }
}

/// The templates with the edits of a case.
fn edited(case: &Case) -> Vec<TemplateFile> {
    let mut files = DefinitionSource::BuiltIn.files();
    for edit in &case.edits {
        let at = files.iter().position(|file| file.path == edit.file);
        if edit.old.is_empty() {
            // Nothing stood there: a new file.
            assert_eq!(at, None, "{}: {} is there", case.title, edit.file);
            files.push(TemplateFile {
                path: edit.file.clone(),
                text: edit.new.clone(),
            });
            continue;
        }
        let at = at.unwrap_or_else(|| panic!("{}: no file {}", case.title, edit.file));
        let places = files[at].text.matches(&edit.old).count();
        assert_eq!(places, 1, "{}: the old lines stand there once", case.title);
        if edit.new == "（ファイルを消す）\n" {
            files.remove(at);
        } else {
            files[at].text = files[at].text.replace(&edit.old, &edit.new);
        }
    }
    files
}

/// What a case expects, its lines in numbers.
fn numbered(expected: &str, files: &[TemplateFile], title: &str) -> String {
    let line = |line: &str| {
        let Some((file, rest)) = line.split_once(":`") else {
            return line.to_owned();
        };
        let (words, rest) = rest.split_once('`').expect("a line's words in `");
        let path = file.rsplit(' ').next().unwrap_or_default();
        let text = files.iter().find(|file| file.path == path);
        let text = text.unwrap_or_else(|| panic!("{title}: no file {path}"));
        let words: Vec<&str> = words.split(" ⏎ ").collect();
        let lines: Vec<&str> = text.text.lines().collect();
        let begins = |from: &[&str]| {
            let mut pairs = from.iter().zip(&words);
            pairs.all(|(line, words)| line.starts_with(words))
        };
        let windows = lines.windows(words.len()).zip(1..);
        let found: Vec<usize> = windows
            .filter(|(from, _)| begins(from))
            .map(|(_, number)| number)
            .collect();
        assert_eq!(found.len(), 1, "{title}: {words:?} stands in {found:?}");
        format!("{file}:{}{rest}", found[0])
    };
    expected.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What is said of the definitions; empty if they can be used.
fn said(files: Vec<TemplateFile>) -> String {
    let source = DefinitionSource::Files(files);
    load(&source).map_or_else(|faults| faults.to_string(), |_| String::new())
}

#[test]
fn every_fault_of_a_definition_is_told_with_file_and_line() {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/definitions");
    let mut all = String::new();
    let mut count = 0;
    let mut documents: Vec<_> = fs::read_dir(documents)
        .expect("tests/definitions")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    documents.sort();
    for document in documents {
        let text = fs::read_to_string(&document).expect("a document");
        let cases = cases(&text);
        assert!(!cases.is_empty(), "{}: no case", document.display());
        for case in cases {
            let files = edited(&case);
            let expected = case.expected.as_deref().expect("a block of text");
            let expected = numbered(expected, &files, &case.title);
            let said = said(files);
            assert!(!said.is_empty(), "{}: nothing is said", case.title);
            assert_eq!(said, expected, "{}: {}", document.display(), case.title);
            let english = said.split(|c: char| !c.is_ascii_alphabetic());
            let english: Vec<&str> = english
                .filter(|word| {
                    ["expected", "missing", "unknown", "invalid", "variant"].contains(word)
                })
                .collect();
            assert!(english.is_empty(), "{}: {english:?}", case.title);
            all.push_str(&said);
            count += 1;
        }
    }
    assert!(count >= 35, "{count} cases");
    for code in codes::CODES {
        assert!(all.contains(code.id()), "no case tells {code:?}");
    }
}

#[test]
fn the_templates_as_they_are_have_no_fault() {
    let text = "## 何も変えない\n\n```text\n```\n";
    assert_eq!(
        said(edited(&cases(text)[0])),
        "",
        "a case without an edit has nothing to say"
    );
}
