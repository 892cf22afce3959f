package io.sealwright.server.auth.aws;

import io.sealwright.crypto.Digests;
import java.nio.charset.StandardCharsets;

/**
 * Somebody as AWS names him. The ids that AWS draws at random are made of the names here, so that
 * they stay the same and are stored nowhere.
 *
 * @param arn such as {@code arn:aws:iam::123456789012:user/app}
 * @param id such as {@code AIDA...}, and of a role {@code AROA...:SESSION}
 */
record Principal(String arn, String id) {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_LENGTH = 17;

    /**
     * @param mount accessor of the mount that issued the access key
     */
    static Principal user(String account, String mount, String name) {
        return new Principal(
                "arn:aws:iam::" + account + ":user/" + name, "AIDA" + id("user", mount, name));
    }

    static Principal role(String account, String mount, String role, String session) {
        return new Principal(
                "arn:aws:sts::" + account + ":assumed-role/" + role + "/" + session,
                "AROA" + id("role", mount, role) + ":" + session);
    }

    private static String id(String kind, String mount, String name) {
        byte[] digest =
                Digests.sha256((kind + "/" + mount + "/" + name).getBytes(StandardCharsets.UTF_8));
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ALPHABET.charAt(digest[i] & 31));
        }
        return id.toString();
    }
}
