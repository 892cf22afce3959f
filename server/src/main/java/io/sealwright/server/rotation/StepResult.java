package io.sealwright.server.rotation;

/** What came of a step. */
sealed interface StepResult {
    /** Why it was not done; empty if it was. */
    default String error() {
        return switch (this) {
            case Done _ -> "";
            case Failed failed -> failed.why();
            case Refused refused -> refused.why();
        };
    }

    /**
     * @param changes of a {@code create} step: JSON text of an object with the members of the
     *     pending data that the rotator has chosen; empty otherwise
     */
    record Done(byte[] changes) implements StepResult {
        private static final byte[] NOTHING = {};

        static Done withoutChanges() {
            return new Done(NOTHING);
        }

        @Override
        public String toString() {
            return "Done[" + changes.length + " bytes]";
        }
    }

    /**
     * @param why holds no secret
     */
    record Failed(String why) implements StepResult {}

    /**
     * The step was not even begun: nothing has to be undone for it.
     *
     * @param why holds no secret
     */
    record Refused(String why) implements StepResult {}
}
