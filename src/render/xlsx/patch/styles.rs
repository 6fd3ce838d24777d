//! The sender's style sheet, with formats added: a marked cell keeps its own format and gets our fill; our sheet gets ours.

use std::collections::BTreeMap;
use std::ops::Range;

use super::looks::{self, Look};
use diagnostic::Severity;
use workbook::Fault;
use workbook::package::{HEAD, MAIN};
use workbook::xml::{Edits, Kind, Tag, first_tag, tags, with_attribute, without_attribute};

/// Most formats that the office program takes.
const MOST: usize = 64_000;

/// The order in which the sections of a style sheet must stand.
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// Sections that are added to, with what must stand in them before anything of ours. Braces hold the prefix.
const ADDED: [(&str, &[&str]); 4] = [
    ("fonts", &["<{}font><{}sz val=\"11\"/></{}font>"]),
    (
        "fills",
        &[
            "<{}fill><{}patternFill patternType=\"none\"/></{}fill>",
            "<{}fill><{}patternFill patternType=\"gray125\"/></{}fill>",
        ],
    ),
    ("borders", &["<{}border/>"]),
    (
        "cellXfs",
        &["<{}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"],
    ),
];

/// Where a section stands.
#[derive(Clone, Debug)]
struct Section {
    tag: (Range<usize>, String),
    is_empty: bool,
    end: usize,
    count: usize,
}

/// A style sheet under construction.
#[derive(Debug)]
pub(super) struct Styles {
    xml: String,
    prefix: String,
    root_end: usize,
    sections: BTreeMap<String, Section>,
    /// Where each of the sections not in [`ADDED`] begins, for putting a missing one before it.
    starts: Vec<(String, usize)>,
    xfs: Vec<Range<usize>>,
    fills: Vec<Range<usize>>,
    borders: Vec<Range<usize>>,
    added: BTreeMap<&'static str, Vec<String>>,
    filled: BTreeMap<(u32, Severity), u32>,
    unmarked: BTreeMap<u32, Option<u32>>,
    looks: BTreeMap<Look, u32>,
}

impl Styles {
    /// Reads a style sheet; a workbook may have none.
    pub(super) fn new(xml: Option<String>) -> Result<Self, Fault> {
        let mut styles = Self {
            xml: xml.unwrap_or_else(|| format!("{HEAD}<styleSheet xmlns=\"{MAIN}\"></styleSheet>")),
            prefix: String::new(),
            root_end: 0,
            sections: BTreeMap::new(),
            starts: Vec::new(),
            xfs: Vec::new(),
            fills: Vec::new(),
            borders: Vec::new(),
            added: BTreeMap::new(),
            filled: BTreeMap::new(),
            unmarked: BTreeMap::new(),
            looks: BTreeMap::new(),
        };
        let xml = std::mem::take(&mut styles.xml);
        let mut open: Option<String> = None;
        tags(&xml, &mut |tag| {
            styles.visit(tag, &mut open);
            Ok(())
        })?;
        styles.xml = xml;
        if styles.root_end == 0 {
            return Err(Fault::Unfamiliar);
        }
        styles.begin();
        Ok(styles)
    }

    fn visit(&mut self, tag: &Tag<'_>, open: &mut Option<String>) {
        match (tag.depth, tag.kind) {
            (0, Kind::Open) => tag.prefix().clone_into(&mut self.prefix),
            (0, Kind::Close) => self.root_end = tag.range.start,
            (1, Kind::Open | Kind::Empty) => {
                let name = tag.name().to_owned();
                self.starts.push((name.clone(), tag.range.start));
                let section = Section {
                    tag: (tag.range.clone(), tag.text.to_owned()),
                    is_empty: tag.kind == Kind::Empty,
                    end: tag.range.end,
                    count: 0,
                };
                self.sections.insert(name.clone(), section);
                *open = (tag.kind == Kind::Open).then_some(name);
            }
            (1, Kind::Close) => {
                let section = open.take().and_then(|name| self.sections.get_mut(&name));
                if let Some(section) = section {
                    section.end = tag.range.start;
                }
            }
            (2, kind) => {
                let Some(name) = open.as_deref() else { return };
                if let Some(section) = self.sections.get_mut(name) {
                    section.count += usize::from(kind != Kind::Close);
                }
                let list = match name {
                    "cellXfs" => &mut self.xfs,
                    "fills" => &mut self.fills,
                    "borders" => &mut self.borders,
                    _ => return,
                };
                match (kind, list.last_mut()) {
                    (Kind::Close, Some(last)) => last.end = tag.range.end,
                    (Kind::Close, None) => {}
                    _ => list.push(tag.range.clone()),
                }
            }
            _ => {}
        }
    }

    /// Puts into sections without content what every program expects there.
    fn begin(&mut self) {
        for (name, first) in ADDED {
            if self.count(name) == 0 {
                let first = first.iter().map(|text| text.replace("{}", &self.prefix));
                self.added.insert(name, first.collect());
            }
        }
    }

