package io.sealwright.server.auth.aws;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Temporary credentials. They are stored nowhere: what they are is sealed into the session token
 * that goes with them ({@link Sessions}), and what they are good for is asked of what is stored at
 * each use.
 *
 * @param id of the access key: {@code ASIA} and 16 letters and digits
 * @param secret 40 letters and digits in ASCII; never changed
 * @param createdAt epoch milliseconds
 * @param expiresAt epoch milliseconds
 * @param namespace number of the namespace of the mount
 * @param mount accessor of the mount that issued it
 * @param signer that it goes back to; empty for a web identity
 * @param parent access key of the signer that it goes back to; empty for a web identity
 * @param web identity that it goes back to; null for a signer
 * @param roles token roles that were assumed, one from the other; the last is whose session it is
 * @param name of the session of a role; empty for a session of the signer itself
 */
record Session(
        String id,
        byte[] secret,
        long createdAt,
        long expiresAt,
        int namespace,
        String mount,
        String signer,
        String parent,
        @Nullable WebLogin web,
        List<String> roles,
        String name) {
    /** Roles that can be assumed one from the other. */
    static final int MAX_ROLES = 4;

    Session {
        roles = List.copyOf(roles);
    }

    /**
     * Whom a provider's token was about, at the login that began the session.
     *
     * @param mount accessor of the auth mount that let it in
     * @param role of that mount, as the request named it
     * @param person as the mount calls it
     * @param metadata for the audit log
     * @param internal what the mount asks to see again
     * @param entityId empty for none
     * @param address that it came from
     */
    record WebLogin(
            String mount,
            String role,
            String person,
            Map<String, String> metadata,
            Map<String, String> internal,
            String entityId,
            String address) {}

    /** Fresh ones. */
    static Session of(SecureRandom random, Instant now, Duration life, Origin origin) {
        return new Session(
                AccessKey.freshId(AccessKey.TEMPORARY, random),
                AccessKey.freshSecret(random),
                now.toEpochMilli(),
                now.plus(life).toEpochMilli(),
                origin.namespace,
                origin.mount,
                origin.signer,
                origin.parent,
                origin.web,
                origin.roles,
                origin.name);
    }

    /** What it was made of. */
    Origin origin() {
        return new Origin(namespace, mount, signer, parent, web, roles, name);
    }

    /** Whether it is that of a role, and not the signer's own. */
    boolean ofRole() {
        return web != null || !roles.isEmpty();
    }

    /** Name of the role whose session it is. */
    String role() {
        return roles.isEmpty() && web != null ? web.role() : roles.getLast();
    }

    boolean expired(Instant now) {
        return now.toEpochMilli() >= expiresAt;
    }

    /** The parts of a session that stay the same in those made of it. */
    record Origin(
            int namespace,
            String mount,
            String signer,
            String parent,
            @Nullable WebLogin web,
            List<String> roles,
            String name) {
        static Origin ofSigner(int namespace, String mount, String signer, String parent) {
            return new Origin(namespace, mount, signer, parent, null, List.of(), "");
        }

        static Origin ofWeb(int namespace, String mount, WebLogin web, String name) {
            return new Origin(namespace, mount, "", "", web, List.of(), name);
        }

        Origin assuming(String role, String sessionName) {
            List<String> more = new ArrayList<>(roles);
            more.add(role);
            return new Origin(namespace, mount, signer, parent, web, more, sessionName);
        }
    }

    @Override
    public String toString() {
        return "Session[" + id + "]";
    }
}
