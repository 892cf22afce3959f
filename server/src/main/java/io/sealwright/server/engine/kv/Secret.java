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
 * @param about what only other APIs than Vault's say of it
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
        boolean plain,
        SecretAbout about) {
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
                false,
                SecretAbout.NOTHING);
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
                true,
                SecretAbout.NOTHING);
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
        return append(version, List.of(CURRENT), now);
    }

    /** With a newest version, to which these labels move, and AWSPREVIOUS behind AWSCURRENT. */
    Secret append(SecretVersion version, List<String> moving, Instant now) {
        if (version.number() != nextNumber) {
            throw new IllegalStateException("version " + version.number() + " is not the next one");
        }
        Map<String, Long> labels = new TreeMap<>(stages);
        moving.forEach(label -> move(labels, label, version.number()));
        List<SecretVersion> more = new ArrayList<>(versions);
        more.add(version);
        return with(more, labels, oldestNumber, nextNumber + 1, now);
    }

    private static void move(Map<String, Long> labels, String label, long number) {
        Long before = labels.put(label, number);
        if (label.equals(CURRENT) && before != null && before != number) {
            labels.put(PREVIOUS, before);
        }
    }

    /** With a label on this version, and AWSPREVIOUS behind AWSCURRENT. */
    Secret labelled(String label, long number, Instant now) {
        Map<String, Long> labels = new TreeMap<>(stages);
        move(labels, label, number);
        return with(versions, labels, oldestNumber, nextNumber, now);
    }

    /** With a label on no version. */
    Secret unlabelled(String label, Instant now) {
        Map<String, Long> labels = new TreeMap<>(stages);
        labels.remove(label);
        return with(versions, labels, oldestNumber, nextNumber, now);
    }

    /** With other things said of it. */
    Secret with(SecretAbout other, Instant now) {
        return new Secret(
                uid,
                arnSuffix,
                createdAt,
                now,
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
                plain,
                other);
    }

    /** Whether a version is being tried out; after that the label may stay on the current one. */
    boolean isPending(long number) {
        Long labelled = stages.get(PENDING);
        Long current = stages.get(CURRENT);
        return labelled != null && labelled == number && (current == null || current != number);
    }

    /** Of an id that a writer gave or got. */
    @Nullable SecretVersion versionOf(String id) {
        for (SecretVersion version : versions) {
            if (version.id().equals(id)) {
                return version;
            }
        }
        return null;
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
        return about.google().aliases().containsValue(number)
                || stages.entrySet().stream()
                        .anyMatch(stage ->
                                stage.getValue() == number && !stage.getKey().equals(PREVIOUS));
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
                plain,
                about);
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
                plain,
                about);
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
                false,
                about);
    }

    @Override
    public String toString() {
        return "Secret[" + versions.size() + " versions]";
    }
}
