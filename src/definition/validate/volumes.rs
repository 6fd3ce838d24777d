//! The volumes of a report, and those of one that names none.

use serde::Deserialize;

use super::read;
use crate::codes;
use crate::fault::Faults;
use crate::source::{GENERAL_VOLUMES, TemplateFile};
use crate::tell::Tell;
use crate::volume::{BeforePublishing, ChapterKind, Volume, VolumeFormat};

/// What stands in for what a report does not say.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct General {
    pub(super) stands_out: String,
    pub(super) volume: Vec<Volume>,
    pub(super) before_publishing: BeforePublishing,
}

/// What any report says that does not say otherwise.
pub(super) fn general(faults: &mut Faults) -> Option<General> {
    let file = TemplateFile {
        path: "volumes.toml".to_owned(),
        text: GENERAL_VOLUMES.to_owned(),
    };
    read::<General>(&file, faults)
}

/// Tells of volumes whose file could not be written, or of two by one name, and of a chapter that is bound twice.
pub(super) fn check(volumes: &[Volume], tell: &mut Tell<'_>) {
    let ids = volumes
        .iter()
        .map(|volume| (volume.id.as_str(), volume.lines.of("id")));
    tell.unique("分冊（volume）", ids);
    for volume in volumes {
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if volume.id.is_empty() || !volume.id.chars().all(is_name) {
            tell.at(
                codes::VALUE,
                volume.lines.of("id"),
                format!("分冊の番号「{}」はファイルの名前になります。半角の小文字と数字と「-」で書いてください", volume.id),
            );
        }
        if volume.chapters.is_empty() {
            let message = format!("分冊「{}」に章（chapters）がありません", volume.id);
            tell.at(codes::VALUE, volume.lines.of("chapters"), message);
        }
        if volume.format == VolumeFormat::Docx && volume.chapters.contains(&ChapterKind::Form) {
            let message = format!(
                "分冊「{}」はWordの文書です。様式（form）の章はA3の紙面なので入れられません。PDFの分冊に入れてください",
                volume.id
            );
            tell.at(codes::VALUE, volume.lines.of("chapters"), message);
        }
        for (at, chapter) in volume.chapters.iter().enumerate() {
            if volume.chapters[..at].contains(chapter) {
                let message = format!("分冊「{}」に同じ章が2回あります", volume.id);
                tell.at(codes::TWICE, volume.lines.of("chapters"), message);
            }
        }
    }
}
