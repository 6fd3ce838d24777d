//! 基本目標1, 基本目標2, 参加支援: the official form, filled for the city.

use super::chapter;
use crate::subject::Subject;
use crate::{Block, Chapter, ChapterKind, Media};

pub(crate) fn forms(subject: Subject<'_>) -> Vec<Chapter> {
    let sheets = subject.city_forms.iter();
    sheets
        .map(|form| {
            chapter(
                ChapterKind::Form,
                &form.id,
                &form.name,
                Media::Both,
                vec![Block::Form(form.clone())],
            )
        })
        .collect()
}
