// The page in Chromium against the program: every workbook of the samples and the tests, and what else a person does or meets.
// `node tests/page/page.mjs PAGE PROGRAM SHOTS`; ends with 1 where anything differs.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { another, axeSource, browser, button, choose, copy, drop, findings, lost, opened, ready, saidBy, saved } from "./browser.mjs";

const [pageFile, program, shots] = process.argv.slice(2).map((one) => path.resolve(one));
const work = mkdtempSync(path.join(tmpdir(), "page-"));
mkdirSync(shots, { recursive: true });
let failed = 0;
function hold(is, what) {
  if (is) return;
  failed++;
  console.log("NOT: " + what);
}

/** What the program says and gives of the same files. */
function native(...parts) {
  const folder = path.join(work, "copies");
  rmSync(folder, { recursive: true, force: true });
  const run = spawnSync(program, ["check", ...parts, "--format", "json", "--annotate", folder], { maxBuffer: 1 << 28 });
  const names = run.status < 2 && statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder).sort() : [];
  return { json: run.stdout, copies: names.map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) })) };
}

function workbooks(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) return workbooks(whole);
    return /\.(xls[xmb]?|xlt[xm]|ods|fods|zip|numbers)$/i.test(entry.name) ? [whole] : [];
  });
}

const same = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;
const open = await browser();

await (async function everyWorkbook() {
  const { page, kept } = await opened(open, pageFile);
  await ready(page);
  const files = ["samples/r6", "samples/r7", "samples/r7-real-life", "samples/faults", "tests/workbooks"].flatMap(workbooks);
  const times = [];
  let copies = 0;
  for (const file of files) {
    const expected = native(file);
    await choose(page, file);
    const milliseconds = await page.evaluate(() => Number(document.body.dataset.milliseconds));
    if (Number.isFinite(milliseconds)) times.push(milliseconds);
    if (await page.locator("#result").isHidden()) {
      hold(false, `${file}: ${await saidBy(page)}`);
      continue;
    }
    const told = await findings(page);
    hold(same(told, expected.json), `${file}: the findings differ (${told.length} and ${expected.json.length} bytes)`);
    const hasCopy = await button(page, "印を付けた写しを保存").isVisible();
    // An archive holds several; they are compared with the folders below.
    if (/\.zip$/i.test(file)) {
      await another(page);
      continue;
    }
    hold(hasCopy === (expected.copies.length > 0), `${file}: a copy in one and none in the other`);
    if (hasCopy && expected.copies.length === 1) {
      const made = await copy(page);
      copies++;
      hold(made.name === expected.copies[0].name && same(made.bytes, expected.copies[0].bytes), `${file}: the copies differ (${made.name})`);
    }
    await another(page);
  }
  times.sort((a, b) => a - b);
  const outside = kept.requests.filter((url) => !url.startsWith("blob:") && url !== kept.requests[0]);
  hold(outside.length === 0, `the page asked for ${outside}`);
  hold(kept.errors.length === 0, `errors on the page: ${kept.errors}`);
  const refused = await page.evaluate(() => fetch("http://127.0.0.1:9/").then(() => "went", () => "refused"));
  hold(refused === "refused", "a request left the page");
  console.log(`${files.length} workbooks, ${copies} copies; a check takes ${times[times.length >> 1].toFixed(1)} ms in the middle, ${times.at(-1).toFixed(1)} ms at most`);
})();

await (async function ownDigits() {
  const { page } = await opened(open, pageFile);
  await ready(page);
  await page.waitForFunction(() => /^[0-9a-f]{4}( [0-9a-f]{4}){3}$/.test(document.getElementById("digits").textContent));
  const hash = createHash("sha256").update(readFileSync(pageFile)).digest("hex").slice(0, 16);
  const digits = (await page.locator("#digits").textContent()).replaceAll(" ", "");
  hold(digits === hash, `the page shows ${digits} and is ${hash}`);
  console.log(`ready after ${Number(await page.evaluate(() => document.body.dataset.ready)).toFixed(0)} ms`);
})();

