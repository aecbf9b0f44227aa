package org.ombud.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.OmbudCase;

/** Cases, as text and as bytes. */
final class CaseTest {
    private static final Engine ENGINE = Engine.builtin();
    private static final String NOW = "2026-03-02T10:00:00+08:00";
    private static final String WHO = "{\"id\":\"qian\",\"roles\":[\"manager\"]}";
    private static final String OPENING =
            "{\"life\":\"cn-complaint\",\"regimes\":[\"cn-complaints-2020\"],\"complaint\":{\"format_version\":1,"
                    + "\"id\":\"TS-1\",\"received\":\"2026-03-02T09:30:00+08:00\",\"kind\":\"complaint\","
                    + "\"channel\":\"branch\",\"narrative\":\"没人理我 \uD83D\uDE21\"}}";

    private CaseTest() {}

    static OmbudCase opened() {
        return ENGINE.open(OPENING, NOW);
    }

    private static String assign(String noInterest) {
        return "{\"act\":\"assign\",\"by\":" + WHO + ",\"fields\":{\"handler\":\"sun\",\"no_interest\":\"" + noInterest + "\"}}";
    }

    static void acceptedEventsChangeTheCaseAndRefusalsAreAnswers() {
        try (OmbudCase complaint = ENGINE.open(OPENING, NOW)) {
            String before = complaint.snapshot();
            Check.holds(complaint.decide(assign("no"), NOW), "{\"refused\":");
            String decision = complaint.decide(assign("yes"), NOW);
            Check.holds(decision, "{\"accepted\":[");
            Check.equal(before, complaint.snapshot());
            complaint.apply(decision);
            Check.that(!before.equals(complaint.snapshot()), "nothing changed");
            Check.holds(complaint.log(), "没人理我 \uD83D\uDE21");
            try (OmbudCase replayed = ENGINE.replay(complaint.logBytes());
                    OmbudCase restored = ENGINE.restore(complaint.snapshotBytes())) {
                Check.equal(complaint.snapshot(), replayed.snapshot());
                Check.equal(complaint.snapshot(), restored.snapshot());
            }
        }
    }

    static void textBytesAndJavaTimeAgree() {
        OffsetDateTime now = OffsetDateTime.parse(NOW);
        byte[] who = WHO.getBytes(UTF_8);
        try (OmbudCase complaint = ENGINE.open(OPENING, now); OmbudCase other = ENGINE.open(OPENING.getBytes(UTF_8), NOW)) {
            Check.equal(complaint.log(), other.log());
            Check.equal(complaint.view(WHO, NOW), complaint.view(WHO, now));
            Check.equal(complaint.view(WHO, NOW), new String(complaint.view(who, NOW), UTF_8));
            Check.equal(complaint.advice(WHO, NOW), complaint.advice(WHO, now));
            Check.equal(complaint.advice(WHO, NOW), new String(complaint.advice(who, NOW), UTF_8));
            Check.equal(complaint.decide(assign("yes"), NOW), complaint.decide(assign("yes"), now));
            Check.equal(complaint.decide(assign("yes"), NOW), new String(complaint.decide(assign("yes").getBytes(UTF_8), NOW), UTF_8));
            Check.equal(complaint.due("2026-03-20"), complaint.due(LocalDate.of(2026, 3, 20)));
            Check.equal(complaint.due("2026-03-20"), new String(complaint.dueBytes("2026-03-20"), UTF_8));
            Check.equal(complaint.due(NOW), complaint.due(now));
            Check.equal(complaint.fireDue(NOW), complaint.fireDue(now));
            Check.holds(complaint.due("2026-03-20"), "\"due\":\"2026-03-17\"");
            // A fraction of a second, and none, are told as RFC 3339 has them.
            complaint.due(OffsetDateTime.parse("2026-03-20T10:00:00.123456789+08:00"));
        }
    }

    static void whatCannotBeReadIsRefusedAndChangesNothing() {
        try (OmbudCase complaint = ENGINE.open(OPENING, NOW)) {
            String before = complaint.snapshot();
            Check.refused(ErrorCode.INVALID_INSTANT, () -> complaint.decide(assign("yes"), "2026-03-02"));
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> complaint.decide(assign("yes"), (String) null));
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> complaint.decide(assign("yes"), (OffsetDateTime) null));
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> complaint.due((LocalDate) null));
            Check.refused(ErrorCode.INVALID_FIELD, () -> complaint.apply("{}"));
            Check.refused(ErrorCode.INVALID_FIELD, () -> complaint.apply(complaint.decide(assign("no"), NOW)));
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> complaint.apply((byte[]) null));
            Check.equal(before, complaint.snapshot());
            String older = before.replace("\"format_version\":1", "\"format_version\":0");
            Check.refused(ErrorCode.UNSUPPORTED_FORMAT, () -> ENGINE.restore(older));
        }
    }
}
