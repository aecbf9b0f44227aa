import java.time.OffsetDateTime;
import org.ombud.Engine;
import org.ombud.OmbudCase;

/** A complaint from the day it is lodged to the day it is closed. */
public final class CaseWalk {
    private CaseWalk() {}

    private static final String OPENING =
            "{\"life\":\"us-cfpb\",\"regimes\":[\"us-cfpb\"],\"by\":{\"id\":\"liz\",\"roles\":[\"intake\"]},"
                    + "\"complaint\":{\"format_version\":1,\"id\":\"C-1\",\"received\":\"2026-03-02T09:00:00-05:00\","
                    + "\"kind\":\"complaint\",\"channel\":\"regulator_referral\","
                    + "\"narrative\":\"I was charged a late fee although I paid on the due date.\"}}";

    /** When, by whom in which role, what, and what is said with it. */
    private static final String[][] ACTS = {
        {"2026-03-02T10:10:00-05:00", "liz", "intake", "us.enter_sent", "\"number\":\"260302-1\"", "2026-03-02"},
        {"2026-03-02T10:20:00-05:00", "liz", "intake", "us.classify", "\"business\":\"credit card\",\"cause\":\"fees\""},
        {"2026-03-03T09:00:00-05:00", "kim", "manager", "assign", "\"handler\":\"joe\",\"no_interest\":\"yes\""},
        {"2026-03-09T09:00:00-04:00", "joe", "handler", "record_findings", "\"findings\":\"paid after the cut-off\""},
        {"2026-03-10T09:00:00-04:00", "joe", "handler", "propose_decision",
            "\"outcome\":\"not_upheld\",\"basis\":\"card agreement 7\",\"reasons\":\"paid after the cut-off\""},
        // Nobody approves what they did themselves: refused, with the reason.
        {"2026-03-10T11:00:00-04:00", "joe", "reviewer", "approve_decision", ""},
        {"2026-03-11T09:00:00-04:00", "pat", "reviewer", "approve_decision", ""},
        {"2026-03-12T09:00:00-04:00", "joe", "handler", "us.respond",
            "\"category\":\"closed_with_explanation\",\"document\":\"R-1\","
                    + "\"contents\":[\"steps_taken\",\"communications\",\"follow_up\",\"explanation\"]"},
        {"2026-03-13T09:00:00-04:00", "kim", "manager", "find_cause", "\"fault\":\"none\",\"cause\":\"small print\""},
        {"2026-03-13T09:10:00-04:00", "joe", "handler", "close", ""},
    };

    /**
     * Walks it.
     *
     * @param args none
     */
    public static void main(String... args) {
        try (Engine engine = Engine.builtin();
                OmbudCase complaint = engine.open(OPENING, "2026-03-02T10:00:00-05:00")) {
            for (String[] act : ACTS) {
                OffsetDateTime now = OffsetDateTime.parse(act[0]);
                String at = act.length > 5 ? ",\"at\":\"" + act[5] + "\"" : "";
                String decision =
                        complaint.decide(
                                "{\"act\":\"" + act[3] + "\",\"by\":{\"id\":\"" + act[1] + "\",\"roles\":[\"" + act[2]
                                        + "\"]},\"fields\":{" + act[4] + "}" + at + "}",
                                now);
                boolean accepted = decision.startsWith("{\"accepted\":");
                // Keep the events first, in the same transaction as your own rows; then apply them.
                if (accepted) {
                    complaint.apply(decision);
                }
                System.out.println(act[0] + " " + act[1] + " " + act[3] + (accepted ? " accepted" : " refused"));
            }
            // What was kept makes the same case again.
            try (OmbudCase again = engine.replay(complaint.log())) {
                System.out.println("the same again: " + again.snapshot().equals(complaint.snapshot()));
            }
            System.out.println(complaint.due("2026-03-20").contains("\"status\":\"running\"") ? "something runs" : "nothing runs");
        }
    }
}
