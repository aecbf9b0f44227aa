package org.ombud.test;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ombud.Engine;

/** Another program, with the jar and the tests on its class path: what it said, and how it ended. */
final class Jvm {
    final int code;
    final String said;

    private Jvm(int code, String said) {
        this.code = code;
        this.said = said;
    }

    static Path jar() {
        return home(Engine.class);
    }

    static Path tests() {
        return home(Jvm.class);
    }

    /** The checkout. */
    static Path root() {
        return Paths.get(System.getProperty("ombud.root"));
    }

    static String chart() {
        return read(root().resolve("crates/ombud/tests/workflow/charts/benchmark.json"));
    }

    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static Path home(Class<?> type) {
        try {
            return Paths.get(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Starts {@code java} with options and a class. */
    static Process start(Path jar, String... options) throws IOException {
        String classPath = jar + File.pathSeparator + tests();
        List<String> command = new ArrayList<>();
        command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList("-cp", classPath, "-Dombud.root=" + root()));
        // What this program was allowed, the other one is too.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--enable-native-access"))
                .forEach(command::add);
        command.addAll(Arrays.asList(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    static Jvm run(String... options) throws IOException, InterruptedException {
        return end(start(jar(), options));
    }

    static Jvm program(String... command) throws IOException, InterruptedException {
        return end(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    static Jvm end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            byte[] part = new byte[8192];
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                out.write(part, 0, n);
            }
        }
        return new Jvm(process.waitFor(), new String(out.toByteArray(), StandardCharsets.UTF_8));
    }

    static Path folder() throws IOException {
        return Files.createTempDirectory("ombud-java-test");
    }

    static void delete(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).forEach(paths::add);
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
