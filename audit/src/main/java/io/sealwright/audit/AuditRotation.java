package io.sealwright.audit;

/**
 * One step of the rotation of a secret: the {@code rotation} object of an entry. Nothing in it is
 * hashed; it holds no value of the secret. Immutable.
 *
 * @param token names the rotation
 * @param namespacePath with a slash behind each name; empty for the root
 * @param path of the secret, with its mount's
 * @param version the pending one; 0 if there is none yet
 * @param step as in the rotation's status
 * @param outcome {@code done} or {@code failed}; of the last line of a rotation {@code succeeded},
 *     {@code rolled_back} or {@code failed}
 */
public record AuditRotation(
        String token,
        String namespacePath,
        String path,
        String rotator,
        long version,
        String step,
        String outcome) {
    void write(JsonOut out) {
        out.beginObject();
        out.name("token").string(token);
        if (!namespacePath.isEmpty()) {
            out.name("namespace").string(namespacePath);
        }
        out.name("path").string(path);
        out.name("rotator").string(rotator);
        out.name("version").number(version);
        out.name("step").string(step);
        out.name("outcome").string(outcome);
        out.endObject();
    }
}
