package io.sealwright.server.engine.kv;

import io.sealwright.storage.barrier.Decoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stored form of a secret: {@code [format][fields]}. Fields that this version does not know are
 * kept and written back, so that members of a cluster in the middle of an upgrade lose nothing of
 * each other.
 *
 * <p>A record of the format {@link PlainValue#FORMAT} is what KV v1 left; it decodes to a secret
 * with one version.
 */
final class SecretCodec implements Decoder<Secret> {
    static final SecretCodec INSTANCE = new SecretCodec();

    static final byte FORMAT = 1;

    // Tags are stored: only append. From 15 on they are AboutCodec's.
    private static final int UID = 1;
    private static final int ARN_SUFFIX = 2;
    private static final int CREATED_AT = 3;
    private static final int UPDATED_AT = 4;
    private static final int NEXT_NUMBER = 5;
    private static final int OLDEST_NUMBER = 6;
    private static final int MAX_VERSIONS = 7;
    private static final int CAS_REQUIRED = 8;
    private static final int DELETE_VERSION_AFTER = 9;
    private static final int ANNOTATION = 10;
    private static final int STAGE = 11;
    private static final int VERSION = 12;
    private static final int METADATA_VERSION = 13;
    private static final int METADATA_CAS_REQUIRED = 14;

    // Inside a version.
    private static final int NUMBER = 1;
    private static final int STATE = 2;
    private static final int ID = 3;
    private static final int VERSION_CREATED_AT = 4;
    private static final int DELETION_TIME = 5;
    private static final int DESTROYED_AT = 6;
    private static final int DESTROY_AT = 7;
    private static final int CHECKED = 8;

    private SecretCodec() {}

    static byte[] encode(Secret secret) {
        Fields.Writer fields =
                new Fields.Writer()
                        .encoded(new byte[] {FORMAT})
                        .bytes(UID, secret.uid())
                        .text(ARN_SUFFIX, secret.arnSuffix())
                        .instant(CREATED_AT, secret.createdAt())
                        .instant(UPDATED_AT, secret.updatedAt())
                        .number(NEXT_NUMBER, secret.nextNumber())
                        .number(OLDEST_NUMBER, secret.oldestNumber())
                        .number(MAX_VERSIONS, secret.maxVersions())
                        .flag(CAS_REQUIRED, secret.casRequired())
                        .number(DELETE_VERSION_AFTER, secret.deleteVersionAfter());
        secret.annotations()
                .forEach((key, value) -> fields.bytes(ANNOTATION, Entries.encode(key, value)));
        secret.stages()
                .forEach((label, number) -> fields.bytes(STAGE, Entries.encode(label, number)));
        secret.versions().forEach(version -> fields.bytes(VERSION, encode(version)));
        fields.number(METADATA_VERSION, secret.metadataVersion())
                .flag(METADATA_CAS_REQUIRED, secret.metadataCasRequired());
        AboutCodec.encode(fields, secret.about());
        return fields.encoded(secret.unknown()).toBytes();
    }

    private static byte[] encode(SecretVersion version) {
        Fields.Writer fields =
                new Fields.Writer()
                        .number(NUMBER, version.number())
                        .number(STATE, version.state().code())
                        .text(ID, version.id())
                        .instant(VERSION_CREATED_AT, version.createdAt());
        Instant deletionTime = version.deletionTime();
        if (deletionTime != null) {
            fields.instant(DELETION_TIME, deletionTime);
        }
        Instant destroyedAt = version.destroyedAt();
        if (destroyedAt != null) {
            fields.instant(DESTROYED_AT, destroyedAt);
        }
        Instant destroyAt = version.destroyAt();
        if (destroyAt != null) {
            fields.instant(DESTROY_AT, destroyAt);
        }
        if (version.checked()) {
            fields.flag(CHECKED, true);
        }
        return fields.toBytes();
    }

    @Override
    public Secret decode(byte[] stored) {
        if (stored.length == 0) {
            throw new IllegalStateException("an empty KV record");
        }
        return switch (stored[0]) {
            case FORMAT -> new Parts().read(stored);
            case PlainValue.FORMAT -> PlainValue.asSecret(stored);
            default -> throw new IllegalStateException("a KV record of an unknown format");
        };
    }

    /** A secret being read. */
    private static final class Parts {
        private byte[] uid = {};
        private String arnSuffix = "";
        private Instant createdAt = Instant.EPOCH;
        private Instant updatedAt = Instant.EPOCH;
        private long nextNumber;
        private long oldestNumber;
        private long maxVersions;
        private boolean casRequired;
        private long deleteVersionAfter;
        private final SequencedMap<String, String> annotations = new LinkedHashMap<>();
        private final Map<String, Long> stages = new TreeMap<>();
        private long metadataVersion;
        private boolean metadataCasRequired;
        private final List<SecretVersion> versions = new ArrayList<>();
        private final AboutCodec about = new AboutCodec();
        private final Fields.Writer unknown = new Fields.Writer();

        Secret read(byte[] stored) {
            Fields.Reader fields = new Fields.Reader(stored, 1, stored.length);
            while (fields.next()) {
                read(fields);
            }
            return new Secret(
                    uid,
                    arnSuffix,
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
                    unknown.toBytes(),
                    false,
                    about.read());
        }

        private void read(Fields.Reader field) {
            switch (field.tag()) {
                case UID -> uid = field.bytes();
                case ARN_SUFFIX -> arnSuffix = field.text();
                case CREATED_AT -> createdAt = field.instant();
                case UPDATED_AT -> updatedAt = field.instant();
                case NEXT_NUMBER -> nextNumber = field.number();
                case OLDEST_NUMBER -> oldestNumber = field.number();
                case MAX_VERSIONS -> maxVersions = field.number();
                case CAS_REQUIRED -> casRequired = field.flag();
                case DELETE_VERSION_AFTER -> deleteVersionAfter = field.number();
                case ANNOTATION -> Entries.texts(field.nested(), annotations);
                case STAGE -> Entries.numbers(field.nested(), stages);
                case VERSION -> versions.add(version(field.nested()));
                case METADATA_VERSION -> metadataVersion = field.number();
                case METADATA_CAS_REQUIRED -> metadataCasRequired = field.flag();
                default -> {
                    if (!about.read(field)) {
                        unknown.encoded(field.encoded());
                    }
                }
            }
        }

        private static SecretVersion version(Fields.Reader fields) {
            long number = 0;
            VersionState state = VersionState.ENABLED;
            String id = "";
            Instant createdAt = Instant.EPOCH;
            @Nullable Instant deletionTime = null;
            @Nullable Instant destroyedAt = null;
            @Nullable Instant destroyAt = null;
            boolean checked = false;
            while (fields.next()) {
                switch (fields.tag()) {
                    case NUMBER -> number = fields.number();
                    case STATE -> state = VersionState.of(fields.number());
                    case ID -> id = fields.text();
                    case VERSION_CREATED_AT -> createdAt = fields.instant();
                    case DELETION_TIME -> deletionTime = fields.instant();
                    case DESTROYED_AT -> destroyedAt = fields.instant();
                    case DESTROY_AT -> destroyAt = fields.instant();
                    case CHECKED -> checked = fields.flag();
                    default -> throw Entries.unreadable();
                }
            }
            return new SecretVersion(
                    number, id, createdAt, state, deletionTime, destroyedAt, destroyAt, checked);
        }
    }
}
