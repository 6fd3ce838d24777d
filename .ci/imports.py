#!/usr/bin/env python3
"""What a program asks of the system: nothing that opens a way to the network.

    imports.py FILE...        ELF (nm), PE (objdump of MinGW), WebAssembly, plain or gzipped; exit code 1 where one asks for more

An import is what a program can call without bringing it along. A raw system call needs none, so this stands beside the tree of crates
(.deny.toml, tests/suite/supply.rs) and the sources (tests/suite/architecture.rs), which hold nothing that would make one.
"""
import gzip
import pathlib
import re
import subprocess
import sys

# Opens a way, waits for one, or asks for an address.
NETWORK = re.compile(
    r"(WSA)?(socket|connect|bind|listen|accept4?|sendto|recvfrom|sendmmsg|recvmmsg|getaddrinfo|freeaddrinfo|getnameinfo|gethostby\w+"
    r"|getpeername|getsockname|res_\w+|if_nametoindex|getifaddrs|WSAStartup|WSASocketW|WSAConnect\w*|(Free)?GetAddrInfo(Ex)?[AW]?)"
)
# What the standard library starts a child with, and hears of it: a pair without an address. It cannot reach further than the two.
PAIR = {"socketpair", "sendmsg", "recvmsg", "recv", "send"}
LIBRARIES = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}
NETWORK_DLL = re.compile(r"(?i)(ws2_32|wsock32|mswsock|wininet|winhttp|urlmon|dnsapi|iphlpapi|httpapi|netapi32|rasapi32|secur32|crypt32)\.dll")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def elf(path):
    names = {line.split()[-1].split("@")[0] for line in run("nm", "-D", "--undefined-only", path).splitlines()}
    libraries = set(re.findall(r"\(NEEDED\).*\[(.+)\]", run("readelf", "-d", path)))
    wrong = {name for name in names if NETWORK.fullmatch(name)} | (libraries - LIBRARIES)
    return names | libraries, wrong, names & PAIR


def pe(path):
    text = run("x86_64-w64-mingw32-objdump", "-p", path)
    libraries = set(re.findall(r"DLL Name: (\S+)", text))
    # Older binutils have address, number and name in a line; newer ones a mark for "by name" between them.
    names = set(re.findall(r"^\t[0-9a-f]+\s+(?:<none>\s+)?[0-9a-f]+\s+([A-Za-z_?@]\S*)", text, re.MULTILINE))
    if len(names) < len(libraries):
        sys.exit(f"{path}: {len(libraries)} libraries, but {len(names)} names were read")
    wrong = {name for name in names if NETWORK.fullmatch(name)} | {name for name in libraries if NETWORK_DLL.fullmatch(name)}
    return names | libraries, wrong, set()


def number(code, at):
    value = shift = 0
    while True:
        byte = code[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def wasm(code):
    """A page's core may ask its page for nothing: whatever it imports is too much."""
    at, names = 8, set()
    while at < len(code):
        kind, (size, start) = code[at], number(code, at + 1)
        if kind == 2:
            names = {f"{number(code, start)[0]} imports"}
        at = start + size
    return {"sections"}, names, set()


def asked(path):
    data = pathlib.Path(path).read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if data[:4] == b"\x7fELF":
        return elf(path)
    if data[:2] == b"MZ":
        return pe(path)
    if data[:4] == b"\0asm":
        return wasm(data)
    sys.exit(f"{path}: no program")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    is_wrong = False
    for path in sys.argv[1:]:
        names, wrong, pair = asked(path)
        if not names:
            sys.exit(f"{path}: nothing was read of it")
        beside = f"; {', '.join(sorted(pair))} of the standard library, to start a child" if pair else ""
        print(f"{path}: {len(names)} asked for, of the network {', '.join(sorted(wrong)) or 'none'}{beside}")
        is_wrong |= bool(wrong)
    sys.exit(is_wrong)


main()