const wards = workbooks("samples/r7");
await (async function twentyFourAtOnce() {
  const { page } = await opened(open, pageFile);
  await ready(page);
  await drop(page, wards);
  hold(same(await findings(page), native("samples/r7").json), "24 at once: the findings differ");
  hold((await page.locator("#who").textContent()) === "届いているもの（24／24）", "24 at once: not all are in");
  await another(page);
  await choose(page, workbooks("samples/r7-real-life").filter((file) => !file.endsWith(".zip")));
  hold(/まだのところ/.test(await page.locator("#result").textContent()), "real life: nobody is missing");
  await page.screenshot({ path: path.join(shots, "page-bureau.png"), fullPage: true });
})();

await (async function lastYear() {
  const { page } = await opened(open, pageFile);
  await ready(page);
  const name = path.basename(wards[3]);
  const old = path.join("samples/r6", name);
  await page.locator("#earlier summary").click();
  await page.setInputFiles("#choose-earlier", old);
  await page.waitForFunction(() => document.getElementById("earlier-names").textContent !== "");
  await choose(page, wards[3]);
  hold(same(await findings(page), native(wards[3], "--previous", old).json), "with last year's file the findings differ");
})();

await (async function sameFileTwiceAndBadThenGood() {
  const { page } = await opened(open, pageFile);
  await ready(page);
  await choose(page, wards[0]);
  const first = await findings(page);
  await choose(page, wards[0]);
  hold(same(first, await findings(page)), "the same file twice: the findings differ");
  await another(page);
  const bad = path.join(work, "壊れた.xlsx");
  writeFileSync(bad, readFileSync(wards[0]).subarray(0, 3000));
  await drop(page, [bad]);
  hold(same(await findings(page), native(bad).json), "a bad file: the findings differ");
  await another(page);
  await drop(page, [wards[0]]);
  hold(same(first, await findings(page)), "good after bad: the findings differ");
})();

