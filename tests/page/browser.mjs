// A real browser with the page in it, and what a person does there; nothing here knows how the page is made.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.CI_NODE + "/");
const { chromium } = require("playwright-core");
export const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function browser(more = []) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...QUIET, ...more] });
}

/** The page opened afresh; everything it asks for and everything that goes wrong in it is kept. */
export async function opened(open, file, { options = {}, hash = "", before = null } = {}) {
  const context = await open.newContext({ locale: "ja-JP", acceptDownloads: true, ...options });
  const page = await context.newPage();
  if (before) await page.addInitScript(before);
  await page.addInitScript(() => {
    window.seen = { presses: 0, files: 0 };
    document.addEventListener("click", ({ target }) => {
      if (target.closest("button")) window.seen.presses++;
      if (target.matches("a[download]")) window.seen.files++;
    }, true);
  });
  const kept = { requests: [], errors: [] };
  page.on("request", (request) => kept.requests.push(request.url()));
  page.on("pageerror", (error) => kept.errors.push(String(error)));
  // From the first on, for the browser is told to hand over its choice of files only where somebody listens; told in the same moment as
  // a key is pressed it is sometimes too late (4 times in 40), and the window of the system opens instead.
  page.on("filechooser", () => {});
  await page.goto(pathToFileURL(file).href + hash);
  return { page, kept, context };
}

export async function ready(page) {
  await page.waitForFunction(() => document.body.dataset.ready !== undefined, null, { timeout: 60000 });
}

export const saidBy = (page) => page.locator("#status").textContent();

/** Waits for a check to end, in whatever way. */
async function checked(page, act) {
  await page.evaluate(() => delete document.body.dataset.milliseconds);
  await act();
  await page.waitForFunction(() => document.body.dataset.milliseconds !== undefined || document.getElementById("status").className === "stopped", null, { timeout: 120000 });
}

export async function choose(page, files, id = "choose") {
  await checked(page, () => page.setInputFiles("#" + id, files));
}

/** As a person who drops files from a folder. */
export async function drop(page, files) {
  await checked(page, async () => {
    const given = files.map((file) => ({ name: file.split("/").pop(), bytes: readFileSync(file).toString("base64") }));
    const transfer = await page.evaluateHandle((given) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of given) {
        transfer.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name));
      }
      return transfer;
    }, given);
    await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
  });
}

/** Presses that the browser lost on their way to the page, and files that it lost on their way from there, in the page's words. */
export const lost = [];

/**
 * What a button hands to the person: name and bytes. Whether a press came to the page, and whether the page then handed a file over,
 * is seen on the page itself: a press that comes there to nothing is a fault at once; what the browser alone lost is tried again.
 */
export async function saved(page, button) {
  for (let press = 1; ; press++) {
    const before = await page.evaluate(() => ({ ...window.seen }));
    const waiting = page.waitForEvent("download", { timeout: 20000 }).catch(() => null);
    await button.click();
    const download = await waiting;
    if (download) return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    const after = await page.evaluate(() => ({ ...window.seen }));
    const what = `${await button.textContent()} (${JSON.stringify({ before, after })}; the page says: ${await saidBy(page)})`;
    const isOfPage = after.presses > before.presses && after.files === before.files;
    if (isOfPage || press === 3) throw new Error(`nothing comes of ${what}, press ${press}`);
    console.log("lost by the browser: " + what);
    lost.push(what);
  }
}

export const button = (page, name) => page.getByRole("button", { name, exact: true });

export async function findings(page) {
  const details = page.locator("details", { hasText: "取りまとめの担当の方へ" });
  if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
  return (await saved(page, button(page, "findings.jsonを保存"))).bytes;
}

export async function copy(page) {
  return saved(page, button(page, "印を付けた写しを保存"));
}

export async function another(page) {
  const again = button(page, "別のファイルを点検");
  if (await again.isVisible()) await again.click();
}
