package io.sealwright.server.spi;

/**
 * What the record that a request is for says itself about who may make it, beside the policies of
 * whoever makes it.
 */
public sealed interface ResourceDecision {
    ResourceDecision SILENT = new Silent();

    /** It leaves that to the policies. */
    record Silent() implements ResourceDecision {}

    /**
     * It gives leave where the policies give none; a {@code deny} of theirs stays one.
     *
     * @param why for the audit log, such as the statement that says so; no secret
     */
    record Allowed(String why) implements ResourceDecision {}

    /**
     * It refuses, whatever the policies say.
     *
     * @param why as above
     */
    record Denied(String why) implements ResourceDecision {}
}