    fn count(&self, name: &str) -> usize {
        let own = self.sections.get(name).map_or(0, |section| section.count);
        own + self.added.get(name).map_or(0, Vec::len)
    }

    /// Adds an element to a section and gives its number.
    fn add(&mut self, name: &'static str, text: String) -> Result<u32, Fault> {
        let number = self.count(name);
        if number >= MOST {
            return Err(Fault::TooLarge);
        }
        self.added.entry(name).or_default().push(text);
        u32::try_from(number).map_err(|_| Fault::TooLarge)
    }

    /// Adds an element whose prefix stands in braces, unless it was added before.
    fn add_once(&mut self, name: &'static str, text: &str) -> Result<u32, Fault> {
        let text = text.replace("{}", &self.prefix);
        let own = self.sections.get(name).map_or(0, |section| section.count);
        let known = self
            .added
            .get(name)
            .and_then(|added| added.iter().position(|t| *t == text));
        match known {
            Some(at) => u32::try_from(own + at).map_err(|_| Fault::TooLarge),
            None => self.add(name, text),
        }
    }

    /// The format of a cell with our fill in place of its own.
    pub(super) fn filled(&mut self, base: u32, severity: Severity) -> Result<u32, Fault> {
        if let Some(known) = self.filled.get(&(base, severity)) {
            return Ok(*known);
        }
        let fill = self.add_once("fills", &looks::mark_fill(severity))?;
        let own = usize::try_from(base)
            .ok()
            .and_then(|base| self.xfs.get(base))
            .and_then(|range| self.xml.get(range.clone()));
        let own = own.map_or_else(|| self.plain_xf(), str::to_owned);
        let end = own.find('>').map_or(own.len(), |at| at + 1);
        let tag = with_attribute(&own[..end], "fillId", &fill.to_string());
        let tag = with_attribute(&tag, "applyFill", "1");
        let number = self.add("cellXfs", format!("{tag}{}", &own[end..]))?;
        self.filled.insert((base, severity), number);
        Ok(number)
    }

    /// The format that a cell had before it was marked in an earlier copy: the first that differs in nothing but what our
    /// marks change, else the same without a fill. Nothing for a format without our fill.
    pub(super) fn unmarked(&mut self, style: u32) -> Result<Option<u32>, Fault> {
        if let Some(known) = self.unmarked.get(&style) {
            return Ok(*known);
        }
        let found = self.before_mark(style)?;
        self.unmarked.insert(style, found);
        Ok(found)
    }

    fn before_mark(&mut self, style: u32) -> Result<Option<u32>, Fault> {
        let is_ours = |list: &[Range<usize>], number: u32, rgbs: &[u32]| {
            let found = usize::try_from(number).ok().and_then(|at| list.get(at));
            let text = found.map_or("", |range| &self.xml[range.clone()]);
            let text = text.to_ascii_lowercase();
            rgbs.iter()
                .any(|rgb| text.contains(&format!("\"ff{rgb:06x}\"")))
        };
        let filled = |xf: &str| is_ours(&self.fills, number(xf, "fillId"), &looks::mark_rgbs());
        let framed = |xf: &str| is_ours(&self.borders, number(xf, "borderId"), &looks::FRAMES);
        let at = usize::try_from(style).ok();
        let Some(own) = at
            .and_then(|at| self.xfs.get(at))
            .map(|range| &self.xml[range.clone()])
        else {
            return Ok(None);
        };
        if !filled(own) {
            return Ok(None);
        }
        let is_framed = framed(own);
        let rest = |xf: &str| without(xf, is_framed);
        let wanted = rest(own);
        let mut others = self.xfs.iter().map(|range| &self.xml[range.clone()]);
        let found = others.position(|xf| !filled(xf) && !framed(xf) && rest(xf) == wanted);
        if let Some(found) = found {
            return u32::try_from(found).map(Some).map_err(|_| Fault::TooLarge);
        }
        let end = own.find('>').map_or(own.len(), |at| at + 1);
        let mut tag = with_attribute(&own[..end], "fillId", "0");
        if is_framed {
            tag = with_attribute(&tag, "borderId", "0");
        }
        let text = format!("{tag}{}", &own[end..]);
        self.add("cellXfs", text).map(Some)
    }

    fn plain_xf(&self) -> String {
        ADDED[3].1[0].replace("{}", &self.prefix)
    }

    /// The format of a cell of our own sheet.
    pub(super) fn look(&mut self, look: Look) -> Result<u32, Fault> {
        if let Some(known) = self.looks.get(&look) {
            return Ok(*known);
        }
        let font = self.add_once("fonts", &looks::font(look))?;
        let fill = match looks::fill(look) {
            Some(fill) => self.add_once("fills", &fill)?,
            None => 0,
        };
        let border = match looks::border(look) {
            Some(border) => self.add_once("borders", border)?,
            None => 0,
        };
        let text = format!(
            "<{{}}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\">{}</{{}}xf>",
            looks::alignment(look)
        );
        let number = self.add_once("cellXfs", &text)?;
        self.looks.insert(look, number);
        Ok(number)
    }

