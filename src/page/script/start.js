// What happens when: the page opens, files come, something goes wrong.

const files = new Files();
let desk = null;
let current = null;
let busy = Promise.resolve();

const wait = () => new Promise((done) => setTimeout(done, 0));

/** One thing after the other: files dropped while others are checked wait. */
function next(work) {
  busy = busy.then(work).catch((fault) => {
    console.error(fault);
    sayStopped("点検の途中で思わぬことが起きました。ファイルをもう一度置いてください。同じことが続くときは、このページを開き直してください。");
  });
  return busy;
}

async function check() {
  if (!desk || files.own.length === 0) return;
  const total = files.own.length + files.earlier.length;
  const began = performance.now();
  const checked = await desk.run(files.own, files.earlier, async (done, name) => {
    say(`点検しています（${done + 1}／${total}）　${name}`);
    // One file is quicker than a picture of the page; with several a person sees how far it is.
    if (total > 1) await wait();
  });
  document.body.dataset.milliseconds = String(performance.now() - began);
  current = new Result(checked, desk, current, {
    clear: () => next(clear), remove, broken,
    isAlone: (name) => files.owner(name)?.name === name,
    earlier: () => files.earlier,
  });
  say(`点検しました。${checked.view.verdict.text}。`);
  current.show();
}

async function take(chosen, isPrevious) {
  if (chosen.length === 0) {
    if (!isPrevious) sayStopped("そこには、Excelのファイルがありません。");
    return;
  }
  const { refused, replaced } = await files.add(chosen, isPrevious);
  if (isPrevious) {
    tellEarlier();
    if (files.own.length === 0 && refused.length === 0) say("前年度のファイルを受け取りました。今年度のファイルを置いてください。");
  }
  if (refused.length < chosen.length) await check();
  if (replaced.length > 0) say(`${statusLine.textContent}　同じ名前の「${replaced.join("」「")}」は、今置いたものに置きかえました。`);
  if (refused.length > 0) sayStopped(`「${refused.join("」「")}」は読めません。大きすぎるか、ほかで開いています。閉じてから、もう一度置いてください。`);
}

/** Which files of last year this year's are compared with, and how to do without. */
function tellEarlier() {
  const names = files.earlier.map((file) => file.name);
  const remove = () => next(async () => {
    files.earlier = [];
    tellEarlier();
    await check();
  });
  document.getElementById("earlier-names").replaceChildren(...(names.length === 0 ? [] : [
    `前年度のファイル：${names.join("、")}　`,
    element("button", { type: "button", class: "link", onclick: remove }, "前年度のファイルを外す"),
  ]));
}

function clear() {
  files.own = [];
  result.hidden = true;
  document.body.classList.remove("checked");
  result.replaceChildren();
  say("ファイルを置いてください。");
  document.getElementById("choose").focus();
}

function remove(name) {
  next(async () => {
    files.remove(name);
    if (files.own.length === 0) clear();
    else await check();
  });
}

/** A copy could not be made: the core begins again, and what is shown stays. */
function broken() {
  next(async () => {
    desk.core = new Core(desk.module, desk.made);
    await check();
    sayStopped("このファイルの写しを作る途中で点検の部品が止まりました。指摘の一覧をCSVで保存し、ファイルを取りまとめの担当に送ってください。");
  });
}

for (const [id, isPrevious] of [["choose", false], ["choose-earlier", true]]) {
  document.getElementById(id).addEventListener("change", (event) => {
    const chosen = [...event.target.files].map((file) => ({ name: file.name, file }));
    next(() => take(chosen, isPrevious));
    // The same file chosen again is to be checked again.
    event.target.value = "";
  });
}

const drop = document.getElementById("drop");
const carriesFiles = (event) => event.dataTransfer?.types?.includes("Files");
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.toggle("over", carriesFiles(event));
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (!carriesFiles(event)) return;
  const isPrevious = event.target instanceof Element && event.target.closest("#earlier") !== null;
  // What was dropped is there only as long as the event is told.
  const found = dropped(event.dataTransfer);
  next(async () => take(await found, isPrevious));
});
addEventListener("resize", () => current?.pictures?.fit());
// On paper every sheet stands, not the one alone that is in view.
addEventListener("beforeprint", () => current?.pictures?.spread());
addEventListener("afterprint", () => current?.pictures?.gather());
addEventListener("beforeunload", (event) => {
  if (current?.reasons.some((reasons) => reasons.begun().length > 0)) event.preventDefault();
});
addEventListener("error", () => sayStopped("このページの中で思わぬことが起きました。ファイルをもう一度置いてください。同じことが続くときは、このページを開き直してください。"));

next(async () => {
  const began = performance.timeOrigin;
  try {
    desk = await Desk.open();
  } catch (fault) {
    console.error(fault);
    sayStopped(fault.message === WORDS.noCore ? fault.message : `${WORDS.noCore}（${fault.message}）`);
    document.getElementById("choose").disabled = true;
    return;
  }
  // As with the program's option of this name: to try what becomes of the rest where the core fails.
  desk.provoked = new URLSearchParams(location.hash.slice(1)).get("provoke-fault");
  say("ファイルを置いてください。");
  document.body.dataset.ready = String(performance.timeOrigin + performance.now() - began);
  await wait();
  const digits = desk.digits().slice(0, 16);
  document.getElementById("digits").textContent = digits.match(/.{4}/g).join(" ");
});
