// The ward's manual played word for word with nothing but what is handed out: `node tests/page/manual.mjs DIST MANUAL`.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { browser, button, copy, drop, opened, ready, saved } from "./browser.mjs";

const [dist, manual] = process.argv.slice(2).map((one) => path.resolve(one));
const work = mkdtempSync(path.join(tmpdir(), "ward-"));
let failed = 0;
function hold(is, what) {
  if (is) return;
  failed++;
  console.log("NOT: " + what);
}

const text = readFileSync(manual, "utf8");
/** A word of the page that a step names: it must stand in the manual, and the page must have it. */
function named(word) {
  hold(text.includes(`「${word}」`), `the manual does not name 「${word}」`);
  return word;
}

const open = await browser();
const file = path.join(dist, "torimatome-check.html");
const { page, kept } = await opened(open, file);
await ready(page);
hold((await page.locator("h1").textContent()) === named("提出前の点検"), "the page is headed otherwise");

// The number below the page, as it was told in the letter.
await page.waitForFunction(() => /^[0-9a-f]{4} /.test(document.getElementById("digits").textContent));
const digits = (await page.locator("#digits").textContent()).replaceAll(" ", "");
hold(digits === createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16), "the number is not that of the file");
hold((await page.locator("footer").textContent()).includes(named("このページの番号（SHA-256の先頭）")), "the number is called otherwise");
hold((await page.locator("header").textContent()).includes(named("ファイルはこのパソコンの外に送られません")), "nothing is said of sending");

// A workbook with an error, and last year's beside it.
hold((await page.locator("#drop").textContent()).includes(named("ここにファイルを置いてください")), "the frame says otherwise");
hold((await page.locator("label[for=choose]").textContent()) === named("Excelファイルを選ぶ"), "the button says otherwise");
hold((await page.locator("#earlier summary").textContent()) === named("前年度のファイル（なくてもかまいません）"), "last year's is called otherwise");
await page.locator("#earlier summary").click();
await page.setInputFiles("#choose-earlier", "samples/r6/271225_西成区.xlsx");
await page.waitForFunction(() => document.getElementById("earlier-names").textContent !== "");
await drop(page, ["samples/faults/C301-above-area-count.xlsx"]);
const verdict = () => page.locator("#verdict").textContent();
hold(/^誤りが[0-9]+か所/.test(await verdict()), `not an error: ${await verdict()}`);
await button(page, named("図のこのセルを見る")).first().click();
hold((await page.locator("td.here").count()) > 0, "the picture shows no cell");

// It is put right in the workbook, and dropped again.
const mended = path.join(work, "西成区.xlsx");
execFileSync("python3", ["-c", `
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
book["基本目標1"]["H16"] = 12
book["基本目標1"]["H17"] = None
book.save(sys.argv[2])
`, "samples/faults/C301-above-area-count.xlsx", mended]);
await button(page, named("別のファイルを点検")).click();
await drop(page, [mended]);
hold(!/誤り/.test(await verdict()), `still an error: ${await verdict()}`);

// One with a number that may be right: a reason, the copy, the list.
await button(page, "別のファイルを点検").click();
await drop(page, ["samples/r7-real-life/推進状況確認シート【西区】.xlsx"]);
hold(/^確認が[0-9]+か所あります$/.test(await verdict()), `nothing to confirm: ${await verdict()}`);
const label = named("このままでよい理由");
const boxes = page.locator("textarea");
hold((await page.locator("label", { hasText: label }).count()) === (await boxes.count()), "the box is called otherwise");
for (const box of await boxes.all()) await box.fill("名簿を整理し、二重に数えていた人を除いたため。");
for (const name of await page.locator("input[autocomplete=name]").all()) await name.fill("福祉　花子");
named("印を付けた写しを保存");
const made = await copy(page);
const back = path.join(work, made.name);
writeFileSync(back, made.bytes);
hold((await button(page, named("印刷")).count()) === 1, "nothing to print with");
const list = await saved(page, button(page, named("指摘の一覧をCSVで保存")));
hold(String(list.bytes).includes("二重に数えていた人を除いたため"), "the list has no reason");
hold(kept.requests.filter((url) => url.startsWith("http")).length === 0, "the page asked the network");
await open.close();

// The bureau hears the reason.
const run = spawnSync(path.join(dist, "torimatome"), ["check", back, "--format", "json"], { maxBuffer: 1 << 28 });
const open_ = JSON.parse(String(run.stdout)).findings.filter((told) => told.severity !== "note").length;
hold(run.status === 0 && open_ === 0, `the bureau is told ${open_} things of the copy`);
rmSync(work, { recursive: true, force: true });
console.log(failed === 0 ? "the ward's manual holds" : `${failed} do not hold`);
process.exit(failed === 0 ? 0 : 1);
