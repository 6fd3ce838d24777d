//! How the parts of a workbook hang together: relations, content types, the list of sheets; and one sheet more.

use super::parts::Package;
use crate::fault::Fault;
use crate::xml::{Edits, Kind, Tag, escaped, tags};

/// Namespace of the ordinary flavour; the strict one has others and is left alone by who patches.
pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// Namespace of what leads from one part to another.
pub const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// One relation of a part.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its name in the part that it leads from.
    pub id: String,
    /// The last word of its kind.
    pub kind: String,
    /// The part it leads to.
    pub target: String,
    /// Whether that is no part of this package.
    pub is_external: bool,
}

/// The relations of a part, and the text that holds them.
#[derive(Clone, Debug)]
pub struct Relations {
    part: String,
    xml: String,
    list: Vec<Relation>,
}

impl Relations {
    /// The relations of a part; those of the package itself for the empty name.
    ///
    /// # Errors
    /// The part that holds them is broken.
    pub fn of(package: &mut Package<'_>, part: &str) -> Result<Self, Fault> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let place = format!("{folder}/_rels/{file}.rels");
        let place = place.trim_start_matches('/');
        let place = package.find(place).unwrap_or(place).to_owned();
        let empty =
            || format!("{HEAD}<Relationships xmlns=\"{PACKAGE_RELATIONS}\"></Relationships>");
        let xml = package.text(&place)?.unwrap_or_else(empty);
        let mut list = Vec::new();
        tags(&xml, &mut |tag| {
            if tag.name() == "Relationship"
                && tag.kind != Kind::Close
                && let (Some(id), Some(kind), Some(target)) =
                    (tag.get("Id"), tag.get("Type"), tag.get("Target"))
            {
                list.push(Relation {
                    id,
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolve(folder, &target),
                    is_external: tag.get("TargetMode").as_deref() == Some("External"),
                });
            }
            Ok(())
        })?;
        Ok(Self {
            part: place,
            xml,
            list,
        })
    }

    /// All relations, those that lead outside too.
    pub fn all(&self) -> &[Relation] {
        &self.list
    }

    /// The relations to parts of this package.
    pub fn inner(&self) -> impl Iterator<Item = &Relation> {
        self.list.iter().filter(|relation| !relation.is_external)
    }

    /// The part that the first relation of a kind leads to.
    pub fn first(&self, kind: &str) -> Option<&str> {
        let found = self.inner().find(|relation| relation.kind == kind)?;
        Some(&found.target)
    }

    /// The relation of this name.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Relation> {
        self.inner().find(|relation| relation.id == id)
    }

    /// The part that a relation leads to.
    pub fn target(&self, id: &str) -> Option<&str> {
        Some(&self.by_id(id)?.target)
    }

    /// Adds a relation to a part of the workbook and gives its id.
    ///
    /// # Errors
    /// The part that holds the relations is broken.
    pub fn add(&mut self, kind: &str, target: &str) -> Result<String, Fault> {
        let id = (1..)
            .map(|number| format!("rId{number}"))
            .find(|id| {
                !self.xml.contains(&format!("\"{id}\"")) && !self.xml.contains(&format!("'{id}'"))
            })
            .ok_or(Fault::Unfamiliar)?;
        let element = format!(
            "Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{}\"/>",
            escaped(&relative(&self.part, target))
        );
        self.xml = appended(&self.xml, &element)?;
        self.list.push(Relation {
            id: id.clone(),
            kind: kind.to_owned(),
            target: target.to_owned(),
            is_external: false,
        });
        Ok(id)
    }

    /// The part's name and its text.
    pub fn into_part(self) -> (String, String) {
        (self.part, self.xml)
    }
}

/// The way from the part whose relations stand in `relations` to another part. Some programs follow no other.
fn relative(relations: &str, target: &str) -> String {
    let (folder, _) = relations.rsplit_once("_rels/").unwrap_or(("", relations));
    let mut from = folder.split_terminator('/').peekable();
    let mut to = target.split('/').peekable();
    while to.clone().count() > 1 && from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let rest: Vec<&str> = to.collect();
    "../".repeat(from.count()) + &rest.join("/")
}

/// How every part of ours begins.
pub const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A part with an element added at the end of its root; the element is written without `<` and prefix.
fn appended(xml: &str, element: &str) -> Result<String, Fault> {
    let mut edits = Edits::default();
    tags(xml, &mut |tag| {
        if tag.depth == 0 {
            let element = format!("<{}{element}", tag.prefix());
            match tag.kind {
                Kind::Open => {}
                Kind::Close => edits.insert(tag.range.start, element),
                Kind::Empty => {
                    let name = tag.text.trim_start_matches('<');
                    let name = &name[..name.find([' ', '/', '\n', '\t', '\r']).unwrap_or(0)];
                    let open = Tag::opened(tag.text);
                    edits.replace(tag.range.clone(), format!("{open}{element}</{name}>"));
                }
            }
        }
        Ok(())
    })?;
    Ok(edits.apply(xml))
}

