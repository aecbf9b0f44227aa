package org.ombud.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.ombud.Engine;
import org.ombud.Machine;
import org.ombud.OmbudException;
import org.ombud.Workflow;

/** Calls the library again and again, and says how the memory of the process grew. */
public final class Memory {
    /** What a heap, compiled code and buffers of the system may add. */
    private static final long ALLOWED_KIB = 24 * 1024;

    private Memory() {}

    /**
     * Runs.
     *
     * @param args {@code calls}, {@code errors} or {@code dropped}
     * @throws IOException where the system does not tell the memory
     */
    public static void main(String... args) throws IOException {
        try (Engine engine = Engine.builtin(); Workflow workflow = Workflow.compile(Jvm.chart()); Machine machine = workflow.machine()) {
            machine.begin(0);
            int paid = workflow.event("paid");
            int rounds = args[0].equals("calls") ? 1_000_000 : args[0].equals("errors") ? 100_000 : 400_000;
            long before = 0;
            for (int i = 0; i < rounds + rounds / 4; i++) {
                switch (args[0]) {
                    case "calls":
                        engine.bundle();
                        machine.send(paid, i);
                        machine.send(paid, i);
                        break;
                    case "errors":
                        refused(engine, "\"" + i);
                        break;
                    default:
                        workflow.machine();
                        if (i % 20_000 == 0) {
                            System.gc();
                        }
                }
                if (i == rounds / 4) {
                    before = resident();
                }
            }
            long grown = resident() - before;
            System.out.println((grown < ALLOWED_KIB ? "flat" : "grown") + ": " + args[0] + ", " + grown + " KiB after " + rounds + " rounds");
        }
    }

    private static void refused(Engine engine, String request) {
        try {
            engine.call("op.list", request);
            throw new AssertionError(request);
        } catch (OmbudException wanted) {
            // As it should be.
        }
    }

    private static long resident() throws IOException {
        String statm = new String(Files.readAllBytes(Paths.get("/proc/self/statm")), StandardCharsets.US_ASCII);
        return Long.parseLong(statm.split(" ")[1]) * 4;
    }
}
