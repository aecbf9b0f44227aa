package org.ombud.test;

import static org.ombud.test.Conformance.text;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ombud.Engine;
import org.ombud.Machine;
import org.ombud.OmbudCase;
import org.ombud.Workflow;

/** The typed functions of the corpus, which {@code crates/ombud-doors/examples/conformance/run.rs} describes. */
final class Typed {
    private Typed() {}

    static String answer(Engine engine, String method, Map<String, List<String>> args) {
        switch (method) {
            case "engine.due_dates": return dueDates(engine, args);
            case "machine.run": return machineRun(args);
            case "case.life": return caseLife(engine, args);
            default: throw new IllegalArgumentException("no method " + method);
        }
    }

    private static String dueDates(Engine engine, Map<String, List<String>> args) {
        LocalDate[] triggers = args.get("triggers").stream()
                .map(day -> day.isEmpty() ? null : LocalDate.parse(day))
                .toArray(LocalDate[]::new);
        return Arrays.stream(engine.dueDates(text(args, "regime"), text(args, "clock"), triggers))
                .map(day -> "\"" + (day == null ? "" : day) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String machineRun(Map<String, List<String>> args) {
        long from = Long.parseLong(text(args, "from"));
        long step = Long.parseLong(text(args, "step"));
        try (Workflow workflow = Workflow.compile(text(args, "definition"))) {
            int[] events = args.get("events").stream().mapToInt(workflow::event).toArray();
            try (Machine machine = workflow.machine()) {
                machine.begin(from);
                String statuses = Arrays.toString(machine.sendMany(events, from, step)).replace(" ", "");
                return "{\"snapshot\":" + machine.snapshot() + ",\"state\":" + machine.state()
                        + ",\"statuses\":" + statuses + "}";
            }
        }
    }

    private static String caseLife(Engine engine, Map<String, List<String>> args) {
        List<String> commands = args.get("commands");
        String last = text(args, "now");
        try (OmbudCase complaint = engine.open(text(args, "opening"), last)) {
            for (int i = 0; i < commands.size(); i++) {
                last = args.get("times").get(i);
                String decided = complaint.decide(commands.get(i), last);
                if (decided.startsWith("{\"accepted\":")) {
                    complaint.apply(decided);
                }
            }
            return "{\"log\":" + complaint.log() + ",\"view\":" + complaint.view(text(args, "who"), last) + "}";
        }
    }
}
