#!/bin/sh
# Runs every fuzz target on its seeds and prints a table: run_all.sh BUILD_FOLDER RUNS [TARGET…]
# FUZZ_SECONDS ends each target after that time; FUZZ_TIMEOUT (10) is how many seconds one input may take: more on a
# machine that others use, for it is the clock on the wall.
# Inputs that reach new code are kept in BUILD_FOLDER/tests/fuzz/found/<target>, findings beside them.
set -u
[ $# -ge 2 ] || { echo "usage: $0 BUILD_FOLDER RUNS [TARGET...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
built=$1/tests/fuzz
runs=$2
shift 2
export ASAN_OPTIONS="${ASAN_OPTIONS:-allocator_may_return_null=0}"
failed=0
printf '%-18s %10s %8s %10s  %s\n' target runs seconds coverage result
while read -r name longest; do
    [ $# -eq 0 ] || case " $* " in *" $name "*) ;; *) continue ;; esac
    found=$built/found/$name
    mkdir -p "$found/new"
    begin=$(date +%s)
    "$built/fuzz_$name" -runs="$runs" -max_len="$longest" -timeout="${FUZZ_TIMEOUT:-10}" -rss_limit_mb=2048 -print_final_stats=1 \
        -max_total_time="${FUZZ_SECONDS:-0}" -artifact_prefix="$found/" "$found/new" "$here/corpus/$name" \
        >"$found/log" 2>&1 && result=clean || { result="see $found/log"; failed=1; }
    seconds=$(($(date +%s) - begin))
    printf '%-18s %10s %8s %10s  %s\n' "$name" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$found/log")" "$seconds" \
        "$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$found/log" | tail -1)" "$result"
done <"$built/targets.txt"
exit $failed
