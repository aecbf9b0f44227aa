package org.ombud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The native library in the jar, written to a folder of the user's own to be loaded from there: {@code
 * org.ombud.unpack.dir} if it is set, else the user's cache, else the folder for temporary files.
 */
final class Unpacked {
    /** Names the folder to unpack into; no other is tried then. */
    static final String DIR = "org.ombud.unpack.dir";

    private Unpacked() {}

    static Optional<String> load(String name, List<String> tried) {
        String file = System.mapLibraryName(name);
        for (String platform : Platform.folders()) {
            String resource = "/native/" + platform + "/" + file;
            if (Unpacked.class.getResource(resource) == null) {
                tried.add("the jar: it has no " + resource);
                continue;
            }
            for (Path dir : dirs()) {
                Optional<String> loaded = load(resource, dir, file, tried);
                if (loaded.isPresent()) {
                    return loaded;
                }
            }
        }
        return Optional.empty();
    }

    private static List<Path> dirs() {
        List<Path> dirs = new ArrayList<>();
        String named = System.getProperty(DIR);
        if (named != null) {
            dirs.add(Paths.get(named));
            return dirs;
        }
        String home = System.getProperty("user.home", "");
        if (Paths.get(home).isAbsolute() && Files.isDirectory(Paths.get(home))) {
            dirs.add(Paths.get(home, ".cache"));
        }
        dirs.add(Paths.get(System.getProperty("java.io.tmpdir")));
        return dirs;
    }

    private static Optional<String> load(String resource, Path dir, String file, List<String> tried) {
        PrivateFolder.Content library = () -> Unpacked.class.getResourceAsStream(resource);
        try {
            PrivateFolder folder = PrivateFolder.in(dir);
            Path kept = folder.keep(library, file);
            Optional<String> loaded = Library.tryLoad(kept.toString(), tried, () -> System.load(kept.toString()));
            if (loaded.isPresent()) {
                return loaded;
            }
            // Another class loader may have it: then this one needs a file of its own.
            Path own = folder.copy(library, file);
            loaded = Library.tryLoad(own.toString(), tried, () -> System.load(own.toString()));
            // What is loaded stays in memory; where the system does not allow this, the file stays too.
            Files.deleteIfExists(own);
            if (!loaded.isPresent()) {
                tried.add(
                        "\"failed to map segment\" above means that programs may not run from " + dir
                                + " (noexec): name another folder by " + DIR);
            }
            return loaded;
        } catch (IOException | SecurityException error) {
            tried.add(dir + ": " + error);
            return Optional.empty();
        }
    }
}
