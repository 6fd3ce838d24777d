//! Marked copies of senders' own workbooks, over every workbook of samples/ and tests/workbooks/: what was not touched is
//! there byte for byte, and the copy reads like the original. Office programs judge them in tests/outside/marked_copies.py.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diagnostic::{Code, Diagnostic, Place};
use torimatome::read::{Handling, InputFile, ReadResult, Reader, dump, handling};
use torimatome::render::xlsx::{Original, Unpatchable};
use torimatome::report::marked_copy;
use torimatome::workbook::Archive;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("the built-in definitions")
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            below(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// Every Office Open XML workbook, those in archives included.
fn workbooks() -> Vec<InputFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["samples", "tests/workbooks"] {
        below(&root.join(folder), &mut paths);
    }
    let mut files = Vec::new();
    for path in paths {
        let name = path
            .strip_prefix(root)
            .expect("below")
            .to_string_lossy()
            .replace('\\', "/");
        if name.ends_with(".rs") || name.ends_with(".md") {
            continue;
        }
        let bytes = fs::read(&path).expect("a fixture");
        match handling(&bytes) {
            Handling::Direct => files.push(input(&name, bytes)),
            Handling::Archive => members(&name, &bytes, &mut files),
            Handling::OwnProcess | Handling::NoWorkbook => {}
        }
    }
    files
}

fn members(name: &str, bytes: &[u8], files: &mut Vec<InputFile>) {
    let Ok(mut archive) = Archive::open(Cursor::new(bytes)) else {
        return;
    };
    for member in archive.members() {
        if let Ok(bytes) = archive.content(&member)
            && handling(&bytes) == Handling::Direct
        {
            files.push(input(&format!("{name}/{}", member.name), bytes));
        }
    }
}

fn input(name: &str, bytes: Vec<u8>) -> InputFile {
    InputFile::new(name, bytes, "0".repeat(64))
}

/// What was found, and a message on every cell of the form: as much as any copy may have to carry.
fn told(result: &ReadResult) -> Vec<Diagnostic> {
    let mut told = result.diagnostics.clone();
    let submission = result.submission.as_ref().expect("a submission");
    let cells = submission.facts.values().map(|fact| &fact.provenance);
    let cells = cells.chain(submission.narratives.iter().map(|item| &item.provenance));
    for place in cells {
        let message = "=1+1 12件・<確認>を\u{1}してください。";
        let told_here = Diagnostic::new(Code::VALUE_NORMALISED, Place::from(place), message);
        told.push(told_here.hint("数字だけを入力してください。"));
    }
    told
}

fn marked(
    file: &InputFile,
    result: &ReadResult,
    definitions: &Definitions,
) -> Result<Vec<u8>, Unpatchable> {
    let mut original = Original::open(&file.bytes)?;
    let without_notes = original.sheets_without_notes()?;
    let submission = result.submission.as_ref().expect("a submission");
    let copy = marked_copy(
        definitions,
        submission,
        None,
        &told(result),
        (&without_notes, &[]),
    );
    original.marked(&copy)
}

/// Every entry as it stands in the zip: name, time, method, checksum and packed bytes.
fn entries(bytes: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    (0..archive.len())
        .map(|index| {
            let entry = archive.by_index_raw(index).expect("an entry");
            let at = |place: u64| usize::try_from(place).expect("a place");
            let from = at(entry.header_start());
            let data = at(entry.data_start().expect("a place"));
            let whole = bytes[from..data + at(entry.compressed_size())].to_vec();
            (entry.name_raw().to_vec(), whole)
        })
        .collect()
}

/// What is told of a reading, without the bytes it was made from.
fn reading(result: &ReadResult, definitions: &Definitions) -> String {
    format!("{}\n{:#?}", dump(result, definitions), result.diagnostics)
}

fn may_change(name: &str) -> bool {
    let name = name.replace('\\', "/").to_lowercase();
    let is = |word: &str| name.contains(word);
    name == "[content_types].xml"
        || is("workbook.xml")
        || is("styles")
        || is("worksheets/") && !is("/printersettings")
        || is("comments")
        || is("vmldrawing")
}

