//! A zip of workbooks: its members by name, each inflated on demand within bounds. Leaves what to read of them to the edge.
//!
//! Nothing is ever written under a member's name, which is made harmless all the same: it ends up in reports.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Seek};

use ::zip::ZipArchive;

use crate::guard::{MAX_FILE, is_document};
use crate::refusal::Refusal;
use crate::zip::{MAX_MEMBERS, Unlisted, doubled as names_of_two, entry, listed};

/// Largest archive: every ward's workbook with its photographs.
const MAX_ARCHIVE: u64 = 2 << 30;
/// Largest archive in an archive, which is taken out as a whole.
const MAX_INNER: usize = 64 << 20;
/// Largest file that is held in memory before its kind is known; a larger archive is read from where it lies.
const MAX_HELD: u64 = 64 << 20;
/// Largest sum of what is taken out of one archive: as many workbooks of the largest size as there are wards.
const MAX_INFLATED: u64 = 768 << 20;
/// Archives within archives, the outermost counted.
const MAX_DEPTH: u32 = 2;

/// How many first bytes tell whether a file may be a workbook.
pub const HEAD: u64 = 8;

/// The limits of this file, by name with their unit.
pub(crate) const LIMITS: [(&str, u64); 5] = [
    ("archive_bytes", MAX_ARCHIVE),
    ("archive_in_archive_bytes", MAX_INNER as u64),
    ("archive_members", MAX_MEMBERS as u64),
    ("archive_inflated_bytes", MAX_INFLATED),
    ("archive_depth", MAX_DEPTH as u64),
];

/// An archive and what of it has been taken out so far.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    /// Names, as they are written, that two members have; the zip reader keeps one of them only.
    doubled: BTreeSet<Vec<u8>>,
    depth: u32,
    taken: u64,
}