/// A target relative to a folder, as the name of a part.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split(['/', '\\']) {
        match step {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

/// The list of what kind each part is.
pub const CONTENT_TYPES: &str = "[Content_Types].xml";

/// The kind of a part as the list names it.
///
/// # Errors
/// The list is broken.
pub fn content_type(xml: &str, part: &str) -> Result<Option<String>, Fault> {
    let ending = part.rsplit('.').next().unwrap_or_default();
    let (mut own, mut by_ending) = (None, None);
    tags(xml, &mut |tag| {
        let is = |name: &str, value: &str| {
            tag.get(name)
                .is_some_and(|found| found.trim_start_matches('/').eq_ignore_ascii_case(value))
        };
        if tag.name() == "Override" && is("PartName", part) {
            own = tag.get("ContentType");
        } else if tag.name() == "Default" && is("Extension", ending) {
            by_ending = tag.get("ContentType");
        }
        Ok(())
    })?;
    Ok(own.or(by_ending))
}

/// The list with one part more.
///
/// # Errors
/// The list is broken.
pub fn with_content_type(xml: &str, part: &str, kind: &str) -> Result<String, Fault> {
    let part = escaped(part);
    appended(
        xml,
        &format!("Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"),
    )
}

/// One worksheet: its name and its part.
#[derive(Clone, Debug)]
pub struct SheetPart {
    /// Name on its tab.
    pub name: String,
    /// Name of the part.
    pub part: String,
}

/// The worksheets of a workbook part, in order; chart sheets are among the names only.
///
/// # Errors
/// The part is broken.
pub fn sheets(xml: &str, relations: &Relations) -> Result<(Vec<SheetPart>, Vec<String>), Fault> {
    let (mut sheets, mut names) = (Vec::new(), Vec::new());
    tags(xml, &mut |tag| {
        if tag.name() == "sheet"
            && tag.depth == 2
            && tag.kind != Kind::Close
            && let (Some(name), Some(id)) = (tag.get("name"), tag.get("id"))
        {
            let found = relations.inner().find(|relation| relation.id == id);
            if let Some(found) = found.filter(|relation| relation.kind == "worksheet") {
                let part = found.target.clone();
                sheets.push(SheetPart {
                    name: name.clone(),
                    part,
                });
            }
            names.push(name);
        }
        Ok(())
    })?;
    Ok((sheets, names))
}

/// A workbook part with one sheet more at the end.
///
/// # Errors
/// The part is broken, or has no list of sheets.
pub fn with_sheet(xml: &str, name: &str, relation: &str) -> Result<String, Fault> {
    let mut edits = Edits::default();
    let mut largest = 0;
    let mut is_done = false;
    tags(xml, &mut |tag| {
        if tag.name() == "sheet" && tag.depth == 2 {
            largest = largest.max(tag.number("sheetId").unwrap_or(0));
        }
        if tag.name() == "sheets" && tag.depth == 1 && tag.kind == Kind::Close {
            let element = format!(
                "<{}sheet name=\"{}\" sheetId=\"{}\" xmlns:r=\"{RELATIONS}\" r:id=\"{relation}\"/>",
                tag.prefix(),
                escaped(name),
                largest + 1
            );
            edits.insert(tag.range.start, element);
            is_done = true;
        }
        Ok(())
    })?;
    if is_done {
        Ok(edits.apply(xml))
    } else {
        Err(Fault::Unfamiliar)
    }
}

/// Whether the root element's namespace is that of the ordinary flavour.
///
/// # Errors
/// The part is broken.
pub fn is_ordinary(xml: &str) -> Result<bool, Fault> {
    let mut is_ordinary = false;
    tags(xml, &mut |tag| {
        if tag.depth == 0 && tag.kind != Kind::Close {
            is_ordinary = tag.text.contains(MAIN);
        }
        Ok(())
    })?;
    Ok(is_ordinary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_leads_from_where_it_stands() {
        for (relations, target, way) in [
            (
                "xl/_rels/workbook.xml.rels",
                "xl/worksheets/sheet5.xml",
                "worksheets/sheet5.xml",
            ),
            (
                "xl/worksheets/_rels/sheet2.xml.rels",
                "xl/comments1.xml",
                "../comments1.xml",
            ),
            (
                "xl/worksheets/_rels/sheet2.xml.rels",
                "xl/drawings/vmlDrawing1.vml",
                "../drawings/vmlDrawing1.vml",
            ),
            ("_rels/workbook.xml.rels", "sheet1.xml", "sheet1.xml"),
            ("a/b/_rels/c.rels", "d.xml", "../../d.xml"),
        ] {
            assert_eq!(relative(relations, target), way);
            let folder = relations
                .rsplit_once("_rels/")
                .map_or("", |(folder, _)| folder.trim_end_matches('/'));
            assert_eq!(resolve(folder, way), target);
        }
    }

    #[test]
    fn targets_are_relative_to_their_part() {
        assert_eq!(
            resolve("xl/worksheets", "../comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(resolve("xl", "/xl/worksheets/a.xml"), "xl/worksheets/a.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolve("xl", "../../../etc/passwd"), "etc/passwd");
    }

    #[test]
    fn an_element_is_added_in_the_roots_own_namespace() {
        assert_eq!(
            appended("<p:Types xmlns:p=\"x\"/>", "Default/>").as_deref(),
            Ok("<p:Types xmlns:p=\"x\"><p:Default/></p:Types>")
        );
        assert_eq!(
            appended("<Types><a/></Types>", "b/>").as_deref(),
            Ok("<Types><a/><b/></Types>")
        );
    }

    #[test]
    fn a_sheet_comes_last_with_a_number_of_its_own() {
        let xml = "<w><sheets><sheet name=\"1\" sheetId=\"7\" r:id=\"rId1\"/></sheets><definedNames/></w>";
        let found = with_sheet(xml, "点<", "rId9").expect("a workbook");
        let expected = format!(
            "sheetId=\"7\" r:id=\"rId1\"/><sheet name=\"点&lt;\" sheetId=\"8\" xmlns:r=\"{RELATIONS}\" r:id=\"rId9\"/></sheets><definedNames/>"
        );
        assert!(found.contains(&expected), "{found}");
        assert_eq!(with_sheet("<w/>", "a", "b"), Err(Fault::Unfamiliar));
    }
}
