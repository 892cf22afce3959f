package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;
import java.time.Duration;
import java.util.List;

/**
 * Users of databases, as the connections of database mounts reach them; the engine that keeps these
 * implements it. What it throws holds no secret. Thread-safe.
 */
public interface DatabaseLogins {
    /**
     * A user, and the password that he is to have.
     *
     * @param mount path of a mount of the root namespace, without a slash at its end
     * @param connection its name there
     */
    record Login(String mount, String connection, String username, String password) {
        @Override
        public String toString() {
            return "Login";
        }
    }

    /**
     * Sets the password, as the connection's own user.
     *
     * @param statements empty for the usual ones
     * @param limit of time for them
     * @throws LoginFailure if it is not set, or if that is not known
     * @throws io.sealwright.rotation.DeposedException if this member does not lead any more
     */
    void set(Leading leading, Login login, List<String> statements, Duration limit);

    /**
     * Logs in as the user.
     *
     * @throws LoginFailure if that does not work
     * @throws io.sealwright.rotation.DeposedException if this member does not lead any more
     */
    void test(Leading leading, Login login);

    /** What was not done. */
    final class LoginFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;
        private final boolean untouched;

        /**
         * @param reason holds no secret
         * @param untouched whether nothing was even begun in the database
         */
        public LoginFailure(String reason, boolean untouched) {
            super(reason, null, false, false);
            this.reason = reason;
            this.untouched = untouched;
        }

        /** The message. */
        public String reason() {
            return reason;
        }

        public boolean untouched() {
            return untouched;
        }
    }
}
