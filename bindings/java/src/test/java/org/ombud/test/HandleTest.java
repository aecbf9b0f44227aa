package org.ombud.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.HandleException;
import org.ombud.Machine;
import org.ombud.OmbudCase;
import org.ombud.OmbudException;
import org.ombud.Workflow;

/** Handles: closed once, freed after the last call, one thread at a time where they change. */
final class HandleTest {
    private HandleTest() {}

    static void closingTwiceIsAllowedAndUsingWhatIsClosedIsRefused() {
        Engine engine = Engine.builtin();
        Workflow workflow = engine.compile(Jvm.chart());
        Machine machine = workflow.machine();
        OmbudCase complaint = engine.open(
                "{\"life\":\"uk-disp\",\"regimes\":[\"uk-disp\"],\"complaint\":{\"format_version\":1,\"id\":\"C-1\","
                        + "\"received\":\"2026-03-02T09:30:00Z\",\"kind\":\"complaint\",\"channel\":\"email\"}}",
                "2026-03-02T10:00:00Z");
        machine.begin(0);
        // What was made lives on when its maker is closed.
        engine.close();
        engine.close();
        workflow.close();
        workflow.close();
        Check.holds(machine.state(), "received");
        Check.holds(complaint.log(), "C-1");
        machine.close();
        machine.close();
        complaint.close();
        complaint.close();
        List<Runnable> calls = Arrays.asList(
                engine::bundle, () -> engine.call("op.list", "{}"), () -> engine.workflow("x"), () -> engine.dueDates("x", "y", new int[1]),
                () -> engine.compile("{}"), () -> engine.open("{}", "x"), () -> engine.replay("[]"), () -> engine.restore("{}"),
                workflow::machine, () -> workflow.event("x"), () -> workflow.restore("{}"),
                () -> machine.begin(0), () -> machine.send(0, 0), () -> machine.sendMany(new int[1], 0, 0), () -> machine.signal("{}", 0),
                () -> machine.fireDue(0), machine::nextDue, () -> machine.explain(true), machine::happened, machine::emitted, machine::refusal,
                machine::state, machine::snapshot,
                () -> complaint.decide("{}", "x"), () -> complaint.apply("[]"), () -> complaint.fireDue("x"),
                () -> complaint.advice("{}", "x"), () -> complaint.view("{}", "x"), () -> complaint.due("x"), complaint::log,
                complaint::snapshot);
        for (Runnable call : calls) {
            OmbudException error = Check.refused(ErrorCode.HANDLE_CLOSED, call);
            Check.that(error instanceof HandleException, error.toString());
        }
    }

    /** So many steps that another thread comes while they run. */
    private static final int[] LONG = new int[3_000_000];

    static void aSecondThreadIsRefusedNotMadeToWait() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (Workflow workflow = Workflow.compile(Jvm.chart()); Machine machine = workflow.machine()) {
            machine.begin(0);
            Future<byte[]> running = threads.submit(() -> machine.sendMany(LONG, 1000, 1));
            int busy = 0;
            while (!running.isDone()) {
                try {
                    machine.state();
                } catch (HandleException error) {
                    Check.equal(ErrorCode.HANDLE_BUSY, error.number());
                    busy++;
                }
            }
            // The other thread may itself have been refused, once: then it had not begun.
            Check.that(busy > 0 || refused(running), "nobody was refused");
            Check.holds(machine.state(), "complaint.benchmark");
        } finally {
            threads.shutdown();
        }
    }

    private static boolean refused(Future<?> running) throws InterruptedException {
        try {
            running.get();
            return false;
        } catch (ExecutionException error) {
            return error.getCause() instanceof HandleException;
        }
    }

    static void closingUnderACallLetsItEnd() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (Workflow workflow = Workflow.compile(Jvm.chart())) {
            for (int round = 0; round < 5; round++) {
                Machine machine = workflow.machine();
                machine.begin(0);
                CountDownLatch started = new CountDownLatch(1);
                Future<byte[]> running = threads.submit(() -> {
                    started.countDown();
                    return machine.sendMany(LONG, 1000, 1);
                });
                started.await();
                Thread.sleep(20);
                machine.close();
                Check.refused(ErrorCode.HANDLE_CLOSED, machine::state);
                Check.equal(LONG.length, running.get().length);
            }
        } finally {
            threads.shutdown();
        }
    }

    static void closingRacesWithCallsOfManyThreads() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Workflow workflow = Workflow.compile(Jvm.chart())) {
            for (int round = 0; round < 300; round++) {
                Machine machine = workflow.machine();
                machine.begin(0);
                List<Callable<String>> calls = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    boolean closes = i == 1;
                    calls.add(() -> {
                        try {
                            if (closes) {
                                machine.close();
                            }
                            for (int n = 0; n < 20; n++) {
                                machine.send(0, 1000);
                            }
                            return "";
                        } catch (HandleException error) {
                            return error.name();
                        }
                    });
                }
                for (Future<String> ended : threads.invokeAll(calls)) {
                    Check.holds("/handle_closed/handle_busy", "/" + ended.get());
                }
                Check.refused(ErrorCode.HANDLE_CLOSED, machine::state);
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Nobody refers to the machine but the call itself, while others are collected and freed. */
    static void aCallKeepsWhatItUses() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (Workflow workflow = Workflow.compile(Jvm.chart())) {
            AtomicBoolean over = new AtomicBoolean();
            Future<?> collecting = threads.submit(() -> {
                while (!over.get()) {
                    System.gc();
                    workflow.machine().close();
                }
            });
            try {
                for (int n = 0; n < 100_000; n++) {
                    Check.equal(Machine.MOVED, workflow.machine().begin(0));
                }
                Check.equal(LONG.length, begun(workflow).sendMany(LONG, 1000, 1).length);
            } finally {
                over.set(true);
                collecting.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Machine begun(Workflow workflow) {
        Machine machine = workflow.machine();
        machine.begin(0);
        return machine;
    }

    static void anEngineAnswersManyThreadsAtOnce() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Engine engine = Engine.builtin()) {
            String wanted = engine.call("error.list", "{}");
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                calls.add(() -> engine.call("error.list", "{}"));
            }
            for (Future<String> answer : threads.invokeAll(calls)) {
                Check.equal(wanted, answer.get());
            }
        } finally {
            threads.shutdown();
        }
    }
}
