package io.sealwright.server.engine.kv;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One secret with all its versions' metadata: a named record at the KV path in the mount's space.
 * One record behind every API of this server. Immutable and thread-safe; the arrays are never
 * changed.
 *
 * @param uid 16 bytes; what its versions are stored under
 * @param arnSuffix 6 characters, kept until the secret is deleted
 * @param nextNumber of the next version; never reused
 * @param oldestNumber below it every version was pruned
 * @param maxVersions 0 = the mount's
 * @param deleteVersionAfter nanoseconds; 0 = the mount's
 * @param annotations KV's {@code custom_metadata}
 * @param stages staging label to version number; a label is on one version at most
 * @param metadataVersion counts the writes of its metadata
 * @param versions by rising number
 * @param unknown fields of a later version of this program, as stored
 * @param plain a KV v1 record of a mount that was upgraded: its only version's payload lies in the
 *     record itself
 */
record Secret(
        byte[] uid,
        String arnSuffix,
        Instant createdAt,
        Instant updatedAt,
        long nextNumber,
        long oldestNumber,
        long maxVersions,
        boolean casRequired,
        long deleteVersionAfter,
        SequencedMap<String, String> annotations,
        Map<String, Long> stages,
        long metadataVersion,
        boolean metadataCasRequired,
        List<SecretVersion> versions,
        byte[] unknown,
        boolean plain) {
    static final String CURRENT = "AWSCURRENT";
    static final String PREVIOUS = "AWSPREVIOUS";

    /** The version that a rotation is trying out; no reader sees it. */
    static final String PENDING = "AWSPENDING";

    private static final byte[] NOTHING = {};

    Secret {
        annotations = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(annotations));
        stages = Collections.unmodifiableMap(new TreeMap<>(stages));
        versions = List.copyOf(versions);
    }

    static Secret created(byte[] uid, String arnSuffix, Instant now) {
        return new Secret(
                uid,
                arnSuffix,
                now,
                now,
                1,
                1,
                0,
                false,
                0,
                new LinkedHashMap<>(),
                Map.of(),
                0,
                false,
                List.of(),
                NOTHING,
                false);
    }

    /** What a KV v1 record is to KV v2: a secret with one version. */
    static Secret plain(byte[] uid, String arnSuffix, String id, Instant createdAt) {
        SecretVersion only = SecretVersion.created(1, id, createdAt, null);
        return new Secret(
                uid,
                arnSuffix,
                createdAt,
                createdAt,
                2,
                1,
                0,
                false,
                0,
                new LinkedHashMap<>(),
                Map.of(CURRENT, 1L),
                0,
                false,
                List.of(only),
                NOTHING,
                true);
    }

    /**
     * The number that {@code cas} is compared with and that a read without a version gets; 0 if
     * there is no version.
     */
    long currentNumber() {
        Long labelled = stages.get(CURRENT);
        if (labelled != null) {
            return labelled;
        }
        return versions.isEmpty() ? 0 : versions.getLast().number();
    }

    @Nullable SecretVersion version(long number) {
        int low = 0;
        int high = versions.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            SecretVersion found = versions.get(middle);
            if (found.number() == number) {
                return found;
            }
            if (found.number() < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** With a newest version, to which AWSCURRENT moves, and AWSPREVIOUS behind it. */
    Secret append(SecretVersion version, Instant now) {
        if (version.number() != nextNumber) {
            throw new IllegalStateException("version " + version.number() + " is not the next one");
        }
        Map<String, Long> labels = new TreeMap<>(stages);
        Long current = labels.put(CURRENT, version.number());
        if (current != null) {
            labels.put(PREVIOUS, current);
        }
        List<SecretVersion> more = new ArrayList<>(versions);
        more.add(version);
        return new Secret(
                uid,
                arnSuffix,
                createdAt,
                now,
                nextNumber + 1,
                oldestNumber,
                maxVersions,
                casRequired,
                deleteVersionAfter,
                annotations,
                labels,
                metadataVersion,
                metadataCasRequired,
                more,
                unknown,
                plain);
    }

    boolean isPending(long number) {
        Long labelled = stages.get(PENDING);
        return labelled != null && labelled == number;
    }

    /** With a newest version that is not the current one. */
    Secret appendPending(SecretVersion version) {
        if (version.number() != nextNumber) {
            throw new IllegalStateException("version " + version.number() + " is not the next one");
        }
        Map<String, Long> labels = new TreeMap<>(stages);
        labels.put(PENDING, version.number());
        List<SecretVersion> more = new ArrayList<>(versions);
        more.add(version);
        return with(more, labels, oldestNumber, nextNumber + 1, updatedAt);
    }

    /** With the pending version as the current one, and AWSPREVIOUS behind it. */
    Secret finished(SecretVersion pending, Instant now) {
        Map<String, Long> labels = new TreeMap<>(stages);
        labels.remove(PENDING);
        Long current = labels.put(CURRENT, pending.number());
        if (current != null) {
            labels.put(PREVIOUS, current);
        }
        return with(replace(pending).versions, labels, oldestNumber, nextNumber, now);
    }

    /** With nothing pending; the version stays. */
    Secret withoutPending() {
        Map<String, Long> labels = new TreeMap<>(stages);
        labels.remove(PENDING);
        return withVersions(versions, labels, oldestNumber);
    }

    /** With this version in place of the one of its number. */
    Secret replace(SecretVersion changed) {
        return withVersions(
                versions.stream()
                        .map(version -> version.number() == changed.number() ? changed : version)
                        .toList(),
                stages,
                oldestNumber);
    }

    /**
     * The oldest versions beyond {@code keep} that no label holds; at most {@code limit}, which
     * later writes go on from.
     */
    List<SecretVersion> surplus(long keep, int limit) {
        long excess = Math.min(versions.size() - keep, limit);
        List<SecretVersion> surplus = new ArrayList<>();
        for (SecretVersion version : versions) {
            if (surplus.size() >= excess) {
                break;
            }
            if (!held(version.number())) {
                surplus.add(version);
            }
        }
        return surplus;
    }

    /** An automatic AWSPREVIOUS holds nothing: it goes with its version. */
    private boolean held(long number) {
        return stages.entrySet().stream()
                .anyMatch(stage -> stage.getValue() == number && !stage.getKey().equals(PREVIOUS));
    }

    Secret without(List<SecretVersion> pruned) {
        if (pruned.isEmpty()) {
            return this;
        }
        List<SecretVersion> rest = new ArrayList<>(versions);
        rest.removeAll(pruned);
        Map<String, Long> labels = new TreeMap<>(stages);
        labels.values()
                .removeIf(
                        number -> pruned.stream().anyMatch(version -> version.number() == number));
        return withVersions(rest, labels, rest.isEmpty() ? nextNumber : rest.getFirst().number());
    }

    private Secret withVersions(
            List<SecretVersion> changed, Map<String, Long> labels, long oldest) {
        return with(changed, labels, oldest, nextNumber, updatedAt);
    }

    private Secret with(
            List<SecretVersion> changed,
            Map<String, Long> labels,
            long oldest,
            long next,
            Instant updated) {
        return new Secret(
                uid,
                arnSuffix,
                createdAt,
                updated,
                next,
                oldest,
                maxVersions,
                casRequired,
                deleteVersionAfter,
                annotations,
                labels,
                metadataVersion,
                metadataCasRequired,
                changed,
                unknown,
                plain);
    }

    /** With its own settings changed; counts as a write of the metadata. */
    Secret withSettings(SecretSettings settings, Instant now) {
        return new Secret(
                uid,
                arnSuffix,
                createdAt,
                now,
                nextNumber,
                oldestNumber,
                settings.maxVersions(),
                settings.casRequired(),
                settings.deleteVersionAfter(),
                settings.annotations(),
                stages,
                metadataVersion + 1,
                settings.metadataCasRequired(),
                versions,
                unknown,
                plain);
    }

    SecretSettings settings() {
        return new SecretSettings(
                maxVersions, casRequired, deleteVersionAfter, metadataCasRequired, annotations);
    }

    /** As a secret whose versions lie in items of their own. */
    Secret unfolded(byte[] newUid, String newArnSuffix) {
        return new Secret(
                newUid,
                newArnSuffix,
                createdAt,
                updatedAt,
                nextNumber,
                oldestNumber,
                maxVersions,
                casRequired,
                deleteVersionAfter,
                annotations,
                stages,
                metadataVersion,
                metadataCasRequired,
                versions,
                unknown,
                false);
    }

    @Override
    public String toString() {
        return "Secret[" + versions.size() + " versions]";
    }
}