#[test]
fn every_copy_keeps_what_it_does_not_mark_and_reads_like_its_original() {
    let definitions = definitions();
    let (mut copies, mut kept) = (0, 0);
    let mut refused: BTreeMap<String, Unpatchable> = BTreeMap::new();
    for file in workbooks() {
        let result = Reader::new(&definitions).read(&file);
        if result.submission.is_none() {
            continue;
        }
        let copy = match marked(&file, &result, &definitions) {
            Ok(copy) => copy,
            Err(why) => {
                refused.insert(file.name.to_string(), why);
                continue;
            }
        };
        copies += 1;
        let (before, after) = (entries(&file.bytes), entries(&copy));
        for ((name, entry), (new_name, new_entry)) in before.iter().zip(&after) {
            let shown = String::from_utf8_lossy(name);
            assert_eq!(name, new_name, "{}: another order or name", file.name);
            if !may_change(&shown) {
                assert_eq!(entry, new_entry, "{}: {shown}", file.name);
                kept += 1;
            }
        }
        let added: BTreeSet<_> = after[before.len()..].iter().map(|(name, _)| name).collect();
        assert_eq!(added.len(), after.len() - before.len(), "{}", file.name);
        assert!(!added.is_empty(), "{}: no sheet was added", file.name);
        let again = input(&file.name, copy);
        let back = Reader::new(&definitions).read(&again);
        let expected = reading(&result, &definitions);
        assert_eq!(reading(&back, &definitions), expected, "{}", file.name);
        // A few of them once more: the same bytes again, and a copy that comes back can be marked too.
        if copies % 8 != 1 {
            continue;
        }
        let same = marked(&file, &result, &definitions).expect("as before");
        assert!(
            *same == *again.bytes,
            "{}: not the same bytes twice",
            file.name
        );
        let twice = marked(&again, &back, &definitions).expect("a copy can be marked");
        let twice = Reader::new(&definitions).read(&input(&file.name, twice));
        assert_eq!(
            reading(&twice, &definitions),
            expected,
            "{} twice",
            file.name
        );
    }
    assert!(copies > 200, "{copies} copies");
    assert!(kept > 400, "{kept} parts kept");
    let strict = "tests/workbooks/containers/strict-西成区.xlsx".to_owned();
    // Nobody can say which of two parts of one name is the sheet.
    let twice = "tests/workbooks/told/sheet-twice.xlsx".to_owned();
    let unfamiliar = [strict, twice].map(|name| (name, Unpatchable::Unfamiliar));
    assert_eq!(refused, BTreeMap::from(unfamiliar));
}

fn sample() -> InputFile {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bytes = fs::read(root.join("samples/r7/271225_西成区.xlsx")).expect("a sample");
    input("271225_西成区.xlsx", bytes)
}

/// The sample zipped anew, with parts changed or added.
fn rezipped<W: Write + Seek>(
    mut writer: ZipWriter<W>,
    options: SimpleFileOptions,
    changed: &[(&str, &str)],
) -> W {
    let file = sample();
    let mut archive = ZipArchive::new(Cursor::new(&file.bytes[..])).expect("a zip");
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("content");
        if let Some((_, text)) = changed.iter().find(|(other, _)| *other == name) {
            bytes = text.as_bytes().to_vec();
        }
        writer.start_file(name, options).expect("an entry");
        writer.write_all(&bytes).expect("content");
    }
    for (name, text) in changed
        .iter()
        .filter(|(name, _)| archive.index_for_name(name).is_none())
    {
        writer.start_file(*name, options).expect("an entry");
        writer.write_all(text.as_bytes()).expect("content");
    }
    writer.finish().expect("a zip")
}

fn changed(parts: &[(&str, &str)]) -> InputFile {
    let writer = ZipWriter::new(Cursor::new(Vec::new()));
    let bytes = rezipped(writer, SimpleFileOptions::default(), parts).into_inner();
    input("271225_西成区.xlsx", bytes)
}

fn part(bytes: &[u8], name: &str) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    archive
        .by_name(name)
        .ok()?
        .read_to_string(&mut text)
        .expect("text");
    Some(text)
}

