package org.ombud;

/** 12xx: a name that the packs do not hold. */
public final class UnknownNameException extends OmbudException {
    private static final long serialVersionUID = 1L;

    UnknownNameException(Fault fault) {
        super(fault);
    }
}
