#!/usr/bin/env bash
# The jar, from the static library of bindings/c: plain javac, cc and jar.
#
#   bash bindings/java/build.sh LIBRARY OUT        OUT/ombud-VERSION.jar
#   bash bindings/java/build.sh LIBRARY OUT all    and the jars of sources and documentation
#
# LIBRARY        libombud_ffi.a of this machine
# JAVA_HOME      a JDK, 17 or later; the one of the path by default. Classes are for Java 8.
# OMBUD_NATIVES  a folder of libraries built on other machines, to be packed too:
#                linux-x86_64-gnu/libombud_jni.so, linux-aarch64-musl/libombud_jni.so ...
#
# The same input gives the same bytes.
set -euo pipefail
library=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
what=${3:-jar}
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(realpath ../..)

home=${JAVA_HOME:-$(dirname "$(dirname "$(realpath "$(command -v javac)")")")}
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
grep -q "<version>$version</version>" pom.xml || { echo "pom.xml is not of version $version" >&2; exit 1; }
jar=$out/ombud-$version.jar
build=$out/build
rm -rf "$build" "$out"/ombud-*.jar
mkdir -p "$build"/{classes,sources/org/ombud,manifest}

# ---- the numbers of errors, as the header has them, and the version -------------------------------
{
  printf '%s\n' 'package org.ombud;' '' '/** The numbers of errors. They never change; {@code error.list} tells them with both wordings. */' \
    'public final class ErrorCode {' '    private ErrorCode() {}'
  sed -nE -e 's|^/\*\* ([a-z0-9_]+: .*) \*/$|\n    /** \1 */|p' \
    -e 's|^#define OMBUD_ERROR_([A-Z0-9_]+) ([0-9]+)$|    public static final int \1 = \2;|p' "$root/include/ombud.h" |
    sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
  printf '}\n'
} >"$build/sources/org/ombud/ErrorCode.java"
printf '%s\n' 'package org.ombud;' '' '/** The version of this jar. */' 'final class Version {' \
  "    static final String JAR = \"$version\";" '' '    private Version() {}' '}' >"$build/sources/org/ombud/Version.java"
cp src/main/java/org/ombud/*.java "$build/sources/org/ombud/"

# ---- classes ------------------------------------------------------------------------------------
find "$build/sources" -name '*.java' | sort >"$build/sources.list"
"$home/bin/javac" --release 8 -encoding UTF-8 -g -Xlint:all,-options -Xdoclint:all/protected -Werror \
  -d "$build/classes" @"$build/sources.list"

# ---- the native library: the shim and the static library in one, with nothing else to be seen ----
machine=$(${CC:-cc} -dumpmachine)
case $machine in *musl*) libc=musl ;; *) libc=gnu ;; esac
native=$build/classes/native/linux-${machine%%-*}-$libc
mkdir -p "$native"
${CC:-cc} -std=c99 -O2 -Wall -Wextra -Wpedantic -Werror -fPIC -fvisibility=hidden -shared \
  -I"$root/include" -I"$home/include" -I"$home/include/linux" -ffile-prefix-map="$root"=. \
  -o "$native/libombud_jni.so" src/main/c/ombud_jni.c "$library" \
  -static-libgcc -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,-z,defs -Wl,-z,relro,-z,now -Wl,--strip-all \
  -Wl,--build-id=none -Wl,-soname,libombud_jni.so -lpthread -ldl -lm
if nm -D --defined-only "$native/libombud_jni.so" | grep -v ' T Java_org_ombud_Native_'; then
  echo 'the library shows more than its JNI methods' >&2
  exit 1
fi
if [ -n "${OMBUD_NATIVES:-}" ]; then cp -R "$OMBUD_NATIVES/." "$build/classes/native/"; fi

# ---- jars ---------------------------------------------------------------------------------------
printf '%s\n' "Implementation-Title: Ombud" "Implementation-Version: $version" \
  'Automatic-Module-Name: org.ombud' 'Enable-Native-Access: ALL-UNNAMED' >"$build/manifest/MANIFEST.MF"
mkdir -p "$build/classes/META-INF"
cp "$root"/LICENSE-* "$root/THIRD-PARTY.txt" "$build/classes/META-INF/"

pack() { # JAR FOLDER: files in order, at one instant, and no folders
  (cd "$2" && find . -type f | LC_ALL=C sort | sed 's|^\./||') |
    while read -r file; do printf -- '-C %s\n%s\n' "$2" "$file"; done >"$build/files.list"
  rm -f "$1"
  "$home/bin/jar" --create --file "$1" --date=2020-01-01T00:00:00Z \
    --manifest "$build/manifest/MANIFEST.MF" @"$build/files.list"
}
pack "$jar" "$build/classes"
if [ "$what" = all ]; then
  # What is missing in comments, the compiler has said above; here it would be said of private fields.
  "$home/bin/javadoc" -quiet -notimestamp -encoding UTF-8 -Xdoclint:all,-missing -Werror -d "$build/javadoc" \
    @"$build/sources.list"
  pack "$out/ombud-$version-sources.jar" "$build/sources"
  pack "$out/ombud-$version-javadoc.jar" "$build/javadoc"
fi
printf '%s\n' "$jar"
