#!/bin/sh
# Fuzzes each target for a while: Tests/Fuzz/run.sh [SECONDS, default $FUZZ_SECONDS or 60] [TARGET...]
# Prints one line a target, `fuzz: NAME: N runs, M crashes`; exit 1 where M is not 0 or a target cannot run.
# Inputs are read from Tests/Fuzz/corpus/NAME; finds and crashing inputs are written below .build/fuzz/NAME.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${1:-${FUZZ_SECONDS:-60}}
[ $# -gt 0 ] && shift

# One line a target: NAME | files of Tests, the entry first | rooms it compiles, each after those it imports
targets='
RequestHead | Fuzz/RequestHeadFuzz.swift HTTPCoreTests/HeadProperty.swift | HTTPCore
ChunkedBody | Fuzz/ChunkedBodyFuzz.swift HTTPCoreTests/BodyProperty.swift | HTTPCore
Path | Fuzz/PathFuzz.swift RoutingTests/PathProperty.swift | HTTPCore Vocabulary Documents Routing
YAML | Fuzz/YAMLFuzz.swift YAMLDocumentsTests/YAMLProperty.swift | Documents YAMLDocuments
'

build=.build/fuzz
flags="-O -wmo -parse-as-library -sanitize=fuzzer,address -swift-version 6 -I $build/modules -module-cache-path $build/cache
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature NonisolatedNonsendingByDefault
    -enable-upcoming-feature InferIsolatedConformances"
for folder in Sources/C*/; do
    [ -f "$folder/module.modulemap" ] && flags="$flags -I $folder"
done
mkdir -p "$build/modules"
failures=0
built=' '

# Compiles a room once, instrumented, as a module of its own: `import ROOM` means what it means in the product.
build_room() {
    case "$built" in *" $1 "*) return 0 ;; esac
    swiftc $flags -c -module-name "$1" -emit-module -emit-module-path "$build/modules/$1.swiftmodule" \
        -o "$build/modules/$1.o" $(find "Sources/$1" -name '*.swift') || return 1
    built="$built$1 "
}

build_target() {
    objects=
    for room in $3; do
        build_room "$room" || return 1
        objects="$objects $build/modules/$room.o"
    done
    sources=
    for file in $2; do sources="$sources Tests/$file"; done
    swiftc $flags -module-name "$1Fuzz" -o "$build/$1/fuzz" $sources $objects
}

run_target() {
    name=$1
    mkdir -p "$build/$name/corpus"
    build_target "$name" "$2" "$3" >"$build/$name/build.log" 2>&1 || {
        cat "$build/$name/build.log"
        echo "fuzz: $name: does not build"
        return 1
    }
    rm -f "$build/$name"/crash-* "$build/$name"/timeout-* "$build/$name"/oom-* "$build/$name"/leak-*
    # Without SWIFT_BACKTRACE the crash handler waits for a debugger; the outer limit is for a fuzzer that does not end itself.
    SWIFT_BACKTRACE=enable=no timeout -k 10 $((seconds + 60)) "$build/$name/fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
        -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$build/$name/" "$build/$name/corpus" "Tests/Fuzz/corpus/$name" \
        >"$build/$name/run.log" 2>&1 </dev/null
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name/run.log")
    crashes=$(find "$build/$name" -maxdepth 1 \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' -o -name 'leak-*' \) | wc -l)
    if [ "$status" -ne 0 ]; then
        tail -n 40 "$build/$name/run.log"
        [ "$crashes" -eq 0 ] && crashes=1
    fi
    echo "fuzz: $name: ${runs:-0} runs, $crashes crashes"
    [ "$crashes" -eq 0 ] && [ "${runs:-0}" -gt 0 ]
}

while IFS='|' read -r name files rooms; do
    name=$(echo $name)
    [ -n "$name" ] || continue
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    run_target "$name" "$files" "$rooms" || failures=1
done <<END
$targets
END
exit $failures