    /// The style sheet with everything added.
    pub(super) fn finish(self) -> String {
        let mut edits = Edits::default();
        let prefix = &self.prefix;
        for (name, _) in ADDED {
            let Some(added) = self.added.get(name).filter(|added| !added.is_empty()) else {
                continue;
            };
            let count = self.count(name).to_string();
            let added = added.concat();
            let whole = |open: &str| format!("{open}{added}</{prefix}{name}>");
            match self.sections.get(name) {
                Some(section) => {
                    let (range, text) = &section.tag;
                    let text = with_attribute(text, "count", &count);
                    if section.is_empty {
                        edits.replace(range.clone(), whole(&Tag::opened(&text)));
                    } else {
                        edits.replace(range.clone(), text);
                        edits.insert(section.end, added);
                    }
                }
                None => {
                    let open = format!("<{prefix}{name} count=\"{count}\">");
                    edits.insert(self.place_of(name), whole(&open));
                }
            }
        }
        edits.apply(&self.xml)
    }

    /// Where a missing section belongs.
    fn place_of(&self, name: &str) -> usize {
        let rank = |name: &str| ORDER.iter().position(|other| *other == name);
        let later = self
            .starts
            .iter()
            .find(|(other, _)| rank(other) > rank(name));
        later.map_or(self.root_end, |(_, at)| *at)
    }
}

/// The number in an attribute of an element.
fn number(element: &str, name: &str) -> u32 {
    let tag = first_tag(element);
    tag.and_then(|tag| tag.number(name)).unwrap_or(0)
}

/// A format without what a mark changes: its fill, and in a redrawn form its frame.
fn without(xf: &str, frame_too: bool) -> String {
    let end = xf.find('>').map_or(xf.len(), |at| at + 1);
    let mut tag = xf[..end].to_owned();
    let names = ["fillId", "applyFill", "borderId", "applyBorder"];
    for name in &names[..if frame_too { 4 } else { 2 }] {
        tag = without_attribute(&tag, name);
    }
    let words: Vec<&str> = tag.split_whitespace().collect();
    let tag = words.join(" ").replace(" >", ">").replace(" />", "/>");
    format!("{tag}{}", &xf[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_was_marked_is_found_again() {
        let xml = concat!(
            "<s><fills count=\"3\"><fill/><fill/><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFBE0DD\"/></patternFill></fill></fills>",
            "<cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"9\" fillId=\"1\"><alignment/></xf>",
            "<xf numFmtId=\"9\" fillId=\"2\" applyFill=\"1\"><alignment/></xf><xf numFmtId=\"7\" fillId=\"2\"/></cellXfs></s>"
        );
        let mut styles = Styles::new(Some(xml.to_owned())).expect("a style sheet");
        assert_eq!(styles.unmarked(1), Ok(None));
        assert_eq!(styles.unmarked(2), Ok(Some(1)));
        assert_eq!(styles.unmarked(3), Ok(Some(4)));
        assert_eq!(styles.unmarked(99), Ok(None));
        let text = styles.finish();
        assert!(
            text.contains("<xf numFmtId=\"7\" fillId=\"0\"/></cellXfs>"),
            "{text}"
        );
    }

    #[test]
    fn a_marked_format_keeps_everything_but_its_fill() {
        let xml = "<x:s><x:fills count=\"1\"><x:fill/></x:fills><x:cellXfs count=\"2\"><x:xf fillId=\"0\"/><x:xf numFmtId=\"9\" fillId=\"7\" xfId=\"1\"><x:alignment/></x:xf></x:cellXfs></x:s>";
        let mut styles = Styles::new(Some(xml.to_owned())).expect("a style sheet");
        assert_eq!(styles.filled(1, Severity::Error), Ok(2));
        assert_eq!(styles.filled(1, Severity::Error), Ok(2));
        assert_eq!(styles.filled(1, Severity::Note), Ok(3));
        let text = styles.finish();
        assert!(
            text.contains(
                "<x:xf numFmtId=\"9\" fillId=\"1\" xfId=\"1\" applyFill=\"1\"><x:alignment/></x:xf>"
            ),
            "{text}"
        );
        assert!(text.contains("<x:cellXfs count=\"4\">"), "{text}");
        assert!(text.contains("<x:fills count=\"3\">"), "{text}");
    }

    #[test]
    fn missing_sections_are_put_in_their_places() {
        let mut styles =
            Styles::new(Some("<s><cellStyleXfs/><dxfs/></s>".to_owned())).expect("a style sheet");
        assert_eq!(styles.filled(0, Severity::Error), Ok(1));
        styles.look(Look::Link).expect("room");
        let text = styles.finish();
        let places: Vec<usize> = [
            "<fonts",
            "<fills",
            "<borders",
            "<cellStyleXfs",
            "<cellXfs",
            "<dxfs",
        ]
        .iter()
        .map(|tag| {
            text.find(tag)
                .unwrap_or_else(|| panic!("no {tag} in {text}"))
        })
        .collect();
        assert!(places.is_sorted(), "{text}");
    }
}