/// One file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Name with `/`, without anything that leads out of the archive.
    pub name: String,
    /// Whether it opens with a password only.
    pub is_locked: bool,
    is_double: bool,
    size: u64,
    index: usize,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive, in memory or where it lies.
    ///
    /// # Errors
    /// It is broken or beyond the bounds; the reason then stands for the file.
    pub fn open(reader: R) -> Result<Self, Refusal> {
        Self::at_depth(reader, 1)
    }

    fn at_depth(reader: R, depth: u32) -> Result<Self, Refusal> {
        let unlisted = |why| match why {
            Unlisted::TooMany => Refusal::beyond_archive(format!(
                "ZIPの中のファイルが多すぎます（上限は{MAX_MEMBERS}個）。"
            )),
            Unlisted::Broken => Refusal::unreadable(
                "ZIPファイルが途中で切れているか、壊れています。",
                "送付や複写の途中で失われています。元のZIPを展開できるか確かめ、送り直してください。",
            ),
        };
        let mut zip = listed(reader).map_err(unlisted)?;
        let mut doubled = BTreeSet::new();
        if zip.has_duplicate_names() {
            let start = zip.central_directory_start();
            let mut reader = zip.into_inner();
            doubled = names_of_two(&mut reader, start);
            zip = listed(reader).map_err(unlisted)?;
        }
        Ok(Self {
            zip,
            doubled,
            depth,
            taken: 0,
        })
    }

    /// Whether it is no archive but some document, whose parts its members are.
    pub fn is_document(&mut self) -> bool {
        let members = self.members();
        is_document(members.iter().map(|member| member.name.as_str()))
    }

    /// Opens an archive that is a member of this one.
    ///
    /// # Errors
    /// As [`Archive::open`], or the archives lie too deep in each other.
    pub fn inner<'b>(&self, bytes: &'b [u8]) -> Result<Archive<Cursor<&'b [u8]>>, Refusal> {
        if self.depth >= MAX_DEPTH {
            return Err(Refusal::beyond_archive(format!(
                "ZIPの中のZIPの中に、さらにZIPがあるため、中を読みません（上限は{MAX_DEPTH}段）。"
            )));
        }
        let mut inner = Archive::at_depth(Cursor::new(bytes), self.depth + 1)?;
        inner.taken = self.taken;
        Ok(inner)
    }

    /// Counts what an inner archive has taken out against this one's bounds.
    pub fn close<I>(&mut self, inner: &Archive<I>) {
        self.taken = inner.taken;
    }

    /// The files in the archive, by name; folders left out.
    pub fn members(&mut self) -> Vec<Member> {
        let mut members = Vec::new();
        for index in 0..self.zip.len() {
            let entry = entry(&mut self.zip, index);
            let Some(entry) = entry.filter(|entry| !entry.raw.ends_with(b"/")) else {
                continue;
            };
            members.push(Member {
                name: name(&entry.raw),
                is_locked: entry.is_locked,
                is_double: self.doubled.contains(&entry.raw),
                size: entry.size,
                index,
            });
        }
        members.sort_by(|a, b| (&a.name, a.index).cmp(&(&b.name, b.index)));
        for at in 1..members.len() {
            if members[at].name == members[at - 1].name {
                let index = members[at].index;
                members[at].name.push_str(&format!("（{index}）"));
            }
        }
        members
    }

    /// A member's first bytes: enough to tell whether it may be a workbook.
    pub fn head(&mut self, member: &Member) -> Vec<u8> {
        let mut head = Vec::new();
        if let Ok(entry) = self.zip.by_index(member.index) {
            // A member that breaks off is told once it is wanted whole.
            let _ = entry.take(HEAD).read_to_end(&mut head);
        }
        head
    }

    /// A member's content.
    ///
    /// # Errors
    /// It is locked, broken, one of two of that name, or beyond the bounds; the reason then stands for the file.
    pub fn content(&mut self, member: &Member) -> Result<Vec<u8>, Refusal> {
        if member.is_locked {
            return Err(Refusal::locked_archive());
        }
        if member.is_double {
            return Err(Refusal::unreadable(
                "ZIPの中に同じ名前のファイルが2つあり、どちらの内容か決められないため、読みません。",
                "ZIPを展開し、2つを別の名前にして、正しいほうのExcelのファイルを渡してください。",
            ));
        }
        let broken = || {
            Refusal::unreadable(
                "ZIPの中のこのファイルは、壊れているか、この展開の方法に対応していないため、読めません。",
                "ZIPを展開できるか確かめ、展開した中のExcelのファイルを渡してください。",
            )
        };
        let entry = self.zip.by_index(member.index).map_err(|_| broken())?;
        let is_archive = member.name.to_lowercase().ends_with(".zip");
        let most = if is_archive { MAX_INNER } else { MAX_FILE };
        if member.size > most as u64 {
            return Err(if is_archive {
                archive_too_large(member.size, most as u64)
            } else {
                too_large(member.size)
            });
        }
        if self.taken + member.size > MAX_INFLATED {
            return Err(Refusal::beyond_archive(format!(
                "ZIPの中身を合わせると大きすぎるため、このファイルは読みません（上限は{}MB）。",
                MAX_INFLATED >> 20
            )));
        }
        let mut bytes = Vec::new();
        entry
            .take(most as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| broken())?;
        self.taken += bytes.len() as u64;
        Ok(bytes)
    }
}

/// What stands for a file of some length that is too large to be looked at, an archive or not; `None` if it is not.
pub fn beyond_size(length: u64, is_zip: bool) -> Option<Refusal> {
    if is_zip {
        (length > MAX_ARCHIVE).then(|| archive_too_large(length, MAX_ARCHIVE))
    } else {
        (length > MAX_HELD).then(|| too_large(length))
    }
}

/// What stands for a workbook of some length that is too large to be looked at.
pub fn workbook_too_large(length: u64) -> Refusal {
    too_large(length)
}

