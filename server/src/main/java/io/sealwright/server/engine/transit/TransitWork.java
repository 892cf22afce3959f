package io.sealwright.server.engine.transit;

import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/**
 * What is done with keys by the due index: they rotate, and versions of a key that is gone go in
 * steps of a thousand. Thread-safe.
 *
 * <p>An id is {@code space (8) | kind (1) | uid (16)}. The value of a rotation is the key's name,
 * that of a sweep the number (4) before which versions go.
 */
@Component
final class TransitWork implements DueWork {
    private static final byte ROTATE = 'R';
    private static final byte SWEEP = 'S';
    private static final int HEAD = Long.BYTES + 1;
    // Later than any clock of the cluster may be behind another: see TokenTree.
    private static final Duration LATER = Duration.ofSeconds(30);

    private final NamedKeys keys;
    private final InstantSource clock;

    TransitWork(SecureRandom random, InstantSource clock) {
        this.keys = new NamedKeys(random);
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return TRANSIT_KEY;
    }

    /** Id of the entry by which a key rotates. */
    static byte[] rotation(Place place, String uid) {
        return id(place, ROTATE, uid);
    }

    /** Soon removes versions before {@code end}. */
    static void putSweep(Place place, String uid, int end, Instant now) {
        place.transaction()
                .putDue(
                        now.plus(LATER),
                        DueWork.TRANSIT_KEY,
                        place.namespace(),
                        id(place, SWEEP, uid),
                        ByteBuffer.allocate(Integer.BYTES).putInt(end).array());
    }

    private static byte[] id(Place place, byte kind, String uid) {
        return ByteBuffer.allocate(HEAD + NamedKeys.UID_BYTES)
                .putLong(place.space().value())
                .put(kind)
                .put(HexFormat.of().parseHex(uid))
                .array();
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        byte[] id = entry.id();
        Place place =
                new Place(
                        transaction, entry.namespace(), new SpaceId(ByteBuffer.wrap(id).getLong()));
        String uid = HexFormat.of().formatHex(id, HEAD, id.length);
        byte kind = id[Long.BYTES];
        switch (kind) {
            case ROTATE ->
                    rotate(place, uid, new String(entry.value(), StandardCharsets.UTF_8), entry);
            case SWEEP ->
                    keys.forget(
                            place, uid, ByteBuffer.wrap(entry.value()).getInt(), clock.instant());
            default ->
                    throw new IllegalStateException(
                            "work on transit keys of an unknown kind in the due index");
        }
    }

    /** Nothing if the key is gone or another one, or has got another date meanwhile. */
    private void rotate(Place place, String uid, String name, DueEntry entry) {
        NamedKey key = keys.find(place, name);
        if (key == null
                || !key.uid().equals(uid)
                || key.rotation().at() != entry.at().toEpochMilli()) {
            return;
        }
        Instant now = clock.instant();
        NamedKey.Rotation rotation = key.rotation();
        boolean mayNot =
                key.permissions().softDeleted() || rotation.imported() && !rotation.allowed();
        if (mayNot) {
            keys.save(place, keys.scheduled(place, key, now));
        } else {
            keys.append(place, key.with(rotation.withImported(false)), keys.generate(key), now);
        }
    }
}
