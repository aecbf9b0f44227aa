package org.ombud;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Something of the native library: counted while calls use it, freed once, when it is closed and no call
 * uses it any more.
 *
 * <p>An owner that is dropped without being closed is noticed when the next one is made or closed. No
 * thread waits for that.
 */
final class Handle extends PhantomReference<Object> {
    private static final int CLOSED = Integer.MIN_VALUE;

    private static final ReferenceQueue<Object> DROPPED = new ReferenceQueue<>();

    /** A reference that nothing holds is never enqueued. */
    private static final Set<Handle> OPEN = ConcurrentHashMap.newKeySet();

    /** How many calls use it; below zero when it is closed. */
    private final AtomicInteger users = new AtomicInteger();

    private final String kind;
    private final long pointer;
    private final LongConsumer free;

    Handle(Object owner, String kind, long pointer, LongConsumer free) {
        super(owner, DROPPED);
        this.kind = kind;
        this.pointer = pointer;
        this.free = free;
        OPEN.add(this);
        closeDropped();
    }

    private static void closeDropped() {
        for (Reference<?> dropped = DROPPED.poll(); dropped != null; dropped = DROPPED.poll()) {
            ((Handle) dropped).shut();
        }
    }

    /** Begins a call; {@link #leave()} ends it. */
    long enter() {
        for (; ; ) {
            int now = users.get();
            if (now < 0) {
                throw Refused.closed(kind);
            }
            if (users.compareAndSet(now, now + 1)) {
                return pointer;
            }
        }
    }

    void leave() {
        if (users.decrementAndGet() == CLOSED) {
            free.accept(pointer);
        }
    }

    <T> T use(LongFunction<T> call) {
        long entered = enter();
        try {
            return call.apply(entered);
        } finally {
            leave();
        }
    }

    void run(LongConsumer call) {
        long entered = enter();
        try {
            call.accept(entered);
        } finally {
            leave();
        }
    }

    /** Closes it; what runs comes to its end first, and nobody waits for that. */
    void close() {
        shut();
        closeDropped();
    }

    private void shut() {
        if (users.getAndUpdate(now -> now | CLOSED) == 0) {
            free.accept(pointer);
        }
        OPEN.remove(this);
    }
}
