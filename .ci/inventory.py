#!/usr/bin/env python3
"""What is inside dist/: the texts of all licences, and a CycloneDX 1.6 bill of materials.

    inventory.py make DIST      writes LICENSES.txt and sbom.cdx.json into DIST, whose other files must be there
    inventory.py check DIST     the bill against its schema, and against the files; every component against LICENSES.txt

Inside is what Cargo links for the two programs and the page's core (no build script, no macro, no test), the standard library,
the fonts and the colour profile, and what the Windows program takes from MinGW. The same sources give the same bytes.
"""
import hashlib
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
LICENCE_FILE = re.compile(r"(?i)(licen[cs]e|copying|notice|unlicense|copyright)[^/]*")
# The core of the page is in the page, and in both programs, which make pages of it.
CORE = ("torimatome-exports", "wasm32-unknown-unknown")
# Artefact ▸ the packages that it is linked of, each for a target.
ARTEFACTS = {
    "torimatome": [("torimatome", "x86_64-unknown-linux-gnu"), CORE],
    "torimatome.exe": [("torimatome", "x86_64-pc-windows-gnu"), CORE],
    "torimatome-check.html": [CORE],
}
# Crates without a licence file, of the same project as one that has it.
SAME_PROJECT = {"alloc-stdlib": "alloc-no-stdlib"}
# The licence to go by where a choice is offered and the package has no text of its own.
PREFERRED = ["MIT", "BSD-2-Clause", "Apache-2.0"]
RULE = "=" * 100


def run(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def expression(written):
    """A licence as SPDX writes it: older crates have `/` for OR."""
    return re.sub(r"\s*/\s*", " OR ", written)


def metadata():
    said = json.loads(run("cargo", "metadata", "--locked", "--format-version", "1"))
    return {(one["name"], one["version"]): one for one in said["packages"]}


def linked(packages):
    """Crate ▸ the artefacts it is linked into."""
    inside = {}
    members = {name for name, _ in packages}
    for artefact, parts in ARTEFACTS.items():
        for package, target in parts:
            asked = ["-p", package, "--target", target, *(["--features", "page"] if package == "torimatome" else [])]
            tree = run("cargo", "tree", "--locked", "-e", "normal,no-proc-macro", "--prefix", "none", "-f", "{p}", *asked)
            for line in tree.splitlines():
                name, version = line.split()[:2]
                assert name in members, line
                inside.setdefault((name, version.removeprefix("v")), set()).add(artefact)
    return inside


def libraries_of_compilers():
    """Version of the standard library ▸ the artefacts it is in: a target that the compiler does not bring is built by Debian's."""
    found = {}
    for artefact, parts in ARTEFACTS.items():
        for _, target in parts:
            folder = pathlib.Path(run("rustc", "--print", "sysroot").strip()) / "lib/rustlib" / target
            compiler = "rustc" if folder.exists() and target != CORE[1] else "/usr/bin/rustc"
            found.setdefault(run(compiler, "--version").split()[1], set()).add(artefact)
    return found


def checksums():
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    return {(one["name"], one["version"]): one.get("checksum") for one in lock["package"]}


def own_texts(package):
    folder = pathlib.Path(package["manifest_path"]).parent
    files = sorted(path for path in folder.iterdir() if path.is_file() and LICENCE_FILE.fullmatch(path.name))
    if package["license_file"]:
        files.append(folder / package["license_file"])
    return list(dict.fromkeys(path.read_text(encoding="utf-8", errors="replace").strip() for path in files))


def texts(package, packages, general):
    """The licence texts of a crate; a general text with its authors where it carries none."""
    if found := own_texts(package):
        return found
    sibling = SAME_PROJECT.get(package["name"])
    if found := next((own_texts(one) for (name, _), one in packages.items() if name == sibling), []):
        return found
    offered = re.split(r" OR ", expression(package["license"] or ""))
    chosen = next((one for one in PREFERRED if one in offered), None)
    if chosen is None:
        sys.exit(f"no licence text: {package['name']} {package['version']} ({package['license']})")
    authors = ", ".join(package["authors"]) or f"the authors of {package['name']}"
    text = (general / f"{chosen}.txt").read_text(encoding="utf-8").strip()
    # The general text leaves open whose work it is.
    text = re.sub(r"Copyright \(c\) <year>.*", "", text).strip()
    return [f"Copyright (c) {authors}\n\n{text}"]


class Words(html.parser.HTMLParser):
    """The text of a page, a line for each block."""

    BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "tr", "div", "pre", "details", "summary", "br", "ul", "table"}

    def __init__(self):
        super().__init__()
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in {"style", "script", "title"}
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        self.hidden -= tag in {"style", "script", "title"}
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def of_page(path):
    words = Words()
    words.feed(path.read_text(encoding="utf-8"))
    lines = "".join(words.parts).splitlines()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def standard_library():
    folder = pathlib.Path(run("rustc", "--print", "sysroot").strip()) / "share/doc/rust"
    page = folder / "COPYRIGHT-library.html"
    if not page.exists():
        sys.exit(f"missing: {page}, the licences of the standard library")
    return folder / "licenses", of_page(page)


