package org.ombud;

/** 19xx: a fault of Ombud's own, reported instead of a crash. */
public final class InternalException extends OmbudException {
    private static final long serialVersionUID = 1L;

    InternalException(Fault fault) {
        super(fault);
    }
}
