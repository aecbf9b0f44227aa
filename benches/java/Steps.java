import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.ombud.Engine;
import org.ombud.Machine;
import org.ombud.OmbudCase;
import org.ombud.Workflow;

/** Steps of a workflow from Java: {@code Steps FILE ROUNDS}, the definition and how often its script runs. */
public final class Steps {
    private static final String SCRIPT =
            "assign request_info timeout info_received assign refer_legal legal_done conclude submit reject submit"
                    + " approve send paid reopen";

    private Steps() {}

    /**
     * Prints steps a second, one by one and many in a call, and what a decision of a case takes.
     *
     * @param args the definition, and how often its script runs
     * @throws IOException where the definition cannot be read
     */
    public static void main(String... args) throws IOException {
        String definition = new String(Files.readAllBytes(Paths.get(args[0])), StandardCharsets.UTF_8);
        int rounds = Integer.parseInt(args[1]);
        try (Workflow workflow = Workflow.compile(definition)) {
            String[] names = SCRIPT.split(" ");
            int[] script = new int[names.length];
            for (int i = 0; i < names.length; i++) {
                script[i] = workflow.event(names[i]);
            }
            // The first run is the compiler's; the later ones count.
            for (int run = 0; run < 3; run++) {
                one(workflow, script, rounds);
                many(workflow, script, rounds);
                decide(Math.max(1, rounds / 100));
            }
        }
    }

    private static void decide(int rounds) {
        String now = "2026-03-02T10:00:00+08:00";
        String opening =
                "{\"complaint\":{\"format_version\":1,\"id\":\"TS-1\",\"received\":\"2026-03-02T09:30:00+08:00\"},"
                        + "\"life\":\"cn-complaint\",\"regimes\":[\"cn-complaints-2020\"]}";
        byte[] command =
                ("{\"act\":\"assign\",\"by\":{\"id\":\"qian\",\"roles\":[\"manager\"]},"
                                + "\"fields\":{\"handler\":\"sun\",\"no_interest\":true}}")
                        .getBytes(StandardCharsets.UTF_8);
        try (OmbudCase one = Engine.builtin().open(opening, now)) {
            long bytes = 0;
            long start = System.nanoTime();
            for (int round = 0; round < rounds; round++) {
                bytes += one.decide(command, now).length;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("decide %.0f us, %d bytes%n", seconds / rounds * 1e6, bytes / rounds);
        }
    }

    private static Machine begun(Workflow workflow) {
        Machine machine = workflow.machine();
        machine.begin(0);
        machine.send(workflow.event("acknowledge"), 1000);
        return machine;
    }

    private static void one(Workflow workflow, int[] script, int rounds) {
        try (Machine machine = begun(workflow)) {
            long now = 1000;
            long start = System.nanoTime();
            for (int round = 0; round < rounds; round++) {
                for (int event : script) {
                    now += 1000;
                    if (machine.send(event, now) != Machine.MOVED) {
                        throw new IllegalStateException(machine.refusal());
                    }
                }
            }
            report("send", start, (long) rounds * script.length, machine);
        }
    }

    private static void many(Workflow workflow, int[] script, int rounds) {
        int[] events = new int[script.length * rounds];
        for (int i = 0; i < events.length; i++) {
            events[i] = script[i % script.length];
        }
        try (Machine machine = begun(workflow)) {
            long start = System.nanoTime();
            for (byte status : machine.sendMany(events, 2000, 1000)) {
                if (status != Machine.MOVED) {
                    throw new IllegalStateException(machine.refusal());
                }
            }
            report("sendMany", start, events.length, machine);
        }
    }

    private static void report(String name, long start, long steps, Machine machine) {
        double seconds = (System.nanoTime() - start) / 1e9;
        String state = machine.state();
        int at = state.indexOf("\"entered\":");
        System.out.printf("%s %.2f M steps/s %s%n", name, steps / seconds / 1e6, state.substring(at, state.indexOf(',', at)));
    }
}
