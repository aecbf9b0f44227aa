package org.ombud.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
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
        int answered = 0;
        try (Engine engine = Engine.builtin();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(Paths.get(args[1])));
                Stream<Path> found = Files.list(Paths.get(args[0]))) {
            Path[] files = found.filter(file -> file.toString().endsWith(".jsonl")).sorted().toArray(Path[]::new);
            for (Path file : files) {
                for (String text : Files.readAllLines(file, UTF_8)) {
                    Map<String, List<String>> line = Flat.read(text);
                    out.write((text(line, "id") + "\t").getBytes(UTF_8));
                    out.write(answer(engine, line));
                    out.write('\n');
                    answered++;
                }
            }
        }
        Steps.check();
        System.out.println(answered + " answered");
    }

    private static byte[] answer(Engine engine, Map<String, List<String>> line) {
        try {
            if (line.containsKey("steps")) {
                return Steps.run(line).getBytes(UTF_8);
            }
            return line.containsKey("request")
                    ? engine.call(text(line, "op"), text(line, "request")).getBytes(UTF_8)
                    : engine.call(text(line, "op"), bytes(text(line, "request_hex")));
        } catch (OmbudException error) {
            return error.json().getBytes(UTF_8);
        }
    }

    static String text(Map<String, List<String>> fields, String key) {
        return fields.get(key).get(0);
    }

    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