/// What stands for an archive whose members open with a password only.
pub fn locked() -> Refusal {
    Refusal::locked_archive()
}

/// What stands for an archive without a workbook in it.
pub fn without_workbook() -> Refusal {
    Refusal::unreadable(
        "ZIPの中に、Excelのファイルがありません。",
        "ZIPを展開して中を確かめ、記入済みの様式（Excelブック）を入れて送り直してください。",
    )
}

/// Largest file of any kind that is held in memory.
pub fn largest() -> u64 {
    MAX_HELD
}

fn too_large(length: u64) -> Refusal {
    Refusal::beyond(format!(
        "ファイルが大きすぎます（{}MB。上限は{}MB）。",
        length.div_ceil(1 << 20),
        MAX_FILE >> 20
    ))
}

fn archive_too_large(length: u64, most: u64) -> Refusal {
    Refusal::beyond_archive(format!(
        "ZIPファイルが大きすぎます（{}MB。上限は{}MB）。",
        length.div_ceil(1 << 20),
        most >> 20
    ))
}

/// A member's name as the sender saw it. Zips made in Japan hold CP932 without saying so; the zip reader would take
/// that for another code page, and would split 表 and ソ at their second byte.
fn name(raw: &[u8]) -> String {
    let decoded = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        // encoding_rs's Shift_JIS is Windows-31J, which includes ① and 髙.
        Err(_) => encoding_rs::SHIFT_JIS.decode(raw).0.into_owned(),
    };
    let parts: Vec<String> = decoded
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .map(|part| {
            part.chars()
                .map(|c| if c.is_control() || c == ':' { '_' } else { c })
                .collect()
        })
        .collect();
    if parts.is_empty() {
        "名前なし".to_owned()
    } else {
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_the_sender_saw_them() {
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode("予算表ソ/①髙﨑.xlsx");
        assert_eq!(name(&cp932), "予算表ソ/①髙﨑.xlsx");
        let (windows, _, _) = encoding_rs::SHIFT_JIS.encode("提出\\能登.xlsx");
        assert_eq!(name(&windows), "提出/能登.xlsx");
        assert_eq!(name("か\u{3099}.xlsx".as_bytes()), "か\u{3099}.xlsx");
    }

    #[test]
    fn of_two_members_of_one_name_neither_is_taken_for_the_other() {
        use std::io::Write as _;
        let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["1.xlsx", "2.xlsx", "3.xlsx"] {
            let options = ::zip::write::SimpleFileOptions::default();
            writer.start_file(name, options).expect("a member");
            writer.write_all(name.as_bytes()).expect("content");
        }
        let mut bytes = writer.finish().expect("a zip").into_inner();
        // The name stands before the content and in the list.
        for at in 0..bytes.len() - 6 {
            if bytes[at..].starts_with(b"2.xlsx") {
                bytes[at] = b'1';
            }
        }
        let mut archive = Archive::open(Cursor::new(&bytes[..])).expect("an archive");
        let mut told = Vec::new();
        for member in archive.members() {
            let content = archive.content(&member);
            told.push((member.name, content.map_err(|refusal| refusal.message)));
        }
        let [(first, refused), (other, content)] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!((&first[..], &other[..]), ("1.xlsx", "3.xlsx"));
        assert!(
            refused
                .as_ref()
                .is_err_and(|why| why.contains("同じ名前のファイルが2つ")),
            "{told:?}"
        );
        assert_eq!(content.as_deref(), Ok(&b"3.xlsx"[..]));
    }

    #[test]
    fn no_name_leads_out_of_the_archive() {
        assert_eq!(name(b"../../etc/passwd"), "etc/passwd");
        assert_eq!(name(b"C:\\a\\..\\b.xlsx"), "C_/a/b.xlsx");
        assert_eq!(name(b"/"), "名前なし");
        assert_eq!(name(b"a\nb"), "a_b");
    }
}
