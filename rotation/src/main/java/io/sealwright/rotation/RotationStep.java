package io.sealwright.rotation;

import java.util.Locale;

/**
 * The steps of the rotation of a secret, in the order in which they are done. The last two are for
 * one that failed. Their names are stored: only append.
 */
public enum RotationStep {
    /** The new value is made; it becomes a pending version, which no reader sees. */
    CREATE,
    /** The target takes the new value. Once for a token. */
    SET,
    /** The new value works in the target. */
    TEST,
    /** The pending version becomes the current one. Not outside of the store. */
    FINISH,
    /** The target takes back the value that readers get. May run again. */
    UNDO,
    /** The value that readers get works in the target. */
    VERIFY;

    /** As scripts and answers name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
