package io.sealwright.server.identity.tokens;

import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A named key as it is stored. It has a version that signs, and the one that comes next, which is
 * published beforehand, so that whoever keeps the key set for a while knows it in time. Those that
 * have signed stay published until nothing signed by them counts any more.
 *
 * @param rotationPeriod seconds
 * @param verificationTtl seconds that a version stays published once another signs
 * @param allowedClients client ids of the roles that may use it; {@code *} = all
 * @param versions the last one comes next, the one before it signs; empty for a key that was never
 *     used
 * @param nextRotation epoch milliseconds; 0 = none is due
 */
record SigningKey(
        String name,
        String algorithm,
        long rotationPeriod,
        long verificationTtl,
        List<String> allowedClients,
        List<Version> versions,
        long nextRotation) {
    /** Exists without being made. */
    static final String DEFAULT = "default";

    private static final long DAY = 86_400;

    SigningKey {
        allowedClients = List.copyOf(allowedClients);
        versions = List.copyOf(versions);
    }

    /**
     * @param secret PKCS#8; null once it does not sign any more
     * @param shown X.509
     * @param until epoch milliseconds to which it stays published; 0 while it signs, or is to
     */
    record Version(String kid, byte @Nullable [] secret, byte[] shown, long until) {
        static Version of(KeyPair pair) {
            return new Version(
                    UUID.randomUUID().toString(),
                    pair.getPrivate().getEncoded(),
                    pair.getPublic().getEncoded(),
                    0);
        }

        Version retired(long end) {
            return new Version(kid, null, shown, end);
        }

        @Override
        public String toString() {
            return "Version[" + kid + "]";
        }
    }

    static SigningKey draft(String name) {
        return new SigningKey(
                name,
                SigningAlgorithm.RS256.label(),
                DAY,
                DAY,
                name.equals(DEFAULT) ? List.of("*") : List.of(),
                List.of(),
                0);
    }

    SigningAlgorithm signing() {
        SigningAlgorithm found = SigningAlgorithm.find(algorithm);
        if (found == null) {
            throw new IllegalStateException("a key for an algorithm that is not known");
        }
        return found;
    }

    boolean allows(String clientId) {
        return allowedClients.contains("*") || allowedClients.contains(clientId);
    }

    /** The version that signs; null for a key that was never used. */
    @Nullable Version current() {
        return versions.size() < 2 ? null : versions.get(versions.size() - 2);
    }

    SigningKey changed(
            String newAlgorithm, long newRotation, long newVerification, List<String> clients) {
        return new SigningKey(
                name, newAlgorithm, newRotation, newVerification, clients, versions, nextRotation);
    }

    /** A first pair of versions, of the key's algorithm. */
    SigningKey begun(Version signing, Version next, Instant now) {
        return with(List.of(signing, next), now);
    }

    /** All versions go: another algorithm needs others. What the old ones signed counts no more. */
    SigningKey emptied() {
        return new SigningKey(
                name, algorithm, rotationPeriod, verificationTtl, allowedClients, List.of(), 0);
    }

    /** The next version signs from now on. */
    SigningKey rotated(Version next, long publishedFor, Instant now) {
        long end = now.plusSeconds(publishedFor).toEpochMilli();
        List<Version> kept = new ArrayList<>();
        for (Version version : versions) {
            boolean retired = version.until() != 0;
            if (retired && version.until() > now.toEpochMilli()) {
                kept.add(version);
            } else if (version == current()) {
                kept.add(version.retired(end));
            } else if (!retired) {
                kept.add(version);
            }
        }
        kept.add(next);
        return with(kept, now);
    }

    private SigningKey with(List<Version> newVersions, Instant now) {
        return new SigningKey(
                name,
                algorithm,
                rotationPeriod,
                verificationTtl,
                allowedClients,
                newVersions,
                now.plusSeconds(rotationPeriod).toEpochMilli());
    }

    /** Those whose signatures count. */
    List<Version> published(Instant now) {
        return versions.stream()
                .filter(version -> version.until() == 0 || version.until() > now.toEpochMilli())
                .toList();
    }

    @Override
    public String toString() {
        return "SigningKey[" + name + "]";
    }
}
