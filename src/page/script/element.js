// How elements are made: text only ever as text.

/** An element with attributes and children; what is nothing is left out. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const statusLine = document.getElementById("status");
function say(text) {
  statusLine.textContent = text;
  statusLine.className = "";
}
function sayStopped(text) {
  statusLine.textContent = text;
  statusLine.className = "stopped";
}

/** Hands a file to the person. */
function save(name, bytes, kind) {
  const address = URL.createObjectURL(new Blob([bytes], { type: kind }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** A table of words as CSV that Excel on Windows reads. */
function saveCsv(name, rows) {
  // What Excel would take for a formula is kept a text.
  const cell = (text) => (/^[=+\-@\t\r]/.test(text) ? "'" + text : text).replaceAll('"', '""');
  const lines = rows.map((row) => row.map((text) => `"${cell(String(text ?? ""))}"`).join(",") + "\r\n");
  save(name, "\ufeff" + lines.join(""), "text/csv");
}
