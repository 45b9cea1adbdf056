#!/usr/bin/env bash
# Installs what is missing, builds everything and runs the tests.
#   installer/test.sh [--sanitizers]   with --sanitizers also the core tests under address+undefined and thread
set -euo pipefail
cd "$(dirname "$0")/.."
bash installer/dependencies.sh --tests
bash installer/build.sh release -DCROSSVIEW_TESTS=ON
export QT_QPA_PLATFORM=offscreen
if [ "${1:-}" = --sanitizers ]; then
    for preset in dev-asan dev-tsan; do
        bash installer/build.sh "$preset"
        ctest --preset "$preset"
    done
fi
ctest --preset release --parallel 2
