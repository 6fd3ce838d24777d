use super::*;

const HEAD: &str =
    "+++\ntitle = \"手引\"\nsubtitle = \"\"\norganisation = \"\"\ndate = \"2026-03-31\"\n+++\n\n";

fn blocks(text: &str) -> Vec<Block> {
    let mut manual = read(&format!("{HEAD}# 章\n\n{text}"), "").expect("a manual");
    manual.chapters.remove(0).blocks
}

fn refused(text: &str) -> String {
    let error = read(&format!("{HEAD}{text}"), "").expect_err("no manual");
    error.to_string()
}

#[test]
fn steps_go_on_with_their_number_and_keep_what_is_typed() {
    let read =
        blocks("3. 押す\n4. 打つ\n\n   ```\n   torimatome form list\n   ```\n\n   終わり。\n");
    let [Block::Steps(steps)] = &read[..] else {
        panic!("{read:?}");
    };
    let told: Vec<_> = steps.numbered().collect();
    assert_eq!((told[0].0, told[0].1.text.as_str()), (3, "押す"));
    let (number, step) = told[1];
    assert_eq!((number, step.text.as_str()), (4, "打つ"));
    assert_eq!(step.lines, ["torimatome form list"]);
    assert_eq!(step.after, ["終わり。"]);
}

#[test]
fn boxes_tables_and_lists_are_read_and_comments_are_not_printed() {
    let read = blocks(
        "<!-- play: exit 1 -->\n\n> [!WARNING]\n> 消さない。\n\n| 名 | 数 |\n|---|--:|\n| 北 | 1 |\n\n- あ\n- い\n",
    );
    let [Block::Aside(aside), Block::Table(table), Block::List(items)] = &read[..] else {
        panic!("{read:?}");
    };
    assert_eq!((aside.label.as_str(), aside.is_warning), ("注意", true));
    assert_eq!(aside.texts, ["消さない。"]);
    assert_eq!(table.head[0][1].text, "数");
    assert!(table.rows[0].cells[0].is_head);
    assert_eq!(items, &["あ", "い"]);
}

#[test]
fn lines_to_type_come_in_order() {
    let text = format!("{HEAD}# 章\n\n```\na\nb\n```\n\n1. 打つ\n\n   ```\n   c\n   ```\n");
    let manual = read(&text, "").expect("a manual");
    assert_eq!(typed_lines(&manual), ["a", "b", "c"]);
}

#[test]
fn what_manuals_do_not_have_is_refused_with_its_line() {
    let link = refused("# 章\n\n[外](https://example.jp/)\n");
    assert!(link.starts_with("line 10: "), "{link}");
    let html = refused("# 章\n\n<b>太</b>\n\n文\n");
    assert!(html.starts_with("line 10: "), "{html}");
    let outside = refused("文\n");
    assert!(outside.contains("before the first chapter"), "{outside}");
    assert!(matches!(read("# 章\n", ""), Err(ManualError::Head(_))));
}
