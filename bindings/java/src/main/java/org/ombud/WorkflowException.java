package org.ombud;

/** 16xx: workflows that cannot be read or that have a fault. */
public final class WorkflowException extends OmbudException {
    private static final long serialVersionUID = 1L;

    WorkflowException(Fault fault) {
        super(fault);
    }
}
