/**
 * Complaint handling for banks, insurers and consumer finance: which legal duties run, until when, and
 * why. Documents are JSON, as text or as UTF-8 bytes.
 *
 * <p>Engines and workflows never change and may be used by any number of threads at once. A machine or a
 * case is used by one thread at a time: another one is refused with {@code handle_busy}, never made to
 * wait. Everything is closed once; closing again does nothing, and using what is closed is refused with
 * {@code handle_closed}.
 */
package org.ombud;
