// The core: unpacked once, one instance at a time. A panic ends an instance; the next goes past the call that failed, as the
// program does on a desktop, and where that cannot be done the file is named.

/** The page's own text, before anything is changed in it: what its digits are counted over. */
const ownText = "<!doctype html>" + document.documentElement.outerHTML;

const WORDS = {
  noCore: "このブラウザでは点検の部品（WebAssembly）が動かないため、点検できません。Microsoft Edgeで開いても同じときは、取りまとめの担当に知らせてください。",
  tooManyFaults: 20,
};

/** Letter ▸ its byte in the page's own encoding, or -1. */
const BYTES = new Int16Array(65536).fill(-1);
[...new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))].forEach((letter, byte) => {
  BYTES[letter.charCodeAt(0)] = byte;
});

/** What the page carries in an element: a byte is a letter, and behind a `=` one that was shifted by 64. */
function carried(id) {
  const text = document.getElementById(id).textContent;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    bytes[length++] = letter === 0x3d ? BYTES[text.charCodeAt(++at)] - 64 : BYTES[letter];
  }
  return bytes.subarray(0, length);
}

async function unpacked(id) {
  const stream = new Blob([carried(id)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The page's own file, byte for byte as it was made. */
function ownBytes() {
  const bytes = new Uint8Array(ownText.length * 4);
  let length = 0;
  for (const letter of ownText) {
    const code = letter.codePointAt(0);
    const byte = code < 65536 ? BYTES[code] : -1;
    if (byte >= 0) bytes[length++] = byte;
    else for (const sign of `&#x${code.toString(16)};`) bytes[length++] = sign.charCodeAt(0);
  }
  return bytes.subarray(0, length);
}

class Core {
  /** An instance that has begun. */
  constructor(module, given) {
    // Nothing is handed to it: it asks the browser for nothing.
    this.calls = new WebAssembly.Instance(module).exports;
    const trouble = this.text(this.calls.start(...this.given(given)));
    if (trouble) throw new Error(trouble);
  }
  /** Bytes handed over: address and length. */
  given(bytes) {
    const at = this.calls.alloc(bytes.length) >>> 0;
    new Uint8Array(this.calls.memory.buffer, at, bytes.length).set(bytes);
    return [at, bytes.length];
  }
  givenText(text) {
    return this.given(new TextEncoder().encode(text));
  }
  answer(packed) {
    const both = BigInt.asUintN(64, packed);
    return new Uint8Array(this.calls.memory.buffer, Number(both >> 32n), Number(both & 0xffffffffn)).slice();
  }
  text(packed) {
    return new TextDecoder().decode(this.answer(packed));
  }
  put(isPrevious, name, bytes) {
    this.calls.put(isPrevious ? 1 : 0, ...this.givenText(name), ...this.given(bytes));
  }
  /** The marked copy of a file with answers in it: name and bytes, or nothing. */
  copy(name, answers) {
    const all = this.answer(this.calls.copy(...this.givenText(name), ...this.givenText(JSON.stringify(answers))));
    if (all.length < 4) return null;
    const length = new DataView(all.buffer).getUint32(0, true);
    return { name: new TextDecoder().decode(all.slice(4, 4 + length)), bytes: all.slice(4 + length) };
  }
}

/** Checks files together. `step` is called between files, so that the page can say how far it is. */
class Desk {
  constructor(module, given) {
    this.module = module;
    this.made = given;
    this.core = new Core(module, given);
    this.provoked = null;
  }
  static async open() {
    if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") throw new Error(WORDS.noCore);
    const [core, given] = await Promise.all([unpacked("core"), unpacked("made-with")]);
    return new Desk(await WebAssembly.compile(core), given);
  }
  digits() {
    return this.core.text(this.core.calls.sha256(...this.core.given(ownBytes())));
  }
  /** What is told of a copy when it comes back: looked at in an instance of its own, so that this run stays. */
  again(copy, earlier) {
    const core = new Core(this.module, this.made);
    core.calls.begin();
    for (const file of earlier) core.put(true, file.name, file.bytes);
    core.put(false, copy.name, copy.bytes);
    core.calls.check();
    return JSON.parse(core.text(core.calls.view())).files[0];
  }
  async run(files, earlier, step) {
    const known = [];
    const stopped = [];
    for (;;) {
      const fine = (file) => !stopped.includes(file);
      let at = null;
      try {
        const core = this.core;
        if (this.provoked) core.calls.provoke(...core.givenText(this.provoked));
        for (const [number, place] of known) core.calls.remember(number, ...core.givenText(place));
        core.calls.begin();
        let done = 0;
        for (const [isPrevious, list] of [[true, earlier], [false, files]]) {
          for (const file of list.filter(fine)) {
            at = file;
            await step(done++, file.name);
            core.put(isPrevious, file.name, file.bytes);
          }
        }
        at = null;
        const findings = core.text(core.calls.check());
        return { findings, view: JSON.parse(core.text(core.calls.view())), stopped };
      } catch (fault) {
        this.past(fault, at, known, stopped);
      }
    }
  }
  /** Begins again after a fault: past the call that failed, or without the file that cannot be gone past. */
  past(fault, file, known, stopped) {
    if (!(fault instanceof WebAssembly.RuntimeError) && !(fault instanceof RangeError)) throw fault;
    const core = this.core;
    let number = -1n;
    let place = "";
    try {
      place = core.text(core.calls.place());
      number = core.calls.running();
    } catch (_) {
      // An instance without memory left does not answer any more.
    }
    this.core = new Core(this.module, this.made);
    if (number !== -1n && place && known.length < WORDS.tooManyFaults) known.push([number, place]);
    else if (file) stopped.push(file);
    else throw fault;
  }
}
