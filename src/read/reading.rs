//! One file ▸ what was read of it: opened, identified, located, parsed, and everything worth telling.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::form_words::FormWords;
use super::grid::Grid;
use super::identify::Pages;
use super::input::{InputFile, opened};
use super::session::{Recognition, Session};
use super::signs::Signs;
use super::view::SheetView;
use super::ward_name::Names;
use super::{
    areas, as_of, condition, fold, identify, lifetime, note, ours, reasons, rows, sheet, tamper,
    unseen, ward,
};
use definition::{Definitions, FormDefinition};
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{AreaCode, Fact, FactKey, SavedAt, Submission, case_number, caught, may_fail};
use workbook::{CellValue, SheetFault, SheetWhy, Why, Workbook};

/// Most cells that are told one by one as broken.
const MAX_REFUSED: usize = 5;

/// What to do about a file of which a part is broken.
const SAVED_ANEW: &str = "Excelで開いて内容を確かめ、「名前を付けて保存」で保存し直してから送ってください。Excelでも開けないときは、配付した様式に記入し直してください。";

/// What reading one file gave: a submission if the form was recognised, and everything worth telling.
#[derive(Clone, Debug)]
pub struct ReadResult {
    /// File name.
    pub file: Arc<str>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The submission, unless the file could not be opened or is not the form.
    pub submission: Option<Submission>,
    /// What is worth telling.
    pub diagnostics: Vec<Diagnostic>,
    /// How everything was recognised.
    pub recognition: Recognition,
    /// The file's own bytes, if it is an Office Open XML workbook and was read as one: a marked copy is made from them.
    pub original: Option<Arc<[u8]>>,
    /// The table that it was restored from, by its name; none for what was read of the file itself.
    pub table: Option<Arc<str>>,
}

impl ReadResult {
    /// The same under this name of its file, with what it is made of but its bytes written anew, as [`Submission::moved`]; how it was
    /// recognised is for who inspects it alone.
    #[must_use]
    pub fn moved(self, file: Arc<str>) -> Self {
        let submission = self.submission;
        let submission = submission.map(|one| one.moved(Arc::clone(&file)));
        let mut diagnostics = self.diagnostics.clone();
        for told in &mut diagnostics {
            for place in std::iter::once(&mut told.place).chain(&mut told.related) {
                if place.file.as_ref() == Some(&file) {
                    place.file = Some(Arc::clone(&file));
                }
            }
        }
        Self {
            file,
            sha256: self.sha256.clone(),
            submission,
            diagnostics,
            recognition: Recognition::default(),
            original: self.original,
            table: self.table,
        }
    }
}

/// Reads files by the same definitions, of which it makes once what every reading needs.
#[derive(Debug)]
pub struct Reader<'d> {
    definitions: &'d Definitions,
    names: Names<'d>,
    /// By the place of the form.
    signs: Vec<Signs<'d>>,
    /// The same; made when the first workbook of it comes.
    words: Vec<OnceLock<FormWords>>,
}