def parts_of_std():
    """Crates that a standard library built from its sources is made of: they are in its own entry, and its licences name theirs."""
    lock = pathlib.Path(run("/usr/bin/rustc", "--print", "sysroot").strip()) / "lib/rustlib/src/rust/library/Cargo.lock"
    if not lock.exists():
        return set()
    crates = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
    return {f"{one['name']}-{one['version']}" for one in crates}


def parts_of_others():
    """What is inside and no crate: name, version, licence, text, and the artefacts."""
    programs = ["torimatome", "torimatome.exe"]
    fonts = (ROOT / "templates/fonts/OFL.txt").read_text(encoding="utf-8").strip()
    yield "BIZ UDGothic", "1.05", "OFL-1.1", fonts, programs
    yield "Noto Sans CJK JP", "2.004", "OFL-1.1", fonts, programs
    yield "sRGB profile of Little CMS", "4.2", None, "No copyright, use freely.", programs
    of_std = standard_library()[1]
    for version, artefacts in sorted(libraries_of_compilers().items()):
        yield "Rust standard library", version, "MIT OR Apache-2.0", of_std, artefacts
    # Debian names the licences of every part.
    notice = pathlib.Path("/usr/share/doc/mingw-w64-x86-64-dev/copyright")
    if not notice.exists():
        sys.exit(f"missing: {notice}, the licences of what the Windows program takes from MinGW")
    yield "MinGW-w64 runtime", version_of("mingw-w64-x86-64-dev"), None, notice.read_text(encoding="utf-8").strip(), ["torimatome.exe"]
    text = (standard_library()[0] / "GCC-exception-3.1.txt").read_text(encoding="utf-8").strip()
    yield "GCC runtime", version_of("gcc-mingw-w64-x86-64-win32"), "GPL-3.0-or-later WITH GCC-exception-3.1", text, ["torimatome.exe"]


def version_of(package):
    return run("dpkg-query", "-W", "-f", "${Version}", package)


def write_licences(dist, crates, packages):
    general, _ = standard_library()
    entries = [("torimatome", None, "MIT OR Apache-2.0", [(ROOT / "LICENSE").read_text(encoding="utf-8").strip()])]
    for name, version, licence, text, _ in parts_of_others():
        entries.append((name, version, licence or "（下の文のとおり）", [text]))
    for key in sorted(crates):
        package = packages[key]
        if package["source"] is not None:
            entries.append((*key, expression(package["license"]), texts(package, packages, general)))
    # A text that several share is printed once.
    users = {}
    for name, version, licence, own in entries:
        for text in own:
            users.setdefault(text, []).append(f"{name} {version}" if version else name)
    out = ["このフォルダのプログラムとページに入っているものの、使用条件です。", "初めに一覧、その後に条件の全文があります。", ""]
    out += [f"{name} {version or ''}".strip() + f"  {licence}" for name, version, licence, _ in entries]
    for text, names in users.items():
        out += ["", RULE, ", ".join(names), RULE, "", text]
    (dist / "LICENSES.txt").write_text("\n".join(out) + "\n", encoding="utf-8", newline="\n")


def properties(artefacts):
    return [{"name": "torimatome:in", "value": name} for name in sorted(artefacts)]


def licences(licence):
    return [{"expression": licence}] if licence and (" " in licence) else [{"license": {"id": licence}}]


