package io.sealwright.server.node;

/**
 * Something that runs only while the node is unsealed; one Spring bean each, started in
 * {@code @Order} and stopped in reverse.
 */
public interface Duty {
    /** The barrier is open. Must not block for long; throwing leaves the node sealed. */
    void unsealed();

    /**
     * The keys are about to be wiped; returns when nothing uses them any more. Called also if
     * {@link #unsealed} threw.
     */
    void sealing();
}
