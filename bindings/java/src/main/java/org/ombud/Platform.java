package org.ombud;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The machine that the library must be built for. */
final class Platform {
    private Platform() {}

    /** Names of the folders in the jar, the likelier first. */
    static List<String> folders() {
        String machine = os() + "-" + arch();
        if (!os().equals("linux")) {
            return Collections.singletonList(machine);
        }
        // The C library may have been mistaken, and a jar may lack one of the two.
        return libc().equals("musl")
                ? Arrays.asList(machine + "-musl", machine + "-gnu")
                : Arrays.asList(machine + "-gnu", machine + "-musl");
    }

    static String describe() {
        return os() + " " + arch() + " " + libc() + ", Java " + System.getProperty("java.version");
    }

    private static String os() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "macos" : name.startsWith("windows") ? "windows" : name;
    }

    private static String arch() {
        String name = System.getProperty("os.arch", "");
        return name.equals("amd64") ? "x86_64" : name.equals("arm64") ? "aarch64" : name;
    }

    /** Which C library this process runs on, as far as it can be seen. */
    private static String libc() {
        if (!os().equals("linux")) {
            return "libc";
        }
        try {
            byte[] maps = Files.readAllBytes(Paths.get("/proc/self/maps"));
            return new String(maps, StandardCharsets.ISO_8859_1).contains("/ld-musl-") ? "musl" : "gnu";
        } catch (IOException | SecurityException unseen) {
            return "gnu";
        }
    }
}