def write_bill(dist, crates, packages):
    sums, components = checksums(), []
    version = packages[next(key for key in packages if key[0] == "torimatome")]["version"]
    for key in sorted(crates):
        name, release = key
        package = packages[key]
        component = {"type": "library", "bom-ref": f"pkg:cargo/{name}@{release}", "name": name, "version": release}
        if package["source"] is not None:
            component["hashes"] = [{"alg": "SHA-256", "content": sums[key]}]
            component["purl"] = f"pkg:cargo/{name}@{release}"
        component["licenses"] = licences(expression(package["license"]))
        component["properties"] = properties(crates[key])
        components.append(component)
    for name, release, licence, _, artefacts in parts_of_others():
        component = {"type": "library", "bom-ref": f"part:{name} {release}", "name": name, "version": release}
        component["licenses"] = licences(licence) if licence else [{"license": {"name": "see LICENSES.txt"}}]
        component["properties"] = properties(artefacts)
        components.append(component)
    for path in handed_out(dist):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        components.append({"type": "file", "bom-ref": f"file:{path.name}", "name": path.name, "hashes": [{"alg": "SHA-256", "content": digest}]})
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "torimatome", "name": "torimatome", "version": version, "licenses": licences("MIT OR Apache-2.0")}},
        "components": components,
        "dependencies": dependencies(crates, packages),
    }
    # Named after what it says, and dated by nothing: the same contents are the same bill.
    said = json.dumps(bill, ensure_ascii=False, sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, said)}"
    (dist / "sbom.cdx.json").write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def dependencies(crates, packages):
    """Which of what is inside needs which."""
    ids = {packages[key]["id"]: key for key in crates}
    nodes = json.loads(run("cargo", "metadata", "--locked", "--format-version", "1"))["resolve"]["nodes"]
    ref = lambda key: f"pkg:cargo/{key[0]}@{key[1]}"
    found = []
    for node in nodes:
        if node["id"] in ids:
            normal = {d["pkg"] for d in node["deps"] if any(kind["kind"] is None for kind in d["dep_kinds"])}
            found.append({"ref": ref(ids[node["id"]]), "dependsOn": sorted(ref(ids[one]) for one in normal if one in ids)})
    roots = sorted(ref(key) for key in crates if key[0] == "torimatome")
    return [{"ref": "torimatome", "dependsOn": roots}, *sorted(found, key=lambda one: one["ref"])]


def handed_out(dist):
    own = {"LICENSES.txt", "sbom.cdx.json", "SHA256SUMS"}
    return sorted(path for path in dist.iterdir() if path.name not in own)


def make(dist):
    packages = metadata()
    crates = linked(packages)
    write_licences(dist, crates, packages)
    write_bill(dist, crates, packages)
    print(f"{len(crates)} crates inside")


def check(dist):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = (dist / "sbom.cdx.json").read_text(encoding="utf-8")
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"sbom.cdx.json: {fault}")
    spoiled = text.replace('"specVersion": "1.6"', '"specVersion": 7', 1)
    if spoiled == text or not JsonStrictValidator(SchemaVersion.V1_6).validate_str(spoiled):
        sys.exit("the validator does not see a fault")
    bill = json.loads(text)
    components = bill["components"]
    listed = (dist / "LICENSES.txt").read_text(encoding="utf-8")
    head, _, below = listed.partition(RULE)
    libraries = [one for one in components if one["type"] == "library" and not one["name"].startswith("torimatome")]
    for one in libraries:
        name = f"{one['name']} {one['version']}"
        if name not in head or name not in below:
            sys.exit(f"no licence text of {name}")
    files = {one["name"]: one["hashes"][0]["content"] for one in components if one["type"] == "file"}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in handed_out(dist)}
    if files != found:
        sys.exit(f"the bill names other files than there are: {files.items() ^ found.items()}")
    # A crate names itself in the paths of its panics: whatever stands there must be in the bill.
    known = {f"{one['name']}-{one['version']}" for one in libraries} | parts_of_std()
    for program in ("torimatome", "torimatome.exe"):
        named = set(re.findall(rb"registry/src/[^/\\]+[/\\]([A-Za-z0-9_.+-]+)[/\\]", (dist / program).read_bytes()))
        missing = {one.decode() for one in named} - known
        if len(named) < 20 or missing:
            sys.exit(f"{program}: {len(named)} crates name themselves, not in the bill: {missing}")
    print(f"{len(libraries)} parts with their licences, {len(files)} files")


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in {"make", "check"}:
        sys.exit(__doc__)
    {"make": make, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]).resolve())


main()
