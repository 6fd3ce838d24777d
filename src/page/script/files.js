// Which files are on the desk. A file of the same name takes the place of the one before.

const LARGEST = 1 << 30;

class Files {
  constructor() {
    this.own = [];
    this.earlier = [];
  }
  async add(chosen, isPrevious) {
    const list = isPrevious ? this.earlier : this.own;
    const refused = [];
    const replaced = [];
    for (const { name, file } of chosen) {
      if (chosen.length > 1 && passedOver(name)) continue;
      let bytes;
      try {
        if (file.size > LARGEST) throw new Error();
        bytes = new Uint8Array(await file.arrayBuffer());
      } catch (_) {
        refused.push(name);
        continue;
      }
      const at = list.findIndex((one) => one.name === name);
      if (at >= 0) {
        list.splice(at, 1);
        replaced.push(name);
      }
      list.push({ name, bytes });
    }
    const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    list.sort(byName);
    return { refused, replaced };
  }
  /** The file that a name in a result stands for: itself, or the archive that it was in. */
  owner(name) {
    return this.own.find((one) => one.name === name) ?? this.own.find((one) => name.startsWith(one.name + "/"));
  }
  remove(name) {
    const owner = this.owner(name);
    this.own = this.own.filter((one) => one !== owner);
  }
}

/** Lock files of Excel and what file managers leave behind: nobody means them who chooses several files or a folder. */
const passedOver = (name) => /^(~\$|\.)/.test(name) || /^(thumbs\.db|desktop\.ini|__macosx)$/i.test(name);

/** What was dropped: files, and those in folders. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return [...transfer.files].map((file) => ({ name: file.name, file }));
  const found = [];
  const walk = async (entry, before) => {
    if (passedOver(entry.name)) return;
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      if (top === null || /\.(xls[xmb]?|xlt[xm]|ods|zip)$/i.test(entry.name)) found.push({ name: before + entry.name, file });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (some.length === 0) break;
      for (const one of some) await walk(one, before + (entry === top ? "" : entry.name + "/"));
    }
  };
  let top = null;
  const folders = entries.filter((entry) => entry?.isDirectory).length;
  for (const entry of entries.filter(Boolean)) {
    top = entry.isDirectory ? entry : null;
    // Two folders may hold files of the same name.
    await walk(entry, top && folders > 1 ? entry.name + "/" : "");
  }
  return found;
}
