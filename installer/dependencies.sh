#!/usr/bin/env bash
# Installs the Debian packages that Crossview needs and that are missing. Called by run.sh and test.sh.
#   installer/dependencies.sh [--tests]
set -euo pipefail

packages=(
    # to build
    ca-certificates cmake ninja-build g++ ccache mold pkg-config
    # window
    qt6-base-dev qt6-charts-dev qt6-svg-dev qt6-qpa-plugins libqt6opengl6-dev libgl-dev fonts-dejavu-core
    # learning, linear algebra
    libtorch-dev libopenblas0-openmp libopenblas-openmp-dev liblapacke-dev
    # pretrained encoders: their forward pass, and pip as the downloader of their weights
    libdnnl-dev python3-pip
    # the map: its grid of forces
    libfftw3-dev
    # pictures
    libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libopencv-objdetect-dev libopencv-dnn-dev
    libopencv-dev libjpeg-dev libpng-dev libexiv2-dev
    # text, files, command line
    libicu-dev libstemmer-dev libsqlite3-dev libssl-dev libzip-dev libarchive-dev libhdf5-dev zlib1g-dev libxxhash-dev nlohmann-json3-dev libcli11-dev libfmt-dev
    # indices of embeddings for other programs
    libfaiss-dev
)
if [ "${1:-}" = --tests ]; then
    packages+=(libgtest-dev libgmock-dev)
fi

missing=()
for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "crossview: all packages are here."
    exit 0
fi

command -v apt-get >/dev/null || {
    echo "crossview: this script installs Debian packages and there is no apt-get here. Install what matches: ${missing[*]}" >&2
    exit 1
}
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "crossview: packages are missing and there is no sudo. As root: apt-get install ${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi

echo "crossview: installing ${#missing[@]} packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1; }
if ! { apt update && apt install --no-install-recommends "${missing[@]}"; }; then
    tail -n 20 "$log" >&2
    echo "crossview: apt-get could not install the packages; its last lines stand above." >&2
    exit 1
fi
echo "crossview: packages are installed."