#[test]
fn entries_keep_their_bytes_however_the_zip_was_written() {
    let definitions = definitions();
    let plain = SimpleFileOptions::default();
    let picture = [("xl/media/画像①.png", "x")];
    let long = rezipped(
        ZipWriter::new(Cursor::new(Vec::new())),
        plain.large_file(true),
        &picture,
    );
    let stored = plain.compression_method(zip::CompressionMethod::Stored);
    let stored = rezipped(ZipWriter::new(Cursor::new(Vec::new())), stored, &picture);
    // A stream cannot go back, so that the sizes follow the data.
    let stream = ZipWriter::new_stream(Vec::new());
    let stream = rezipped(stream, plain, &picture).into_inner();
    assert!(stream.windows(4).any(|four| four == b"PK\x07\x08"));
    for bytes in [long.into_inner(), stored.into_inner(), stream] {
        let file = input("271225_西成区.xlsx", bytes);
        let result = Reader::new(&definitions).read(&file);
        let copy = marked(&file, &result, &definitions).expect("a copy");
        let (before, after) = (entries(&file.bytes), entries(&copy));
        for ((name, entry), (new_name, new_entry)) in before.iter().zip(&after) {
            assert_eq!(name, new_name);
            assert!(entry == new_entry || may_change(&String::from_utf8_lossy(name)));
        }
        for (name, _) in after {
            let name = String::from_utf8(name).expect("a name");
            let mut archive = ZipArchive::new(Cursor::new(&copy[..])).expect("a zip");
            let mut content = Vec::new();
            archive
                .by_name(&name)
                .expect("a part")
                .read_to_end(&mut content)
                .expect("whole");
        }
        let back = Reader::new(&definitions).read(&input(&file.name, copy));
        assert_eq!(reading(&back, &definitions), reading(&result, &definitions));
    }
}

#[test]
fn a_signed_workbook_is_refused_and_a_thread_is_left_alone() {
    let definitions = definitions();
    let signed = changed(&[("_xmlsignatures/sig1.xml", "<a/>")]);
    assert_eq!(
        Original::open(&signed.bytes).err(),
        Some(Unpatchable::Signed)
    );
    let rels = "xl/worksheets/_rels/sheet2.xml.rels";
    let thread = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment\" Target=\"../threadedComments/threadedComment1.xml\"/></Relationships>";
    let threaded = changed(&[
        (rels, thread),
        ("xl/threadedComments/threadedComment1.xml", "<a/>"),
    ]);
    let result = Reader::new(&definitions).read(&threaded);
    let copy = marked(&threaded, &result, &definitions).expect("a copy");
    assert_eq!(part(&copy, rels).as_deref(), Some(thread));
    let sheet = part(&copy, "xl/worksheets/sheet2.xml").expect("a sheet");
    assert!(!sheet.contains("legacyDrawing"), "no notes beside a thread");
    let list = part(&copy, "xl/worksheets/sheet7.xml").expect("our sheet");
    assert!(list.contains("会話形式のコメントがあるため"), "{list}");
    assert!(
        list.contains("t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1"),
        "{list}"
    );
}

#[test]
fn the_senders_own_sheet_keeps_its_name() {
    let definitions = definitions();
    let file = sample();
    let main = part(&file.bytes, "xl/workbook.xml").expect("a workbook");
    let main = main.replace("<sheet name=\"参加支援\"", "<sheet name=\"点検結果\"");
    let file = changed(&[("xl/workbook.xml", &main)]);
    let result = Reader::new(&definitions).read(&file);
    let copy = marked(&file, &result, &definitions).expect("a copy");
    let main = part(&copy, "xl/workbook.xml").expect("a workbook");
    assert!(main.contains("<sheet name=\"点検結果（2）\""), "{main}");
}

fn annotate(input: &Path, out: &Path) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(["check", "--quiet", "--annotate"])
        .args([out, input])
        .output()
        .expect("the program runs");
    (
        run.status.code(),
        String::from_utf8_lossy(&run.stderr).into_owned(),
    )
}

#[test]
fn check_writes_marked_copies_and_overwrites_nothing() {
    let work = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fault = "samples/faults/C301-above-area-count.xlsx";
    let own = work.path().join("西成区.xlsx");
    fs::copy(root.join(fault), &own).expect("a copy");
    let before = fs::read(&own).expect("the sender's file");
    // Beside the sender's own file, and again: the same bytes are no overwriting.
    for _ in 0..2 {
        assert_eq!(annotate(&own, work.path()), (Some(1), String::new()));
    }
    let copy = work.path().join("西成区_点検結果.xlsx");
    assert!(part(&fs::read(&copy).expect("a copy"), "xl/workbook.xml").is_some());
    fs::write(&copy, "直している途中").expect("a file");
    let (code, told) = annotate(&own, work.path());
    assert_eq!(code, Some(4));
    assert!(told.contains("同じ名前のファイルがあるため"), "{told}");
    assert_eq!(
        fs::read(&copy).expect("a copy"),
        "直している途中".as_bytes()
    );
    assert_eq!(fs::read(&own).expect("the sender's file"), before);
    // A workbook out of an archive is as much the sender's own.
    let archive = work.path().join("提出.zip");
    let mut writer = ZipWriter::new(fs::File::create(&archive).expect("a file"));
    writer
        .start_file("西成区.xlsx", SimpleFileOptions::default())
        .expect("an entry");
    writer.write_all(&before).expect("content");
    writer.finish().expect("a zip");
    let out = work.path().join("写し");
    assert_eq!(annotate(&archive, &out).0, Some(1));
    let copy = fs::read(out.join("提出.zip_西成区_点検結果.xlsx")).expect("a copy");
    let (mine, theirs) = (entries(&copy), entries(&before));
    assert!(
        mine.iter()
            .any(|entry| entry.0.ends_with(b"theme1.xml") && theirs.contains(entry))
    );
}

