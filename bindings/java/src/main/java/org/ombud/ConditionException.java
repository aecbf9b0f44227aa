package org.ombud;

/** 13xx: a condition that cannot be read. */
public final class ConditionException extends OmbudException {
    private static final long serialVersionUID = 1L;

    ConditionException(Fault fault) {
        super(fault);
    }
}
