// What is told of a file: one entry each, with its explanation, its way to the picture, and the box for a reason.

/** Code ▸ what it means, as it stands in the program. */
function explanation(code, explained) {
  const known = explained[code];
  if (!known) return null;
  const sections = known.sections.map(([heading, pieces]) => [
    element("h5", {}, heading),
    pieces.map((piece) => element("p", {}, (piece.item ? "・" : "") + piece.text)),
  ]);
  return element("details", { class: "explained" }, element("summary", {}, `この指摘の説明（${code} ${known.title}）`), sections);
}

function facts(pairs) {
  const shown = pairs.filter(([, text]) => text !== null && text !== undefined && text !== "");
  return shown.length === 0 ? null : element("dl", { class: "facts" }, shown.map(([name, text]) => [element("dt", {}, name), element("dd", {}, text)]));
}

/** One entry. `reason` makes the box for a reason, where one is wanted. */
function entry(told, explained, look, reason) {
  const about = [told.year, told.field.replaceAll("\n", " ")].filter(Boolean).join("　");
  return element("li", { class: told.severity, tabindex: "-1" },
    element("h4", {}, element("span", { class: "badge" }, told.label), about || (explained[told.code]?.title ?? told.code)),
    facts([["セル", told.cell], ["書かれている内容", told.entered], ["求められる内容", told.expected]]),
    element("p", { class: "message" }, told.message),
    told.hint ? element("p", { class: "hint-to-do" }, "→ " + told.hint) : null,
    look && told.places.length > 0 ? element("button", { type: "button", class: "link no-print", onclick: look }, "図のこのセルを見る") : null,
    reason,
    explanation(told.code, explained));
}

/** The boxes for reasons of one file: a row of the sheet for reasons each, however many entries ask for it. */
class Reasons {
  /** `before` are the boxes of the same file as it was checked before: what was written into them stays. */
  constructor(open, before, changed) {
    const same = (row, old) => old.code === row.code && old.item === row.item && old.year === row.year;
    this.rows = open.map((row) => {
      const old = before?.rows.find((old) => same(row, old));
      return { ...row, text: old?.text || row.text, name: old?.name || row.name };
    });
    this.lastName = before?.lastName;
    this.changed = changed;
    this.shown = new Set();
  }
  /** What was begun, and what has both a reason and a name. */
  begun() {
    return this.rows.filter((row) => row.text.trim() !== "" || row.name.trim() !== "");
  }
  written() {
    return this.rows.filter((row) => row.text.trim() !== "" && row.name.trim() !== "");
  }
  box(at, id) {
    if (at === null) return null;
    if (this.shown.has(at)) return element("p", { class: "hint" }, "理由は、上の欄にまとめて書きます。");
    this.shown.add(at);
    const row = this.rows[at];
    const text = element("textarea", { id: id + "-text", rows: "2" });
    const name = element("input", { type: "text", id: id + "-name", autocomplete: "name" });
    text.value = row.text;
    name.value = row.name;
    text.addEventListener("input", () => {
      row.text = text.value;
      this.changed();
    });
    name.addEventListener("input", () => {
      row.name = name.value;
      this.lastName = name.value;
      this.changed();
    });
    text.addEventListener("focus", () => {
      // Whoever wrote the one before most likely writes this one.
      if (name.value === "" && this.lastName) {
        name.value = this.lastName;
        row.name = name.value;
      }
    });
    return element("div", { class: "reason" },
      element("label", { for: id + "-text" }, "このままでよい理由（何があってその数になったのか）"), text,
      element("label", { for: id + "-name" }, "確かめた方の氏名"), name);
  }
}
