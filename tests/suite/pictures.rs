//! What the pictures show: every unit's value with its change, and hatching where a count goes on.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use torimatome::render::pdf;
use torimatome::report::{BarChart, Block, NumberStyle, Sign};

use crate::support::report_fixture as fixture;
use crate::volumes::{figures, pages, squeezed};

#[test]
fn every_unit_stands_with_its_change_in_the_summary_and_on_the_pages_of_pictures() {
    for out in ["clean", "rough"] {
        let rows = figures(out);
        let value = |year: i32| -> BTreeMap<String, Decimal> {
            let of = rows.iter().filter(|row| row.year.0 == year);
            let of = of.filter(|row| row.indicator.as_str() == "1-4");
            let of = of.filter(|row| row.area.as_str() != "271004");
            of.filter_map(|row| Some((row.area_name.clone(), row.value?)))
                .collect()
        };
        let (now, before) = (value(2025), value(2024));
        let committee = squeezed(&pages(out, "report.pdf").concat());
        let cards = squeezed(&pages(out, "wards.pdf").concat());
        let signed = NumberStyle {
            sign: Sign::PlusMinus,
            ..NumberStyle::COUNT
        };
        let mut seen = 0;
        for (ward, value) in &now {
            let Some(before) = before.get(ward) else {
                continue;
            };
            let change = signed.show(value - before);
            let row = format!("{ward}{}{change}", NumberStyle::COUNT.show(*value));
            assert!(committee.contains(&row), "{out}: {row}");
            assert!(cards.contains(&row), "{out}: {row}");
            seen += 1;
        }
        assert!(seen > 15, "{out}: {seen}");
        assert!(cards.contains("④相談対応件数1地域あたり（件）"), "{out}");
        assert!(cards.contains("その区の名簿提供地域数で割った"), "{out}");
    }
}

#[test]
fn what_goes_on_is_hatched() {
    let lines = |is_under_way| {
        let mut report = fixture::small();
        let bars = BarChart {
            is_under_way,
            ..fixture::bars()
        };
        report.chapters[0].blocks = vec![Block::Bars(bars)];
        pdf::full_dump(&report).lines().count()
    };
    assert!(lines(true) > lines(false) + 100);
}
