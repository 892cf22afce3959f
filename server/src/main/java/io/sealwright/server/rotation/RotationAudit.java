package io.sealwright.server.rotation;

/** Hears what was done, for the audit log. Thread-safe. */
interface RotationAudit {
    /** False if nothing could be audited now: then nothing is rotated. */
    boolean possible();

    void step(Move.Act act, StepResult result);

    void ended(Move.Ending ending);
}
