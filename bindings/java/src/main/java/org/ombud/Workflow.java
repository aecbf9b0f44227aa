package org.ombud;

/**
 * A workflow, compiled: made once, never changed, used by any number of threads at once. Machines that
 * were made of it live on when it is closed.
 */
public final class Workflow extends Handle {
    Workflow(long workflow) {
        super("Workflow", workflow, Native::workflowFree);
    }

    /**
     * Compiles a workflow without an engine: its guards read no fact of the packs, and its refusals have
     * no sentence.
     *
     * @param definition JSON
     * @return the workflow
     * @see Engine#compile(String)
     */
    public static Workflow compile(String definition) {
        return compile(Text.bytes(definition));
    }

    /**
     * Compiles a workflow without an engine.
     *
     * @param definition JSON in UTF-8
     * @return the workflow
     * @see #compile(String)
     */
    public static Workflow compile(byte[] definition) {
        Library.load();
        return new Workflow(Native.workflowCompile(0, definition));
    }

    /**
     * The number of an event, which {@link Machine#send(int, long)} takes. Numbers hold for this
     * definition only.
     *
     * @param name the event
     * @return its number
     */
    public int event(String name) {
        return use(workflow -> Native.workflowEvent(workflow, Text.bytes(name)));
    }

    /**
     * Makes a machine. It stands nowhere until {@link Machine#begin(long)}.
     *
     * @return the machine
     */
    public Machine machine() {
        return new Machine(use(Native::machineNew));
    }

    /**
     * Makes a machine that goes on from a snapshot. Nothing is fired by restoring.
     *
     * @param snapshot what {@link Machine#snapshot()} gave
     * @return the machine
     * @throws DocumentException {@code unsupported_format} for a snapshot of another version
     */
    public Machine restore(String snapshot) {
        return restore(Text.bytes(snapshot));
    }

    /**
     * Makes a machine that goes on from a snapshot.
     *
     * @param snapshot what {@link Machine#snapshotBytes()} gave
     * @return the machine
     * @see #restore(String)
     */
    public Machine restore(byte[] snapshot) {
        return new Machine(use(workflow -> Native.machineRestore(workflow, snapshot)));
    }
}
