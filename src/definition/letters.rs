//! The mails of a collection: subjects and bodies with placeholders, as the office words them.

use serde::Deserialize;

/// Words that may stand in braces in a letter.
pub(super) const PLACEHOLDERS: [&str; 12] = [
    "ward", "person", "form", "as_of", "due", "late", "received", "file", "copy", "count", "list",
    "contact",
];

/// The mails of a collection.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Letters {
    /// To a ward from which nothing came.
    pub reminder: Letter,
    /// To a ward whose file holds nothing in the live year.
    pub blank: Letter,
    /// To a ward whose file has something to be mended or explained.
    pub returned: Letter,
    /// To a ward whose submission was accepted.
    pub accepted: Letter,
}

/// One mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Letter {
    /// What it is called in the list of what goes out, and in the name of its file.
    pub name: String,
    /// Subject.
    pub subject: String,
    /// Body.
    pub body: String,
}

impl Letter {
    /// A text with its placeholders filled; a line that speaks of something that is not known is left out.
    pub fn fill(text: &str, known: &[(&str, Option<String>)]) -> String {
        let line = |line: &str| {
            let (mut said, mut rest) = (String::new(), line);
            while let Some((before, after)) = rest.split_once('{') {
                let (name, after) = after.split_once('}')?;
                let (_, value) = known.iter().find(|(known, _)| *known == name)?;
                said.push_str(before);
                said.push_str(value.as_deref()?);
                rest = after;
            }
            said.push_str(rest);
            Some(said)
        };
        let lines: Vec<String> = text.trim().lines().filter_map(line).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_about_something_unknown_is_left_out_and_what_is_filled_in_is_not_filled_again() {
        let known = [
            ("file", Some("{ward}.xlsx".to_owned())),
            ("ward", Some("甲区".to_owned())),
            ("due", None),
        ];
        let text = "\n{ward}様\n「{file}」\n期限は{due}です。\n以上\n";
        assert_eq!(Letter::fill(text, &known), "甲区様\n「{ward}.xlsx」\n以上");
    }
}
