package org.ombud.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import java.util.stream.Stream;
import org.ombud.Engine;
import org.ombud.OmbudException;

/**
 * Answers the corpus: {@code Conformance REQUESTS OUT} reads every {@code *.jsonl} of the folder in the
 * order of their names, and writes {@code id<TAB>answer} lines; for an error its document.
 */
public final class Conformance {
    private Conformance() {}

    /**
     * Runs it.
     *
     * @param args the folder of requests, and the file to write
     * @throws IOException where either cannot be used
     */
    public static void main(String... args) throws IOException {
        try (Engine engine = Engine.builtin();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(Paths.get(args[1])));
                Stream<Path> found = Files.list(Paths.get(args[0]))) {
            Path[] files = found.filter(file -> file.toString().endsWith(".jsonl")).sorted().toArray(Path[]::new);
            for (Path file : files) {
                for (String line : Files.readAllLines(file, UTF_8)) {
                    if (!line.trim().isEmpty()) {
                        answer(engine, Flat.read(line), out);
                    }
                }
            }
        }
    }

    private static void answer(Engine engine, Map<String, String> line, OutputStream out) throws IOException {
        byte[] answer;
        try {
            String text = line.get("request");
            answer =
                    text == null
                            ? engine.call(line.get("op"), bytes(line.get("request_hex")))
                            : engine.call(line.get("op"), text).getBytes(UTF_8);
        } catch (OmbudException error) {
            answer = error.json().getBytes(UTF_8);
        }
        out.write((line.get("id") + "\t").getBytes(UTF_8));
        out.write(answer);
        out.write('\n');
    }

    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