/// Changes the bytes of an entry's header: `in_local` and `in_list` are where they stand in the local header and the list.
fn with_header(
    mut bytes: Vec<u8>,
    name: &str,
    (in_local, in_list): (usize, usize),
    new: &[u8],
) -> Vec<u8> {
    for (sign, head, at) in [(b"PK\x03\x04", 30, in_local), (b"PK\x01\x02", 46, in_list)] {
        let places: Vec<usize> = (head..bytes.len() - name.len())
            .filter(|place| {
                bytes[*place..].starts_with(name.as_bytes())
                    && bytes[place - head..].starts_with(sign)
            })
            .collect();
        for place in places {
            let from = place - head + at;
            bytes[from..from + new.len()].copy_from_slice(new);
        }
    }
    bytes
}

#[test]
fn damage_is_never_carried_over_into_a_copy() {
    let definitions = definitions();
    let picture = "xl/media/a.png";
    let plain = changed(&[(picture, "some bytes that pack into others")])
        .bytes
        .to_vec();
    let broken = {
        let mut bytes = plain.clone();
        let at = bytes
            .windows(picture.len())
            .position(|part| part == picture.as_bytes())
            .expect("an entry");
        bytes[at + picture.len()..][..4].copy_from_slice(&[0xFF; 4]);
        bytes
    };
    let damaged = [
        (
            with_header(plain.clone(), picture, (14, 16), &[1, 2, 3, 4]),
            Unpatchable::Broken,
        ),
        (broken, Unpatchable::Broken),
        (
            changed(&[("docProps/app.xml", "<a><b></a>")])
                .bytes
                .to_vec(),
            Unpatchable::Broken,
        ),
        (
            changed(&[("xl/theme/theme1.xml", "<a><b/>")])
                .bytes
                .to_vec(),
            Unpatchable::Broken,
        ),
        // LZMA, and a version of 6.3.
        (
            with_header(plain.clone(), picture, (8, 10), &[14, 0]),
            Unpatchable::Unfamiliar,
        ),
        (
            with_header(plain.clone(), picture, (4, 6), &[63, 0]),
            Unpatchable::Unfamiliar,
        ),
    ];
    let whole = input("271225_西成区.xlsx", plain);
    let result = Reader::new(&definitions).read(&whole);
    assert!(marked(&whole, &result, &definitions).is_ok());
    for (at, (bytes, why)) in damaged.into_iter().enumerate() {
        let file = input("271225_西成区.xlsx", bytes);
        let result = Reader::new(&definitions).read(&file);
        assert_eq!(
            marked(&file, &result, &definitions).err(),
            Some(why),
            "{at}"
        );
    }
}

#[test]
fn a_workbook_with_a_wrong_checksum_comes_back_redrawn_and_says_why() {
    let work = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fault = fs::read(root.join("samples/faults/C301-above-area-count.xlsx")).expect("a sample");
    let own = work.path().join("西成区.xlsx");
    let wrong = with_header(fault, "xl/theme/theme1.xml", (14, 16), &[1, 2, 3, 4]);
    fs::write(&own, wrong).expect("a file");
    assert_eq!(annotate(&own, work.path()), (Some(1), String::new()));
    let copy = fs::read(work.path().join("西成区_点検結果.xlsx")).expect("a copy");
    let mut texts = String::new();
    let mut archive = ZipArchive::new(Cursor::new(&copy[..])).expect("a zip");
    for index in 0..archive.len() {
        let mut content = Vec::new();
        archive
            .by_index(index)
            .expect("a part")
            .read_to_end(&mut content)
            .expect("whole");
        texts.push_str(&String::from_utf8_lossy(&content));
    }
    assert!(texts.contains("一部が壊れているため"), "says why");
}
