package org.ombud;

/** 11xx: a value that is none, or that contradicts another. */
public final class InvalidValueException extends OmbudException {
    private static final long serialVersionUID = 1L;

    InvalidValueException(Fault fault) {
        super(fault);
    }
}
