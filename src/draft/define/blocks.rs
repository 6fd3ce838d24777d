//! Single fields and rows under years, as blocks of a sheet.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Definition, NO_LABEL, Read, cell_words};
use crate::kinds::Kind;
use crate::names::Names;
use crate::tables::{Place, Table};
use crate::toml_text::quoted;

impl Definition {
    /// Single fields: numbers and texts as blocks, the rest as one row of a sheet with a column each.
    pub(super) fn fields(
        &mut self,
        read: &Read<'_>,
        table: &Table,
        blocks: &mut String,
        labels: &mut Names,
    ) {
        let mut words: Vec<&Place> = Vec::new();
        let mut numbers: Vec<&Place> = Vec::new();
        for place in &table.places {
            match read.inputs[place.input].kind {
                Kind::Number | Kind::Percent => numbers.push(place),
                Kind::Text | Kind::Bullet => {}
                _ => words.push(place),
            }
        }
        if !numbers.is_empty() {
            let _ = write!(
                blocks,
                "\n[[sheet.block]]\nlabel = {}\nfield = [\n",
                quoted(read.name)
            );
            for place in numbers {
                self.field(read, place, &place.row, blocks, labels);
            }
            blocks.push_str("]\n");
        }
        self.texts(read, &table.places, blocks);
        if !words.is_empty() {
            self.bent.push((
                read.name.to_owned(),
                words[0].input,
                "1つずつのことばの欄は、定義では1行だけの表（1つの欄が1つの列）にした。様式は縦に並ぶ欄ではなく、横に並ぶ表になる",
            ));
            self.one_row(read, &words);
        }
    }

    fn field(
        &mut self,
        read: &Read<'_>,
        place: &Place,
        label: &str,
        blocks: &mut String,
        labels: &mut Names,
    ) {
        let input = &read.inputs[place.input];
        let id = self.indicator(input, label, &cell_words(read, input));
        let label = labels.give(label);
        self.note_gone(read, place.input, &format!("指標 {id}"));
        let _ = writeln!(
            blocks,
            "  {{ indicator = \"{id}\", label = {} }},  # {}",
            quoted(&label),
            input.cell
        );
    }

    /// Blocks of free text: as many bullets as there are places under one label.
    fn texts(&mut self, read: &Read<'_>, places: &[Place], blocks: &mut String) {
        let is_text =
            |place: &&Place| matches!(read.inputs[place.input].kind, Kind::Text | Kind::Bullet);
        let mut groups: Vec<(&str, Vec<&Place>)> = Vec::new();
        for place in places.iter().filter(is_text) {
            match groups.last_mut().filter(|(label, _)| *label == place.row) {
                Some((_, group)) => group.push(place),
                None => groups.push((&place.row, vec![place])),
            }
        }
        for (label, group) in groups {
            self.bullets(read, label, &group, group.len(), blocks);
        }
    }

    fn bullets(
        &mut self,
        read: &Read<'_>,
        label: &str,
        places: &[&Place],
        count: usize,
        blocks: &mut String,
    ) {
        for place in places {
            self.note_gone(read, place.input, &format!("文章 {label}"));
        }
        let cell = places
            .first()
            .map(|place| read.inputs[place.input].cell.to_string());
        let _ = write!(
            blocks,
            "\n# {}から\n[[sheet.block]]\nlabel = {}\nbullets = {}\n",
            cell.unwrap_or_default(),
            quoted(if label.is_empty() { NO_LABEL } else { label }),
            count.clamp(1, 200)
        );
    }

    /// Rows with labels under columns of years.
    pub(super) fn years(
        &mut self,
        read: &Read<'_>,
        table: &Table,
        blocks: &mut String,
        labels: &mut Names,
    ) {
        let mut rows: Vec<(&str, Vec<&Place>)> = Vec::new();
        for place in &table.places {
            let is_text = matches!(
                read.inputs[place.input].kind,
                Kind::Text | Kind::Bullet | Kind::Words
            );
            let mut known = rows.iter_mut();
            let same = known.find(|(label, places)| {
                *label == place.row && (is_text || places[0].at.0 == place.at.0)
            });
            match same {
                Some((_, places)) => places.push(place),
                None => rows.push((&place.row, vec![place])),
            }
        }
        let title = if table.title.is_empty() {
            read.name
        } else {
            &table.title
        };
        let mut is_open = false;
        for (label, places) in rows {
            let input = &read.inputs[places[0].input];
            if matches!(input.kind, Kind::Number | Kind::Percent) {
                if !is_open {
                    let _ = write!(
                        blocks,
                        "\n[[sheet.block]]\nlabel = {}\nfield = [\n",
                        quoted(title)
                    );
                    is_open = true;
                }
                self.field(read, places[0], label, blocks, labels);
                let id = format!("指標 n{}", self.count);
                for place in places {
                    self.note_gone(read, place.input, &id);
                }
                continue;
            }
            if std::mem::take(&mut is_open) {
                blocks.push_str("]\n");
            }
            let lines: BTreeSet<u32> = places.iter().map(|place| place.at.0).collect();
            self.bullets(read, label, &places, lines.len(), blocks);
            if !matches!(input.kind, Kind::Text | Kind::Bullet | Kind::Words) {
                let why = "年度の列にある、数でも文章でもない欄を、文章の欄にした。選ぶことばなどは点検しない";
                self.bent.push((read.name.to_owned(), places[0].input, why));
            }
        }
        if is_open {
            blocks.push_str("]\n");
        }
    }
}
