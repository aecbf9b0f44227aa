package org.ombud;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * What is to be freed for a {@link Handle}, once: when it is closed, or dropped without being closed. That
 * is noticed when the next one is made or closed. No thread waits for it.
 */
final class Held extends PhantomReference<Handle> {
    private static final ReferenceQueue<Handle> DROPPED = new ReferenceQueue<>();

    /** A reference that nothing holds is never enqueued. */
    private static final Set<Held> HELD = ConcurrentHashMap.newKeySet();

    final long pointer;
    private final LongConsumer free;

    Held(Handle owner, long pointer, LongConsumer free) {
        super(owner, DROPPED);
        this.pointer = pointer;
        this.free = free;
        HELD.add(this);
        freeDropped();
    }

    static void freeDropped() {
        for (Reference<?> dropped = DROPPED.poll(); dropped != null; dropped = DROPPED.poll()) {
            ((Held) dropped).free();
        }
    }

    void free() {
        if (HELD.remove(this)) {
            free.accept(pointer);
        }
    }
}
