package org.ombud;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the native library, once: the file that a property names, else one on {@code
 * java.library.path}, else the one in the jar. What was tried stands in the error.
 */
final class Library {
    /** Names the file of the library; nothing else is tried then. */
    static final String PATH = "org.ombud.library.path";

    /** The binary interface that {@link Native} is written for. */
    private static final int ABI_VERSION = 0;

    private static final String NAME = "ombud_jni";

    private static String found;

    private Library() {}

    /** Where it was loaded from. After a failure the next call tries again. */
    static synchronized String load() {
        if (found == null) {
            String loaded = find();
            checkAbi(loaded);
            checkVersion(loaded);
            found = loaded;
        }
        return found;
    }

    private static String find() {
        List<String> tried = new ArrayList<>();
        String path = System.getProperty(PATH);
        if (path != null) {
            return tryLoad(path, tried, () -> System.load(path))
                    .orElseThrow(() -> failure(tried, "it was named by " + PATH + ", so nothing else was tried"));
        }
        return tryLoad("java.library.path", tried, () -> System.loadLibrary(NAME))
                .orElseGet(
                        () ->
                                Unpacked.load(NAME, tried)
                                        .orElseThrow(() -> failure(tried, "name the file by " + PATH)));
    }

    /** One attempt; what went wrong is added to what was tried. */
    static Optional<String> tryLoad(String where, List<String> tried, Runnable load) {
        try {
            load.run();
            return Optional.of(where);
        } catch (UnsatisfiedLinkError | SecurityException error) {
            tried.add(where + ": " + error.getMessage());
            return Optional.empty();
        }
    }

    private static UnsatisfiedLinkError failure(List<String> tried, String hint) {
        StringBuilder out = new StringBuilder("the native library of Ombud was not loaded on ");
        out.append(Platform.describe()).append("; tried:");
        for (String attempt : tried) {
            out.append("\n  ").append(attempt);
        }
        return new UnsatisfiedLinkError(out.append("\n  Hint: ").append(hint).toString());
    }

    private static void checkAbi(String loaded) {
        int abi = Native.abiVersion();
        if (abi != ABI_VERSION) {
            throw new UnsatisfiedLinkError(
                    loaded + " has binary interface " + abi + ", this jar is for " + ABI_VERSION
                            + "; is another version of Ombud on the library path?");
        }
    }

    /** Other packs are in a library of another version: the same call could give another date. */
    private static void checkVersion(String loaded) {
        String version = Text.of(Native.version());
        if (!version.equals(Version.JAR)) {
            throw new UnsatisfiedLinkError(
                    loaded + " is of version " + version + ", this jar is of version " + Version.JAR
                            + "; is another version of Ombud on the library path?");
        }
    }
}
