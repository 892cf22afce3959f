package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.PasswordProvider;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.nio.charset.StandardCharsets;

/** Passwords on their way to a directory. */
final class Passwords {
    /** Longest password, in bytes of UTF-8. */
    private static final int MAX_BYTES = 1_024;

    private Passwords() {}

    /**
     * Whether a directory could take it for a user's. Not one with a null character: to a server
     * that reads up to there it may be empty.
     */
    static boolean isFit(String password) {
        return !password.isEmpty()
                && password.indexOf('\0') < 0
                && password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    /** A bind for which the library wipes what it has encoded. */
    static SimpleBindRequest bind(String dn, byte[] password) {
        return new SimpleBindRequest(dn, new Given(password));
    }

    private static final class Given extends PasswordProvider {
        private static final long serialVersionUID = 1L;

        private final byte[] password;

        Given(byte[] password) {
            this.password = password;
        }

        @Override
        public byte[] getPasswordBytes() {
            return password.clone();
        }
    }
}
