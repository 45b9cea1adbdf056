#!/usr/bin/env bash
# Configures and builds one preset; prints a line per stage, and the compiler's words only when it fails.
#   installer/build.sh PRESET [CMake options …]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
log="build/$preset/build.log"
mkdir -p "build/$preset"

echo "crossview: configuring (preset $preset) …"
if ! cmake --preset "$preset" "$@" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "crossview: CMake could not configure the build; the whole log is $log." >&2
    exit 1
fi
echo "crossview: building; the first time takes some minutes, later ones seconds …"
started=$SECONDS
# Two compilers want up to 3 GB: no more jobs than the memory carries.
memory_jobs=$(awk '/MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
jobs=$(nproc)
[ "$memory_jobs" -ge 1 ] && [ "$memory_jobs" -lt "$jobs" ] && jobs=$memory_jobs
if [ -t 1 ]; then
    cmake --build --preset "$preset" --parallel "$jobs" || exit 1
elif ! cmake --build --preset "$preset" --parallel "$jobs" >>"$log" 2>&1; then
    grep -nE -A 6 'error|FAILED' "$log" | tail -n 60 >&2
    echo "crossview: the build failed; the whole log is $log." >&2
    exit 1
fi
echo "crossview: built in $((SECONDS - started)) s."
