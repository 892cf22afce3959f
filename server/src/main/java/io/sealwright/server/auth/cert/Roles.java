package io.sealwright.server.auth.cert;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Decoder;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stored roles, each under its name in its stored form. */
final class Roles {
    static final String FOLDER = "cert/";

    /** The most roles that a login without a name is tried with. */
    static final int MAX_TRIED = 1_000;

    private static final RecordCodec<Role> CODEC = RecordCodec.of(Role.class);

    /** The certificates are parsed once for each revision of a role. */
    private static final Decoder<TrustedRole> TRUSTED =
            stored -> TrustedRole.of(CODEC.decode(stored));

    private Roles() {}

    static @Nullable TrustedRole find(Records records, String name) {
        return value(records.get(FOLDER + name, TRUSTED));
    }

    /**
     * All of them, without preconditions: what decides has to be read again by {@link #find}.
     *
     * @throws RequestFailure if there are too many to try
     */
    static List<TrustedRole> all(Records records) {
        List<TrustedRole> all = first(records, MAX_TRIED + 1);
        if (all.size() > MAX_TRIED) {
            throw RequestFailure.invalid(
                    "there are more than "
                            + MAX_TRIED
                            + " roles; say by name which one to log in as");
        }
        return all;
    }

    /** Some of them, without preconditions. */
    static List<TrustedRole> first(Records records, int most) {
        return records.list(FOLDER, "", most).stream()
                .map(name -> value(records.peek(FOLDER + name, TRUSTED)))
                .flatMap(role -> role == null ? Stream.empty() : Stream.of(role))
                .toList();
    }

    static void put(Records records, Role role) {
        records.put(FOLDER + role.name(), CODEC.encode(role));
    }

    static void delete(Records records, String name) {
        records.delete(FOLDER + name);
    }

    private static @Nullable TrustedRole value(@Nullable Decoded<TrustedRole> found) {
        return found == null ? null : found.value();
    }
}
