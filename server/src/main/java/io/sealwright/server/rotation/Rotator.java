package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;

/** Does the steps of rotations in one kind of target. Thread-safe. */
interface Rotator {
    /**
     * Does a step, and ends soon when interrupted or when the member does not lead any more.
     *
     * @throws io.sealwright.rotation.DeposedException if it does not lead any more
     */
    StepResult run(RotatorDefinition definition, StepRequest request, Leading leading)
            throws InterruptedException;
}
