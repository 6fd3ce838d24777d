// What came of a check: the verdict, who is in, and one file at a time.

const result = document.getElementById("result");
const KINDS = { xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
const STATES = { error: "誤りあり", warning: "確認あり", ok: "提出できます", aside: "使いません" };

class Result {
  constructor(checked, desk, before, actions) {
    this.view = checked.view;
    this.findings = checked.findings;
    this.stopped = checked.stopped;
    this.desk = desk;
    this.actions = actions;
    const known = new Map(before?.view.files.map((file, at) => [file.file, before.reasons[at]]));
    this.reasons = this.view.files.map((file) => new Reasons(file.open, known.get(file.file), () => this.tellReasons()));
    this.panel = element("div");
  }
  /** Shows the whole, and gives the verdict to whoever listens. */
  show() {
    const { view } = this;
    const many = view.files.length + this.stopped.length > 1;
    result.replaceChildren(
      this.verdict(view.verdict, "h2", { id: "verdict", tabindex: "-1" }),
      this.stopped.map((file) => element("p", { class: "stopped" },
        `「${file.name}」は、読む途中で点検の部品が止まったため、点検できません。ほかのファイルの点検には関係ありません。このファイルを取りまとめの担当に送ってください。`)),
      view.earlier ? element("p", { class: "stopped" }, view.earlier) : "",
      this.general(),
      many ? this.table() : "",
      this.others(),
      this.panel);
    result.hidden = false;
    document.body.classList.add("checked");
    if (view.files.length > 0) this.open(this.first());
    document.getElementById("verdict").focus();
  }
  /** The file that most is to be done about. */
  first() {
    const order = ["error", "warning", "ok", "aside"];
    const levels = this.view.files.map((file) => order.indexOf(file.verdict.level));
    return levels.indexOf(Math.min(...levels));
  }
  verdict(verdict, heading, attributes) {
    return element("div", { class: "verdict " + verdict.level }, element(heading, attributes, verdict.text), element("p", {}, verdict.next));
  }
  general() {
    const button = (words, act) => element("button", { type: "button", class: "quiet", onclick: act }, words);
    return element("div", { class: "actions" },
      this.view.files.length > 0 ? button("指摘の一覧をCSVで保存", () => this.saveList()) : "",
      button("印刷", () => print()),
      button("別のファイルを点検", () => this.actions.clear()),
      element("details", { class: "no-print" }, element("summary", {}, "取りまとめの担当の方へ"),
        element("p", {}, "プログラム torimatome の check --format json と同じ内容を保存できます。"),
        button("findings.jsonを保存", () => save("findings.json", this.findings, "application/json"))));
  }
  table() {
    const { view } = this;
    const number = (n) => element("td", { class: "number" }, String(n));
    const row = (file, at) => element("tr", {},
      element("th", { scope: "row" }, element("button", { type: "button", class: "link", onclick: () => this.open(at, true) }, file.ward ?? "（不明）")),
      element("td", {}, file.file), element("td", {}, STATES[file.verdict.level]), file.counts.map(number),
      element("td", { class: "no-print" }, element("button", { type: "button", class: "link", "aria-label": `${file.file}を外す`, onclick: () => this.actions.remove(file.file) }, this.actions.isAlone(file.file) ? "外す" : "ZIPごと外す")));
    const heads = [view.unit + "名", "ファイル", "結果", "誤り", "確認", "参考"];
    const missing = view.units.filter((unit) => unit.file === null).map((unit) => unit.name);
    const isIn = view.units.length - missing.length;
    // One sender with several files of its own is no collection.
    const isCollection = new Set(view.files.map((file) => file.ward).filter(Boolean)).size > 1;
    return element("section", { "aria-labelledby": "who" },
      element("h3", { id: "who" }, isCollection ? `届いているもの（${isIn}／${view.units.length}）` : "置いたファイル"),
      !isCollection ? "" : missing.length > 0 ? element("p", {}, `まだのところ：${missing.join("、")}`) : element("p", {}, "すべて届いています。"),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "届いているものの表" },
        element("table", { class: "list" },
          element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head)), element("th", { scope: "col", class: "no-print" }, "操作"))),
          element("tbody", {}, view.files.map(row)))));
  }
  others() {
    const { others, explained } = this.view;
    return others.length === 0 ? "" : element("section", {}, element("h3", {}, "全体について"), element("ol", { class: "told" }, others.map((told) => entry(told, explained))));
  }
  /** Shows one file. */
  open(at, isAsked) {
    const file = this.view.files[at];
    const reasons = this.reasons[at];
    reasons.shown.clear();
    this.at = at;
    const entries = new Map();
    const pictures = file.sheets.length > 0 ? new Pictures(file.sheets, (place) => {
      const key = place.join("-");
      const shown = entries.get(key);
      this.mark(shown?.item);
      pictures.point(shown?.places ?? [], false);
      shown?.item.scrollIntoView({ block: "center" });
      shown?.item.focus({ preventScroll: true });
    }) : null;
    let number = 0;
    const groups = file.groups.map((group) => [
      element("h3", {}, group.sheet),
      element("ol", { class: "told" }, group.told.map((told) => {
        const look = pictures ? () => { this.mark(item); pictures.point(told.places, true); } : null;
        const item = entry(told, this.view.explained, look, reasons.box(told.open, `reason-${number++}`));
        for (const place of told.places) if (!entries.has(place.join("-"))) entries.set(place.join("-"), { item, places: told.places });
        return item;
      })),
    ]);
    const heading = element("h2", { tabindex: "-1" }, [file.ward, file.file].filter(Boolean).join("　"));
    const many = this.view.files.length > 1;
    this.panel.replaceChildren(
      heading,
      element("p", { class: "about" }, file.about.join("　")),
      file.compared === null || !file.ward ? "" : element("p", {}, file.compared ? "前年度のファイルと比べました。" : `前年度のファイルには${file.ward}の数がないため、前年度とは比べていません。`),
      many ? this.verdict(file.verdict, "h3", {}) : "",
      file.has_copy ? element("div", { class: "actions" },
        element("button", { type: "button", onclick: () => this.saveCopy() }, "印を付けた写しを保存"),
        file.open.length > 0 ? element("button", { type: "button", class: "quiet", onclick: () => this.copyRows() }, "「確認・理由」に貼る行をコピー") : "",
        element("p", { class: "hint", id: "written" })) : "",
      element("div", { class: "columns" + (pictures ? " with-picture" : "") },
        element("section", { "aria-label": "指摘" }, groups.length > 0 ? groups : element("p", {}, "指摘はありません。")),
        pictures?.whole ?? ""));
    this.pictures = pictures;
    pictures?.fit();
    this.tellReasons();
    if (isAsked) heading.focus();
  }
  mark(item) {
    for (const one of this.panel.querySelectorAll("li.here")) one.classList.remove("here");
    item?.classList.add("here");
  }
  tellReasons() {
    const line = document.getElementById("written");
    const reasons = this.reasons[this.at];
    if (!line || reasons.rows.length === 0) return;
    const half = reasons.begun().length - reasons.written().length;
    line.textContent = `理由を書いたもの：${reasons.written().length}／${reasons.rows.length}。写しを保存すると、書いた理由も写しに入ります。`
      + (half > 0 ? `理由と氏名の片方だけのものが${half}つあります。両方を書いてください。` : "");
  }
  saveCopy() {
    const file = this.view.files[this.at];
    let copy = null;
    let poor = [];
    const begun = this.reasons[this.at].begun();
    try {
      copy = this.desk.core.copy(file.file, begun);
      if (copy && begun.length > 0) {
        const again = this.desk.again(copy, this.actions.earlier());
        poor = again.groups.flatMap((group) => group.told).filter((told) => told.of_reason && told.severity !== "note");
      }
    } catch (_) {
      this.actions.broken();
      return;
    }
    if (!copy) return sayStopped("このファイルの写しは作れません。指摘の一覧をCSVで保存してください。");
    save(copy.name, copy.bytes, KINDS.xlsx);
    if (poor.length > 0) {
      return sayStopped(`写しを保存しましたが、理由として扱えないものが${poor.length}つあります。書き直して、もう一度保存してください。${poor.map((told) => told.message).join("")}`);
    }
    say(`印を付けた写しを保存しました（${copy.name}）。もとのファイルは変えていません。`);
  }
  async copyRows() {
    const rows = this.reasons[this.at].rows;
    const clean = (text) => text.replace(/[\t\r\n]+/g, " ");
    const text = rows.map((row) => [row.code, row.item, row.year, row.text, row.name].map(clean).join("\t")).join("\r\n");
    try {
      await navigator.clipboard.writeText(text);
      say(`${rows.length}行をコピーしました。Excelのシート「確認・理由」で、「コード」の列の空いている行に貼り付けてください。`);
    } catch (_) {
      sayStopped("コピーできませんでした。「印を付けた写しを保存」を使ってください。理由も写しに入ります。");
    }
  }
  saveList() {
    const rows = [["ファイル", this.view.unit + "名", "重さ", "コード", "シート", "セル", "年度", "項目", "書かれている内容", "求められる内容", "指摘", "直し方", "このままでよい理由", "氏名"]];
    this.view.files.forEach((file, at) => {
      for (const group of file.groups) for (const told of group.told) {
        const answer = told.open === null ? null : this.reasons[at].rows[told.open];
        rows.push([file.file, file.ward, told.label, told.code, group.sheet, told.cell, told.year, told.field, told.entered, told.expected, told.message, told.hint, answer?.text, answer?.name]);
      }
    });
    for (const told of this.view.others) rows.push(["", "", told.label, told.code, "", "", "", "", told.entered, told.expected, told.message, told.hint, "", ""]);
    saveCsv("指摘一覧.csv", rows);
    say("指摘の一覧を保存しました（指摘一覧.csv）。");
  }
}
