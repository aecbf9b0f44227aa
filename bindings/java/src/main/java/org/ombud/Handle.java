package org.ombud;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Has something of the native library: counted while calls use it, freed once, when it is closed and no
 * call uses it any more.
 *
 * <p>The count stands in the object itself, and a call ends by changing it: so the object is reachable as
 * long as a call runs, even where nobody else refers to it.
 */
abstract class Handle implements AutoCloseable {
    private static final int CLOSED = Integer.MIN_VALUE;

    private static final AtomicIntegerFieldUpdater<Handle> USERS =
            AtomicIntegerFieldUpdater.newUpdater(Handle.class, "users");

    /** How many calls use it; below zero when it is closed. */
    private volatile int users;

    private final String kind;
    private final Held held;

    Handle(String kind, long pointer, LongConsumer free) {
        this.kind = kind;
        held = new Held(this, pointer, free);
    }

    /** Begins a call; {@link #leave()} ends it. */
    final long enter() {
        for (; ; ) {
            int now = users;
            if (now < 0) {
                throw Refused.closed(kind);
            }
            if (USERS.compareAndSet(this, now, now + 1)) {
                return held.pointer;
            }
        }
    }

    final void leave() {
        if (USERS.decrementAndGet(this) == CLOSED) {
            held.free();
        }
    }

    final <T> T use(LongFunction<T> call) {
        long entered = enter();
        try {
            return call.apply(entered);
        } finally {
            leave();
        }
    }

    final void run(LongConsumer call) {
        long entered = enter();
        try {
            call.accept(entered);
        } finally {
            leave();
        }
    }

    /** Closes it; what runs comes to its end first, and nobody waits for that. Twice is allowed. */
    @Override
    public void close() {
        if (USERS.getAndUpdate(this, now -> now | CLOSED) == 0) {
            held.free();
        }
        Held.freeDropped();
    }
}
