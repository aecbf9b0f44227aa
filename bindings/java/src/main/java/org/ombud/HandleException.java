package org.ombud;

/** 18xx: what was handed over, or the thing that was called, cannot be used so. */
public final class HandleException extends OmbudException {
    private static final long serialVersionUID = 1L;

    HandleException(Fault fault) {
        super(fault);
    }
}
