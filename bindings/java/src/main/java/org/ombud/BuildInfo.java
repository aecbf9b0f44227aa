package org.ombud;

/** What library this is. */
public final class BuildInfo {
    private BuildInfo() {}

    /**
     * How the library was built.
     *
     * @return JSON: version, target, optimised, bundle (the hash of the built-in packs), test_operations
     */
    public static String json() {
        Library.load();
        return Text.of(Native.buildInfo());
    }

    /**
     * Where the native library was loaded from.
     *
     * @return a path, or a name that was found on {@code java.library.path}
     */
    public static String library() {
        return Library.load();
    }
}