await (async function largeFiles() {
  const { page } = await opened(open, pageFile);
  await ready(page);
  for (const [name, head] of [["大きい.xlsx", "PK\u0003\u0004"], ["大きい.xls", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"]]) {
    const large = path.join(work, name);
    const bytes = Buffer.alloc(50 << 20);
    Buffer.from(head, "latin1").copy(bytes);
    writeFileSync(large, bytes);
    await choose(page, large);
    hold(same(await findings(page), native(large).json), `50 MB ${name}: the findings differ`);
    await another(page);
  }
  await choose(page, wards[0]);
  hold(same(await findings(page), native(wards[0]).json), "after 50 MB: the findings differ");
})();

await (async function aPanicInside() {
  const name = path.basename(wards[1]);
  for (const fault of [`read:${name}`, "check:T504"]) {
    const { page } = await opened(open, pageFile, { hash: `#provoke-fault=${encodeURIComponent(fault)}` });
    await ready(page);
    await drop(page, [wards[0], wards[1]]);
    const told = await findings(page);
    const expected = native(wards[0], wards[1], "--provoke-fault", fault);
    hold(same(told, expected.json), `provoked ${fault}: the findings differ`);
    hold(/異常が起きました/.test(await page.locator("#result").textContent()), `provoked ${fault}: nothing is said of it`);
    await another(page);
    await drop(page, [wards[0]]);
    hold(await page.locator("#result").isVisible(), `provoked ${fault}: the next file does not work`);
  }
})();

await (async function anErrorOfTheScript() {
  const { page } = await opened(open, pageFile);
  await ready(page);
  await page.evaluate(() => setTimeout(() => { throw new Error("provoked"); }));
  await page.waitForFunction(() => document.getElementById("status").className === "stopped");
  hold(/思わぬことが起きました/.test(await saidBy(page)), "an error of the script: nothing is said");
  await choose(page, wards[0]);
  hold(await page.locator("#result").isVisible(), "after an error of the script the next file does not work");
})();

await (async function withoutWebAssembly() {
  const { page } = await opened(open, pageFile, { before: () => { delete window.WebAssembly; } });
  await page.waitForFunction(() => document.getElementById("status").className === "stopped");
  hold(/WebAssembly）が動かないため、点検できません/.test(await saidBy(page)), "without WebAssembly: nothing is said");
  const { page: silent } = await opened(open, pageFile, { options: { javaScriptEnabled: false } });
  hold(/JavaScriptが使えないため/.test(await silent.locator("noscript").innerText()), "without JavaScript: nothing is said");
})();

const faulty = path.join("samples/faults", readdirSync("samples/faults").find((name) => name.startsWith("C3")) ?? readdirSync("samples/faults").find((name) => name.endsWith(".xlsx")));
await (async function byKeyboardAlone() {
  const { page } = await opened(open, pageFile);
  await ready(page);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
  const tabTo = async (what) => {
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press("Tab");
      if ((await focused()) === what) return true;
    }
    return false;
  };
  hold(await tabTo("choose"), "keyboard: the choice of a file is not reached");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
  await chooser.setFiles(faulty);
  await page.waitForFunction(() => document.activeElement.id === "verdict");
  hold(await tabTo("印を付けた写しを保存"), "keyboard: the copy is not reached");
  const byEnter = { click: () => page.keyboard.press("Enter"), textContent: () => "keyboard: the copy" };
  hold(/_点検結果\.xlsx$/.test((await saved(page, byEnter)).name), "keyboard: no copy");
  hold(await tabTo("図のこのセルを見る"), "keyboard: the way to the picture is not reached");
  await page.keyboard.press("Enter");
  hold(await page.evaluate(() => document.activeElement.closest("td.here") !== null), "keyboard: the cell is not in focus");
  await page.keyboard.press("Enter");
  hold(await page.evaluate(() => document.activeElement.matches("li.here")), "keyboard: no way back from the cell");
})();

await (async function aReasonGoesIntoTheCopy() {
  const { page } = await opened(open, pageFile);
  await ready(page);
  const told = (json, severity) => JSON.parse(String(json)).findings.filter((one) => one.severity === severity).length;
  const asked = ["samples/r7-real-life", "samples/faults"].flatMap(workbooks).find((file) => {
    const { json } = native(file);
    return told(json, "warning") > 0 && told(json, "error") === 0;
  });
  await choose(page, asked);
  const boxes = page.locator("textarea");
  hold((await boxes.count()) > 0, `${asked}: no box for a reason`);
  for (const box of await boxes.all()) await box.fill("前年度の報告のあとに名簿を整理し、二重に数えていた人を除いたため。");
  for (const name of await page.locator("input[autocomplete=name]").all()) await name.fill("福祉　花子");
  // Another file beside it: what was written stays.
  await choose(page, wards[0]);
  await button(page, "西区").click();
  hold((await page.locator("textarea").first().inputValue()) !== "", `${asked}: the reason is gone when another file comes`);
  const made = await copy(page);
  const back = path.join(work, made.name);
  writeFileSync(back, made.bytes);
  hold(told(native(back).json, "warning") === 0, `${asked}: the reason in the copy is not heard`);
  const list = String((await saved(page, button(page, "指摘の一覧をCSVで保存"))).bytes);
  hold(list.startsWith("\ufeff") && list.includes("二重に数えていた人を除いたため"), "the list does not hold the reason");
})();

await (async function looks() {
  const sizes = { desk: { viewport: { width: 1440, height: 1000 } }, dark: { viewport: { width: 1440, height: 1000 }, colorScheme: "dark" }, phone: { viewport: { width: 390, height: 844 } }, double: { viewport: { width: 720, height: 500 } } };
  for (const [name, options] of Object.entries(sizes)) {
    const { page } = await opened(open, pageFile, { options });
    await ready(page);
    await page.waitForFunction(() => !document.getElementById("digits").textContent.includes("計算"));
    const judged = async (state) => {
      await page.evaluate(axeSource);
      const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const one of found.violations) hold(false, `axe ${name} ${state}: ${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 160)}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      hold(wide <= 0, `${name} ${state}: ${wide} pixels wider than the window`);
    };
    await judged("start");
    if (name === "desk") await page.screenshot({ path: path.join(shots, "page-start.png") });
    await choose(page, faulty);
    await judged("errors");
    await page.screenshot({ path: path.join(shots, `page-errors-${name}.png`), fullPage: name === "phone" });
    if (name === "desk") await page.pdf({ path: path.join(shots, "page-print.pdf"), format: "A4" }).catch(() => {});
    await another(page);
    await choose(page, wards);
    await judged("24");
  }
})();

hold(lost.length <= 3, `the browser lost ${lost.length} presses or files`);
await open.close();
rmSync(work, { recursive: true, force: true });
console.log(failed === 0 ? "the page does what the program does" : `${failed} do not hold`);
process.exit(failed === 0 ? 0 : 1);