impl<'d> Reader<'d> {
    /// Gets ready.
    pub fn new(definitions: &'d Definitions) -> Self {
        Self {
            definitions,
            names: Names::of(&definitions.areas),
            signs: definitions.forms.iter().map(Signs::of).collect(),
            words: definitions.forms.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// What reading needs of a form, made when the first workbook of it comes.
    fn words_of(&self, form: &FormDefinition) -> &FormWords {
        let mut forms = self.definitions.forms.iter();
        let at = forms.position(|one| one.id == form.id);
        let words = at.and_then(|at| self.words.get(at));
        words
            .expect("internal error: the form found is one of the definitions")
            .get_or_init(|| FormWords::of(self.definitions, form))
    }

    /// Reads one file. Trouble with the data is told by diagnostics, never by a failure.
    pub fn read(&self, file: &InputFile) -> ReadResult {
        caught(|| self.given(file)).unwrap_or_else(|place| self.failed(file, &place))
    }

    /// What is told of a file on which the program itself failed; the others are read all the same.
    fn failed(&self, file: &InputFile, place: &str) -> ReadResult {
        let case = case_number(place, &file.sha256);
        let told = Diagnostic::new(
        Code::PROGRAM_FAILED,
        Place::file(&file.name),
        format!("このファイルを読む途中で、このプログラムに異常が起きました（受付番号 {case}、{place}）。ファイルの誤りではありません。ほかのファイルは読みました。"),
    )
    .hint("このファイルと受付番号を、取りまとめの担当に送ってください。急ぐときは、配付した様式に書き写したファイルで試してください。");
        let ward = ward::of_unread(&self.names, &file.name);
        without_submission(&file.name, &file.sha256, vec![told.ward(ward.as_ref())])
    }

    fn given(&self, file: &InputFile) -> ReadResult {
        may_fail(&format!("read:{}", file.name));
        match opened(file) {
            Ok(workbook) => ReadResult {
                original: file.grid.is_none().then(|| Arc::clone(&file.bytes)),
                ..self.workbook(&workbook, &file.sha256)
            },
            Err(refusal) if refusal.why == Why::Program => self.failed(file, &refusal.message),
            Err(refusal) => {
                let place = Place::file(&file.name);
                let ward = ward::of_unread(&self.names, &file.name);
                let told =
                    Diagnostic::new(code(refusal.why), place, refusal.message).hint(refusal.hint);
                without_submission(&file.name, &file.sha256, vec![told.ward(ward.as_ref())])
            }
        }
    }

    /// Reads a workbook that is already a grid; tests make such grids from plain tables.
    pub fn workbook(&self, workbook: &Workbook, sha256: &str) -> ReadResult {
        let definitions = self.definitions;
        let workbook = &*ours::set_aside(workbook, &definitions.guide, &definitions.reasons);
        let mut diagnostics = faults(workbook);
        let views: Vec<SheetView<'_>> = workbook.sheets.iter().map(SheetView::new).collect();
        let found = match identify::form(workbook, &views, (definitions, &self.signs)) {
            Ok(found) => found,
            Err(message) => {
                // Where a sheet could not be read, the form may well be on it.
                if diagnostics.is_empty() {
                    diagnostics.push(form_unknown(workbook, message));
                }
                return without_submission(&workbook.file, sha256, diagnostics);
            }
        };
        spare_others(&mut diagnostics, &found);
        let mut session = Session::new(
            workbook,
            &views,
            (definitions, &self.names),
            (found.form, self.words_of(found.form)),
        );
        session.recognition.form = Some(format!(
            "{} {}（{}）",
            found.form.name, found.form.edition_name, found.why
        ));
        let sheets = fields(&mut session, &found.pages);
        let sign = ward::read(&mut session, &sheets);
        let as_of = as_of::read(&mut session, &sheets);
        lifetime::tell(&mut session, sign.as_ref(), as_of);
        let ward = sign.map(|sign| sign.ward);
        let reasons = reasons::read(&mut session, &sheets);
        let is_sample = carries(&views, &found.form.sample_mark);
        diagnostics.append(&mut session.diagnostics);
        diagnostics.extend(refused_cells(workbook, &diagnostics));
        let areas = &definitions.areas;
        let mut submission = Submission {
            file: Arc::clone(&workbook.file),
            sha256: sha256.to_owned(),
            form: found.form.id.clone(),
            since: lifetime::since(areas, ward.as_ref(), as_of),
            ward,
            as_of,
            saved: workbook.saved.as_deref().and_then(SavedAt::parse),
            facts: shared(session.facts),
            narratives: session.narratives,
            blocks: session.blocks,
            areas_written: session.areas_written,
            reasons,
            rows: session.rows,
            is_sample,
        };
        lifetime::settle(&mut submission, found.form, areas, &mut diagnostics);
        condition::settle(&mut submission, found.form, &mut diagnostics);
        settle(&mut diagnostics, definitions, submission.ward.as_ref());
        ReadResult {
            submission: Some(submission),
            recognition: session.recognition,
            ..without_submission(&workbook.file, sha256, diagnostics)
        }
    }
}

/// Reads the fields of the form; the sheets that are its own.
fn fields<'p, 'a>(session: &mut Session<'_>, pages: &'p Pages<'a>) -> Vec<&'p Grid<'a>> {
    // The form's fields may be sums over the areas, so these are read first.
    session.rows_at = rows::find_all(session);
    rows::read(session, &pages.all);
    let mut sheets = sheet::read_all(session, pages);
    if session.form.sheets.is_empty() {
        // A form of rows alone says on their sheets whose it is and of when.
        let places = session.rows_at.iter().flatten();
        sheets.extend(places.filter_map(|(page, _)| pages.all.get(*page)));
    }
    rows::recognise(session);
    areas::read(session);
    tell_aside(session);
    sheets
}

/// Puts what was told in order, under the sender's code. For the whole, a workbook may hold the sheets that are reported there,
/// and no others.
fn settle(diagnostics: &mut Vec<Diagnostic>, definitions: &Definitions, ward: Option<&AreaCode>) {
    if ward.is_some_and(|code| definitions.areas.is_whole(code)) {
        diagnostics.retain(|told| told.code != Code::SHEET_MISSING);
    }
    for told in diagnostics.iter_mut() {
        told.ward = ward.cloned();
    }
    diagnostics.sort_by_cached_key(|d| (d.place.clone(), d.code, d.fiscal_year));
}

/// What is told of a workbook when all its fields are read.
fn tell_aside(session: &mut Session<'_>) {
    note::normalisations(session);
    tamper::linked(session);
    unseen::tell(session);
}

/// From here on a fact is held by several.
fn shared(facts: BTreeMap<FactKey, Fact>) -> BTreeMap<FactKey, Arc<Fact>> {
    let facts = facts.into_iter();
    facts.map(|(key, fact)| (key, Arc::new(fact))).collect()
}

/// The result for a file that is no submission.
fn without_submission(file: &Arc<str>, sha256: &str, diagnostics: Vec<Diagnostic>) -> ReadResult {
    ReadResult {
        file: Arc::clone(file),
        sha256: sha256.to_owned(),
        submission: None,
        diagnostics,
        recognition: Recognition::default(),
        original: None,
        table: None,
    }
}

fn form_unknown(workbook: &Workbook, message: String) -> Diagnostic {
    Diagnostic::new(Code::FORM_UNKNOWN, Place::file(&workbook.file), message)
        .hint("配付した様式に記入したファイルか確かめ、正しいファイルを送ってください。")
}

fn faults(workbook: &Workbook) -> Vec<Diagnostic> {
    let told = |fault: &SheetFault| {
        let sheet = &fault.sheet;
        let after = fault
            .after
            .map_or_else(String::new, |cell| format!("セル{cell}より後の"));
        let (message, hint) = match fault.why {
            SheetWhy::Broken => (
                format!(
                    "シート「{sheet}」は{after}内容が壊れていて読めません。ほかのシートは読みました。"
                ),
                SAVED_ANEW,
            ),
            SheetWhy::Doubled => (
                format!(
                    "シート「{sheet}」の中身がファイルの中に2つあり、どちらの値か決められません。ほかのシートは読みました。"
                ),
                "Excelで開いて値を確かめ、「名前を付けて保存」で保存し直してから送ってください。",
            ),
        };
        let place = Place::sheet(&workbook.file, sheet);
        Diagnostic::new(Code::FILE_UNREADABLE, place, message).hint(hint)
    };
    workbook.faults.iter().map(told).collect()
}

/// A broken sheet costs nothing where every sheet of the form was found and it does not go by the name of one.
fn spare_others(diagnostics: &mut [Diagnostic], found: &identify::FormFound<'_>) {
    let form = found.form;
    if found.pages.carriers.iter().any(Vec::is_empty) {
        return;
    }
    let sheets = form.sheets.iter().map(|sheet| &sheet.name);
    let rows = form.rows.iter().map(|rows| &rows.name);
    let own: Vec<String> = sheets.chain(rows).map(|name| fold::fold(name)).collect();
    for told in diagnostics {
        let name = told.place.sheet.as_deref().map(fold::fold);
        if name.is_some_and(|name| !own.contains(&name)) {
            told.severity = Severity::Warning;
        }
    }
}

/// Single cells that could not be read, unless something else is told about them already; many are told as one, for they
/// have one cause.
fn refused_cells(workbook: &Workbook, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut refused: Vec<(Place, &String)> = Vec::new();
    for sheet in &workbook.sheets {
        let cells = sheet.beside.refused.iter();
        let places =
            cells.map(|(at, holds)| (Place::cell(&workbook.file, &sheet.name, *at), holds));
        refused.extend(places.filter(|(place, _)| told.iter().all(|told| told.place != *place)));
    }
    if refused.len() > MAX_REFUSED {
        let count = refused.len();
        let named = refused.iter().take(MAX_REFUSED).map(|(place, _)| place);
        let names: Vec<String> = named
            .filter_map(|place| Some(format!("{}!{}", place.sheet.as_ref()?, place.cell?)))
            .collect();
        let message = format!(
            "セルの内容が壊れていて読めないセルが{count}個あります（{}など）。ほかのセルは読みました。",
            names.join("、")
        );
        let first = refused.swap_remove(0);
        let told = Diagnostic::new(Code::FILE_UNREADABLE, first.0, message)
            .hint(SAVED_ANEW)
            .entered(first.1.clone());
        return vec![told];
    }
    let told = refused.into_iter().map(|(place, holds)| {
        Diagnostic::new(
            Code::FILE_UNREADABLE,
            place,
            format!("セルの内容（{holds}）が壊れていて読めません。ほかのセルは読みました。"),
        )
        .hint("Excelで開き、このセルを入力し直して上書き保存してください。")
        .entered(holds.clone())
    });
    told.collect()
}

/// Whether any cell carries this text.
fn carries(views: &[SheetView<'_>], text: &str) -> bool {
    let wanted = fold::fold(text);
    let mut cells = views.iter().flat_map(SheetView::cells);
    !wanted.is_empty()
        && cells.any(|seen| match &seen.cell.value {
            CellValue::Text(text) => text.len() < 2_000 && seen.key().contains(&wanted),
            _ => false,
        })
}

/// The code under which a file's reason not to be read is told.
fn code(why: Why) -> Code {
    match why {
        Why::Program => Code::PROGRAM_FAILED,
        Why::Unreadable => Code::FILE_UNREADABLE,
        Why::Protected => Code::FILE_PROTECTED,
        Why::BeyondLimit => Code::FILE_BEYOND_LIMIT,
    }
}
