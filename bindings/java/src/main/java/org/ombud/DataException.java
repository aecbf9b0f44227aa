package org.ombud;

/** 11xx: a value that is none, or that contradicts another. */
public final class DataException extends OmbudException {
    private static final long serialVersionUID = 1L;

    DataException(Fault fault) {
        super(fault);
    }
}
