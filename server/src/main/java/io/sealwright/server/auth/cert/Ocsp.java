package io.sealwright.server.auth.cert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a role asks the authority about a certificate at each login.
 *
 * @param authorities PEM of those whose answers count besides the issuer's, empty for none: they
 *     answer themselves, or through whom they have certified for it. They let nobody in.
 * @param servers whom to ask in place of those that the certificate names; null if never given,
 *     which as an empty list stands for those
 * @param failOpen whether somebody gets in about whom nothing can be learnt
 * @param all whether all servers have to say the same, and not only the first that answers
 */
record Ocsp(
        boolean enabled,
        String authorities,
        @Nullable List<String> servers,
        boolean failOpen,
        boolean all) {
    static final Ocsp OFF = new Ocsp(false, "", null, false, false);

    @Override
    public String toString() {
        return "Ocsp[" + enabled + "]";
    }
}
