package io.sealwright.server.rotation;

import org.jspecify.annotations.Nullable;

/**
 * A rotator as {@code sys/rotators} keeps it. Immutable.
 *
 * @param type {@code script}, {@code webhook}, {@code lambda}, {@code sql}, {@code ssh-key} or
 *     {@code tls-self-signed}
 * @param everywhere secrets of every namespace may use it, not of the root alone
 * @param creates it has a say in the new value: it gets the {@code create} step, too
 * @param timeoutSeconds of one step
 * @param script of a script, else null
 * @param webhook of a webhook or a lambda, else null
 * @param sql of a database's users, else null
 */
record RotatorDefinition(
        String name,
        String type,
        boolean everywhere,
        boolean creates,
        long timeoutSeconds,
        @Nullable ScriptSpec script,
        @Nullable WebhookSpec webhook,
        @Nullable SqlSpec sql) {
    static final String SCRIPT = "script";
    static final String WEBHOOK = "webhook";

    /** A rotation function of AWS's kind, behind an HTTP runner. */
    static final String LAMBDA = "lambda";

    static final String SSH_KEY = "ssh-key";
    static final String TLS_SELF_SIGNED = "tls-self-signed";
    static final String SQL = "sql";
    static final long MAX_TIMEOUT_SECONDS = 300;
    static final long MAX_SQL_SECONDS = 30;
    static final long USUAL_SECONDS = 30;

    /** Whether it makes the whole new value, instead of the one of the settings. */
    boolean makesKeys() {
        return type.equals(SSH_KEY) || type.equals(TLS_SELF_SIGNED);
    }

    /** Whether it writes the new value and makes it the current one itself, by the AWS API. */
    boolean writesItself() {
        return type.equals(LAMBDA);
    }

    @Override
    public String toString() {
        return "RotatorDefinition[" + type + "]";
    }
}
