// How long the page takes to open and a form to be checked, by the browser's own clock, beside a reference in the same browser.
// `CI_NODE=… node tests/bench/page.mjs PAGE`

import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { another, browser, choose, opened, ready } from "../page/browser.mjs";

const file = path.resolve(process.argv[2]);
const middle = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const open = await browser();

const opening = [];
for (let n = 0; n < 5; n++) {
  const { page, context } = await opened(open, file);
  await ready(page);
  opening.push(await page.evaluate(() => Number(document.body.dataset.ready)));
  await context.close();
}

const { page } = await opened(open, file);
await ready(page);
// Sorting a million numbers: what this machine does in the time, whatever it is.
const reference = await page.evaluate(() => {
  let seed = 1;
  const numbers = Array.from({ length: 1e6 }, () => (seed = (seed * 48271) % 2147483647));
  const began = performance.now();
  Float64Array.from(numbers).sort();
  return performance.now() - began;
});
const forms = readdirSync("samples/r7").filter((name) => name.endsWith(".xlsx")).sort();
const checking = [];
for (const form of forms) {
  await choose(page, path.join("samples/r7", form));
  checking.push(await page.evaluate(() => Number(document.body.dataset.milliseconds)));
  await another(page);
}
const first = checking[0];
await choose(page, forms.map((form) => path.join("samples/r7", form)));
const together = await page.evaluate(() => Number(document.body.dataset.milliseconds));
await open.close();

const ratio = (time) => `${time.toFixed(1)} ms (${(time / reference).toFixed(2)} of the reference)`;
console.log(`page: ${statSync(file).size} bytes; reference: ${reference.toFixed(1)} ms for a million numbers sorted`);
console.log(`open: ${ratio(middle(opening))}; first form: ${ratio(first)}; a form: ${ratio(middle(checking))}; ${forms.length} forms at once: ${ratio(together)}`);
