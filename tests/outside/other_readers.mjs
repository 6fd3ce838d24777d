// Opens marked copies with exceljs and SheetJS, and says what each of them sees.
//
//     node other_readers.mjs FILE...
//
// Of each copy: both libraries open it, find the same sheets, and the list among them; exceljs finds the sheet that the workbook
// opens on to be the list, and our notes in the cells. One line of JSON for each file. Needs exceljs 4.4.0 and xlsx (SheetJS) 0.18.5
// or later where NODE_PATH leads.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.env.NODE_PATH + "/");
const ExcelJS = require("exceljs");
const XLSX = require("xlsx");

const HEAD = "【点検結果 torimatome】";
const LIST = "点検結果";

function fail(file, words) {
  console.error(`${file}: ${words}`);
  process.exitCode = 1;
}

const noteText = (note) => (typeof note === "string" ? note : (note?.texts ?? []).map((one) => one.text).join(""));

for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  const one = new ExcelJS.Workbook();
  let seen = null;
  try {
    await one.xlsx.load(bytes);
    const names = one.worksheets.map((sheet) => sheet.name);
    let notes = 0;
    for (const sheet of one.worksheets) {
      sheet.eachRow((row) => row.eachCell({ includeEmpty: true }, (cell) => { if (noteText(cell.note).includes(HEAD)) notes += 1; }));
    }
    const shown = one.worksheets.filter((sheet) => sheet.views?.some((view) => view.state && sheet.name.startsWith(LIST)));
    seen = { names, notes, active: one.views?.[0]?.activeTab ?? 0, lists: names.filter((name) => name.startsWith(LIST)).length, shown: shown.length };
  } catch (error) {
    fail(file, `exceljs: ${error.message}`);
  }
  let other = null;
  try {
    const book = XLSX.read(bytes, { cellStyles: true });
    const notes = Object.values(book.Sheets).flatMap((sheet) => Object.values(sheet)).filter((cell) => cell?.c?.some((note) => (note.t ?? "").includes(HEAD)));
    other = { names: book.SheetNames, notes: notes.length };
  } catch (error) {
    fail(file, `SheetJS: ${error.message}`);
  }
  if (seen && other) {
    if (seen.names.join() !== other.names.filter((name) => seen.names.includes(name)).join()) fail(file, `other sheets: ${seen.names} and ${other.names}`);
    if (seen.lists !== 1) fail(file, `${seen.lists} lists`);
    if (!other.names[seen.active]?.startsWith(LIST)) fail(file, `opens on ${other.names[seen.active]}`);
    console.log(JSON.stringify({ file, exceljs: seen, sheetjs: other }));
  }
}
