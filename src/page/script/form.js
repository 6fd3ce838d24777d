// The picture of the form: a table drawn from the definition, with the values as read and marks at what is told.

const PIXELS_A_SIGN = 7.2;
const PIXELS_A_POINT = 4 / 3;
const MARKED = { error: "誤り", warning: "確認", note: "参考" };

class Pictures {
  /** `show` is called with the place of a marked cell that was chosen. */
  constructor(sheets, show) {
    this.cells = new Map();
    this.tables = sheets.map((sheet, at) => this.sheet(sheet, at, show));
    this.buttons = sheets.map((sheet, at) => element("button", { type: "button", class: "quiet", onclick: () => this.turn(at) },
      sheet.name, this.worst(sheet)));
    this.paper = element("div", { class: "paper", tabindex: "0", role: "region", "aria-label": "記入内容の図" });
    this.whole = element("div", { class: "picture" },
      element("h3", {}, "記入内容の図"),
      element("p", { class: "hint no-print" }, "読み取った内容です。下線のあるセルを選ぶと、その指摘に移ります。"),
      element("div", { class: "tabs" }, this.buttons), this.paper);
    this.turn(Math.max(0, sheets.findIndex((sheet) => sheet.cells.some((cell) => cell.mark))));
  }
  worst(sheet) {
    const worst = ["error", "warning"].find((mark) => sheet.cells.some((cell) => cell.mark === mark));
    return worst ? `（${MARKED[worst]}あり）` : "";
  }
  key(place) {
    return place.join("-");
  }
  turn(at) {
    this.at = at;
    this.buttons.forEach((button, n) => button.setAttribute("aria-pressed", String(n === at)));
    this.paper.replaceChildren(this.tables[at]);
    this.fit();
  }
  spread() {
    this.paper.replaceChildren(...this.tables);
    for (const table of this.tables) table.style.zoom = String(Math.min(1, 680 / Number(table.dataset.wide)));
  }
  gather() {
    this.turn(this.at);
  }
  /** As wide as there is room, as long as it can still be read. */
  fit() {
    const table = this.paper.firstChild;
    const room = this.paper.clientWidth - 20;
    if (room <= 0) return;
    const zoom = Math.min(1, Math.max(0.6, room / Number(table.dataset.wide)));
    table.style.zoom = String(zoom);
    table.style.setProperty("--zoom", String(zoom));
  }
  sheet(sheet, at, show) {
    const wide = sheet.columns.map((signs) => Math.round(signs * PIXELS_A_SIGN) + 4);
    const table = element("table", { class: "form" }, element("caption", { class: "skip" }, `${sheet.name}の図`));
    table.dataset.wide = String(wide.reduce((sum, one) => sum + one, 0));
    table.style.width = table.dataset.wide + "px";
    const columns = wide.map((pixels) => {
      const column = element("col");
      column.style.width = pixels + "px";
      return column;
    });
    table.append(element("colgroup", {}, columns));
    const body = element("tbody");
    const covered = new Set();
    const byRow = new Map();
    for (const cell of sheet.cells) {
      const [row, col, height, width] = cell.at;
      if (!byRow.has(row)) byRow.set(row, new Map());
      byRow.get(row).set(col, cell);
      for (let r = row; r < row + height; r++) for (let c = col; c < col + width; c++) covered.add(r * 1000 + c);
    }
    sheet.rows.forEach((points, row) => {
      const line = element("tr");
      line.style.height = Math.round(points * PIXELS_A_POINT) + "px";
      for (let col = 0; col < sheet.columns.length; col++) {
        const cell = byRow.get(row)?.get(col);
        if (cell) line.append(this.cell(cell, at, show));
        else if (!covered.has(row * 1000 + col)) line.append(element("td"));
      }
      body.append(line);
    });
    table.append(body);
    return table;
  }
  cell(cell, at, show) {
    const [row, col, height, width] = cell.at;
    const looks = ["r-" + cell.role, cell.input ? "i-" + cell.input : "", cell.mark ? "m-" + cell.mark : ""];
    const made = element("td", { rowspan: height > 1 && String(height), colspan: width > 1 && String(width), class: looks.join(" ").trim() });
    const place = [at, row, col];
    if (cell.mark) {
      const name = `${MARKED[cell.mark]}のあるセル、${cell.text || "空欄"}。指摘へ移る`;
      made.append(element("button", { type: "button", "aria-label": name, onclick: () => show(place) }, cell.text || "（空欄）"));
    } else {
      made.textContent = cell.text;
    }
    this.cells.set(this.key(place), made);
    return made;
  }
  /** Turns to a cell and sets it off. */
  point(places, isToMove) {
    for (const cell of this.cells.values()) cell.classList.remove("here");
    if (places.length === 0) return;
    this.turn(places[0][0]);
    for (const place of places) this.cells.get(this.key(place))?.classList.add("here");
    const first = this.cells.get(this.key(places[0]));
    first?.scrollIntoView({ block: "center", inline: "center" });
    if (isToMove) first?.querySelector("button")?.focus({ preventScroll: true });
  }
}
