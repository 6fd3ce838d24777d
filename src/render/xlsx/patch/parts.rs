//! How the parts of a workbook hang together: relations, content types, the list of sheets; and one sheet more.

use super::Unpatchable;
use super::package::Package;
use super::xml::{Edits, Kind, Tag, escaped, walk};

/// Namespaces of the ordinary flavour; the strict one has others and is left alone.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(super) const RELATIONS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// One relation of a part.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its kind.
    pub(super) kind: String,
    /// The part it leads to.
    pub(super) target: String,
}

/// The relations of a part, and the text that holds them.
#[derive(Clone, Debug)]
pub(super) struct Relations {
    part: String,
    xml: String,
    pub(super) list: Vec<Relation>,
}

impl Relations {
    pub(super) fn of(package: &mut Package<'_>, part: &str) -> Result<Self, Unpatchable> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let place = format!("{folder}/_rels/{file}.rels");
        let place = place.trim_start_matches('/');
        let place = package.find(place).unwrap_or(place).to_owned();
        let empty =
            || format!("{HEAD}<Relationships xmlns=\"{PACKAGE_RELATIONS}\"></Relationships>");
        let xml = package.text(&place)?.unwrap_or_else(empty);
        let mut list = Vec::new();
        walk(&xml, &mut |tag| {
            if tag.name() == "Relationship"
                && tag.kind != Kind::Close
                && let (Some(id), Some(kind), Some(target)) =
                    (tag.get("Id"), tag.get("Type"), tag.get("Target"))
                && tag.get("TargetMode").as_deref() != Some("External")
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = resolve(folder, &target);
                list.push(Relation { id, kind, target });
            }
            Ok(())
        })?;
        Ok(Self {
            part: place,
            xml,
            list,
        })
    }

    /// The first relation of a kind.
    pub(super) fn first(&self, kind: &str) -> Option<&Relation> {
        self.list.iter().find(|relation| relation.kind == kind)
    }

    pub(super) fn target(&self, id: &str) -> Option<&str> {
        let found = self.list.iter().find(|relation| relation.id == id)?;
        Some(&found.target)
    }

    /// Adds a relation to a part of the workbook and gives its id.
    pub(super) fn add(&mut self, kind: &str, target: &str) -> Result<String, Unpatchable> {
        // Relations that lead outside are not listed, but their ids are taken too.
        let id = (1..)
            .map(|number| format!("rId{number}"))
            .find(|id| {
                !self.xml.contains(&format!("\"{id}\"")) && !self.xml.contains(&format!("'{id}'"))
            })
            .ok_or(Unpatchable::Unfamiliar)?;
        let element = format!(
            "Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"/{}\"/>",
            escaped(target)
        );
        self.xml = appended(&self.xml, &element)?;
        self.list.push(Relation {
            id: id.clone(),
            kind: kind.to_owned(),
            target: target.to_owned(),
        });
        Ok(id)
    }

    /// The part's name and its text.
    pub(super) fn into_part(self) -> (String, String) {
        (self.part, self.xml)
    }
}

/// How every part of ours begins.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A part with an element added at the end of its root; the element is written without `<` and prefix.
pub(super) fn appended(xml: &str, element: &str) -> Result<String, Unpatchable> {
    let mut edits = Edits::default();
    walk(xml, &mut |tag| {
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
pub(super) const CONTENT_TYPES: &str = "[Content_Types].xml";

/// The kind of a part as the list names it.
pub(super) fn content_type(xml: &str, part: &str) -> Result<Option<String>, Unpatchable> {
    let ending = part.rsplit('.').next().unwrap_or_default();
    let (mut own, mut by_ending) = (None, None);
    walk(xml, &mut |tag| {
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
pub(super) fn with_content_type(xml: &str, part: &str, kind: &str) -> Result<String, Unpatchable> {
    let part = escaped(part);
    appended(
        xml,
        &format!("Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"),
    )
}

/// One worksheet: its name and its part.
#[derive(Clone, Debug)]
pub(super) struct SheetPart {
    pub(super) name: String,
    pub(super) part: String,
}

/// The worksheets of a workbook part, in order; chart sheets are among the names only.
pub(super) fn sheets(
    xml: &str,
    relations: &Relations,
) -> Result<(Vec<SheetPart>, Vec<String>), Unpatchable> {
    let (mut sheets, mut names) = (Vec::new(), Vec::new());
    walk(xml, &mut |tag| {
        if tag.name() == "sheet"
            && tag.depth == 2
            && tag.kind != Kind::Close
            && let (Some(name), Some(id)) = (tag.get("name"), tag.get("id"))
        {
            let found = relations.list.iter().find(|relation| relation.id == id);
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
pub(super) fn with_sheet(xml: &str, name: &str, relation: &str) -> Result<String, Unpatchable> {
    let mut edits = Edits::default();
    let mut largest = 0;
    let mut is_done = false;
    walk(xml, &mut |tag| {
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
        Err(Unpatchable::Unfamiliar)
    }
}

/// The root element's namespace is that of the ordinary flavour.
pub(super) fn is_ordinary(xml: &str) -> Result<bool, Unpatchable> {
    let mut is_ordinary = false;
    walk(xml, &mut |tag| {
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
        assert_eq!(with_sheet("<w/>", "a", "b"), Err(Unpatchable::Unfamiliar));
    }
}
