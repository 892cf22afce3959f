package io.sealwright.server.engine.database.redis;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import io.sealwright.server.engine.database.sql.Said;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What Redis says, in words that hold no secret. It quotes the word of a command that it does not
 * take, which may be a password.
 */
final class Failures {
    private static final String RULE = "ERR Error in ACL SETUSER modifier '";

    private Failures() {}

    static boolean isDenied(JedisException failed) {
        String said = said(failed);
        return said.startsWith("WRONGPASS")
                || said.startsWith("NOAUTH")
                || said.startsWith("ERR AUTH");
    }

    static DatabaseException of(JedisException failed, Collection<String> secrets) {
        if (isDenied(failed)) {
            return new DatabaseException(
                    Kind.DENIED, "the database refuses the user or the password", "");
        }
        if (!(failed instanceof JedisDataException) || said(failed).startsWith("LOADING")) {
            return new DatabaseException(
                    Kind.UNREACHABLE,
                    "the database cannot be reached, does not answer in time, or its certificate is not trusted",
                    "");
        }
        return new DatabaseException(Kind.REFUSED, text(said(failed), secrets), "");
    }

    private static String text(String said, Collection<String> secrets) {
        boolean quotesRule =
                said.startsWith(RULE)
                        && said.length() > RULE.length()
                        && "+-~%&@(ao".indexOf(said.charAt(RULE.length())) >= 0;
        if (quotesRule
                || said.startsWith("NOPERM")
                || said.startsWith("READONLY")
                || said.toLowerCase(Locale.ROOT).contains("acl file")) {
            return Said.text(said, secrets);
        }
        return "the database refuses a command: see its log, and check the rules";
    }

    private static String said(JedisException failed) {
        return Objects.requireNonNullElse(failed.getMessage(), "");
    }
}
