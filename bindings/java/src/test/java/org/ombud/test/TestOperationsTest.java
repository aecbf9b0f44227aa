package org.ombud.test;

import java.util.Locale;
import java.util.Map;
import org.ombud.BargainException;
import org.ombud.ConditionException;
import org.ombud.DataException;
import org.ombud.DocumentException;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.FileException;
import org.ombud.HandleException;
import org.ombud.InternalException;
import org.ombud.Machine;
import org.ombud.OmbudCase;
import org.ombud.OmbudException;
import org.ombud.PackException;
import org.ombud.UnknownNameException;
import org.ombud.Workflow;
import org.ombud.WorkflowException;

/** With a library that has operations for tests: they are there without a line in the binding. */
final class TestOperationsTest {
    private static final Engine ENGINE = Engine.builtin();

    private TestOperationsTest() {}

    static void anOperationThatNoBindingKnowsIsThere() {
        String said = "{\"said\":\"你好 \uD83D\uDE00\"}";
        Check.holds(ENGINE.call("op.list", "{}"), "\"test.echo\"");
        Check.equal(said, ENGINE.call("test.echo", said));
    }

    static void everyErrorKeepsItsFamilyAndItsDetail() {
        for (Map.Entry<String, String[]> code : ErrorTest.catalogue(ENGINE).entrySet()) {
            int number = Integer.parseInt(code.getValue()[0]);
            OmbudException error =
                    Check.refused(number, () -> ENGINE.call("test.raise", "{\"code\":\"" + code.getKey() + "\"}"));
            Check.equal(code.getKey(), error.name());
            Check.equal(family(number), error.getClass());
            Check.holds(error.json(), "\"detail\":{\"expected\":\"1\",\"file\":\"f.toml\",\"found\":\"2\",\"item\":\"item \uD83D\uDE00\",\"line\":7,\"path\":\"a.b[0]\"}");
            Check.equal("f.toml:7: " + code.getValue()[1] + "; item: item \uD83D\uDE00; at: a.b[0]; expected: 1; found: 2", error.message(Locale.ENGLISH));
            Check.holds(error.message(Locale.CHINESE), code.getValue()[2] + "；");
        }
    }

    private static Class<?> family(int number) {
        switch (number / 100) {
            case 10: return DocumentException.class;
            case 11: return DataException.class;
            case 12: return UnknownNameException.class;
            case 13: return ConditionException.class;
            case 14: return PackException.class;
            case 15: return FileException.class;
            case 16: return WorkflowException.class;
            case 17: return BargainException.class;
            case 18: return HandleException.class;
            case 19: return InternalException.class;
            default: throw new AssertionError("no family for " + number);
        }
    }

    static void aPanicStopsAtTheDoorAndTheEngineAnswersOn() {
        for (int i = 0; i < 3; i++) {
            OmbudException error = Check.refused(ErrorCode.INTERNAL, () -> ENGINE.call("test.panic", "{\"really\":true}"));
            Check.that(error instanceof InternalException, error.toString());
            Check.holds(error.json(), "as the test asked");
        }
        Check.equal("\"it did not\"", ENGINE.call("test.panic", "{}"));
    }

    static void aPanicBreaksTheMachineInWhichItHappensAndNoOther() {
        try (Workflow workflow = ENGINE.compile(Jvm.chart()); Machine whole = workflow.machine()) {
            Machine broken = workflow.machine();
            Check.refused(ErrorCode.INTERNAL, () -> broken.signal("{\"event\":\"test.panic\"}", 0));
            Check.refused(ErrorCode.HANDLE_BROKEN, () -> broken.begin(0));
            Check.refused(ErrorCode.HANDLE_BROKEN, () -> broken.send(0, 0));
            Check.refused(ErrorCode.HANDLE_BROKEN, broken::state);
            Check.equal(Machine.MOVED, whole.begin(0));
            broken.close();
            Check.refused(ErrorCode.HANDLE_CLOSED, broken::state);
        }
    }

    static void aPanicBreaksTheCaseInWhichItHappensAndNoOther() {
        try (OmbudCase broken = CaseTest.opened(); OmbudCase whole = CaseTest.opened()) {
            String panic = "{\"act\":\"test.panic\",\"by\":{\"id\":\"qian\",\"roles\":[]}}";
            Check.refused(ErrorCode.INTERNAL, () -> broken.decide(panic, "2026-03-02T10:00:00+08:00"));
            Check.refused(ErrorCode.HANDLE_BROKEN, broken::log);
            Check.refused(ErrorCode.HANDLE_BROKEN, () -> broken.apply("[]"));
            Check.holds(whole.log(), "TS-1");
        }
    }
}
