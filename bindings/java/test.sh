#!/usr/bin/env bash
# The tests, on the packaged jar, from an empty folder, with every JDK there is.
#
#   bash bindings/java/test.sh JAR [CLASS]...
#   bash bindings/java/test.sh JAR answers REQUESTS FILE    only answers the corpus, with one JDK
#
# JDKS  their homes; those of /usr/lib/jvm and JAVA_HOME by default. Java 8 or later.
set -euo pipefail
jar=$(realpath "$1")
shift
main=Run
if [ "${1:-}" = answers ]; then
  main=Conformance
  set -- "$(realpath "$2")" "$(realpath "$3")"
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(realpath ../..)

homes=()
for home in ${JDKS:-/usr/lib/jvm/* ${JAVA_HOME:-}}; do
  [ -x "$home/bin/java" ] && homes+=("$(realpath "$home")")
done
mapfile -t homes < <(printf '%s\n' "${homes[@]}" | sort -u)
compiler=${JAVA_HOME:-$(dirname "$(dirname "$(realpath "$(command -v javac)")")")}
[ $main = Run ] || homes=("$compiler")

work=$(mktemp -d "$(dirname "$jar")/test.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work"/{classes,empty,readme}
# The Java of the README is a program: it is compiled and run as it stands.
awk '/^```java$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/README.md" >"$work/readme/Due.java"
"$compiler/bin/javac" --release 8 -encoding UTF-8 -Xlint:all,-options -Werror -cp "$jar" -d "$work/classes" \
  src/test/java/org/ombud/test/*.java examples/*.java "$work/readme/Due.java"
${CC:-cc} -std=c99 -O1 -Wall -Wextra -Wpedantic -Werror -fPIC -shared -I"$root/include" -I"$compiler/include" \
  -I"$compiler/include/linux" -o "$work/streams.so" src/test/c/streams.c

cd "$work/empty"
for home in "${homes[@]}"; do
  # Later versions warn of native code unless it is allowed by name.
  allowed=()
  if "$home/bin/java" --enable-native-access=ALL-UNNAMED -version >/dev/null 2>&1; then
    allowed=(--enable-native-access=ALL-UNNAMED)
  fi
  "$home/bin/java" "${allowed[@]}" -Xmx768m -Xcheck:jni -cp "$jar:$work/classes" -Dombud.root="$root" \
    -Dombud.streams="$work/streams.so" -Dorg.ombud.unpack.dir="$work/unpacked" "org.ombud.test.$main" "$@"
done
