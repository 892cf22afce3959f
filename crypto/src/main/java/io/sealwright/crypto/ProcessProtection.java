package io.sealwright.crypto;

/** What a process that holds keys asks of the system for itself as a whole. */
public final class ProcessProtection {
    private ProcessProtection() {}

    /**
     * Forbids core dumps of this process, and other processes of its user to read its memory or
     * attach to it ({@code prctl(2)}, {@code PR_SET_DUMPABLE} 0). Holds until the process ends.
     * Returns an empty string, or why the system did not grant it.
     */
    public static String denyDumps() {
        if (!NativeCalls.onLinux()) {
            return "core dumps are denied on Linux only";
        }
        try {
            int errno = NativeCalls.denyDumps();
            return errno == 0 ? "" : "prctl failed with errno " + errno;
        } catch (UnsupportedOperationException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
