package org.ombud;

/** 17xx: offers that may not be made, and amounts that cannot be worked out. */
public final class BargainException extends OmbudException {
    private static final long serialVersionUID = 1L;

    BargainException(Fault fault) {
        super(fault);
    }
}
