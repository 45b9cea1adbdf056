#!/usr/bin/env bash
# Fetches the newer LibTorch out of its PyPI wheel into one folder; the system's Python is not touched.
#   installer/libtorch.sh current            for the CPU: 0.6 GB to fetch, 0.6 GB on disk
#   installer/libtorch.sh cuda               for NVIDIA cards too: 2.1 GB to fetch, 4 GB on disk
#   installer/libtorch.sh current --folder   only says where it is or would be
# The folder is build/libtorch-VERSION[-cuda], or $CROSSVIEW_LIBTORCH_DIR. Can be called again at any time: what
# is there is not fetched twice, and what was fetched before an interruption is used.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-}
case $kind in
    current) need_mb=1400 ;;
    cuda) need_mb=6800 ;;
    *) echo "crossview: installer/libtorch.sh takes current or cuda, not \"$kind\"." >&2; exit 2 ;;
esac
version=$(sed -n 's/^torch==\([^ ]*\).*/\1/p' installer/libtorch.txt)
default=$PWD/build/libtorch-$version
[ "$kind" = cuda ] && default+=-cuda
folder=$(realpath -m "${CROSSVIEW_LIBTORCH_DIR:-$default}")
if [ "${2:-}" = --folder ]; then
    echo "$folder"
    exit 0
fi

fail() { echo "crossview: $1" >&2; exit 1; }
[ "$(uname -sm)" = "Linux x86_64" ] ||
    fail "the newer LibTorch is pinned for Linux on x86-64 and this is $(uname -sm); use --libtorch=debian."
mkdir -p "$(dirname "$folder")" 2>/dev/null || fail "$(dirname "$folder") could not be made; set CROSSVIEW_LIBTORCH_DIR."
{ exec 9>"$folder.lock"; } 2>/dev/null || fail "$(dirname "$folder") cannot be written; set CROSSVIEW_LIBTORCH_DIR."
flock 9

# The folder is complete when it carries the mark of these pins and of this way to unpack them.
mark="$kind $(cat installer/libtorch.txt installer/unpack_libtorch.py | sha256sum | cut -c1-64)"
if [ "$(cat "$folder/crossview-libtorch.txt" 2>/dev/null)" = "$mark" ]; then
    echo "crossview: LibTorch $version ($kind) is in $folder."
    exit 0
fi
if [ -e "$folder" ] && [ -n "$(ls -A "$folder")" ] && [ ! -e "$folder/crossview-libtorch.txt" ]; then
    fail "$folder holds something else; set CROSSVIEW_LIBTORCH_DIR to a folder for LibTorch alone."
fi
python3 -m pip --version >/dev/null 2>&1 || fail "pip is missing; as root: apt-get install python3-pip."

wheels=$folder.wheels
mkdir -p "$wheels"
have_mb=$(($(du -sm "$wheels" | cut -f1) + $(df -Pm "$wheels" | awk 'NR == 2 {print $4}')))
[ "$have_mb" -ge "$need_mb" ] ||
    fail "LibTorch $version ($kind) needs $need_mb MB beside $folder while it is unpacked, and there are $have_mb MB; make room, or set CROSSVIEW_LIBTORCH_DIR to a folder on a larger disk."

echo "crossview: fetching LibTorch $version ($kind) with pip …"
pins=$wheels/pins.txt
if [ "$kind" = cuda ]; then cp installer/libtorch.txt "$pins"; else grep -v '# cuda$' installer/libtorch.txt >"$pins"; fi
# The wheels are named in full, so that any Python's pip takes these and no others.
platforms=()
for tag in _2_28 _2_27 _2_25 _2_18 _2_17 2014 _2_12 2010 _2_5 1; do platforms+=(--platform "manylinux${tag}_x86_64"); done
if ! python3 -m pip download --quiet --disable-pip-version-check --no-cache-dir --retries 2 \
    --no-deps --require-hashes --only-binary=:all: \
    --python-version 3.11 --implementation cp --abi cp311 --abi none "${platforms[@]}" \
    --dest "$wheels" --requirement "$pins" >"$wheels/pip.log" 2>&1; then
    grep -E '^(ERROR|WARNING)' "$wheels/pip.log" | tail -n 3 >&2 || true
    fail "pip could not fetch LibTorch $version; look at the network and at pip's index (log: $wheels/pip.log) and call this again, which goes on from here, or use --libtorch=debian."
fi
echo "crossview: unpacking it into $folder …"
rm -rf "$folder.part"
mkdir "$folder.part"
python3 installer/unpack_libtorch.py "$kind" "$folder.part" "$wheels"/*.whl
echo "$mark" >"$folder.part/crossview-libtorch.txt"
rm -rf "$folder"
mv "$folder.part" "$folder"
rm -rf "$wheels"
echo "crossview: LibTorch $version ($kind) is in $folder, $(du -sm "$folder" | cut -f1) MB."
