#!/usr/bin/env bash
# Installs what is missing, builds everything and runs the tests.
#   installer/test.sh [--sanitizers] [--libtorch=debian|current|cuda]
# With --sanitizers also under address+undefined and thread; --libtorch as for run.sh, by default
# Debian's.
set -euo pipefail
cd "$(dirname "$0")/.."
source installer/choose_libtorch.sh
libtorch=debian
sanitizers=
for argument in "$@"; do
    case $argument in
        --libtorch=*) libtorch=${argument#--libtorch=} ;;
        --sanitizers) sanitizers=yes ;;
        *) echo "crossview: installer/test.sh does not know $argument." >&2; exit 2 ;;
    esac
done
bash installer/dependencies.sh --tests
choose_libtorch "$libtorch"
bash installer/build.sh "$preset" -DCROSSVIEW_TESTS=ON ${torch_options[@]+"${torch_options[@]}"}
# The reference tests of the encoders need their weights; without a network they are skipped.
"build/$preset/app/crossview-cli" encoders fetch all || echo "crossview: the encoders could not be had, so their reference tests are skipped."
export QT_QPA_PLATFORM=offscreen
if [ -n "$sanitizers" ]; then
    for sanitizer in dev-asan dev-tsan; do
        bash installer/build.sh "$sanitizer"
        ctest --preset "$sanitizer"
    done
fi
ctest --preset "$preset" --parallel 2
