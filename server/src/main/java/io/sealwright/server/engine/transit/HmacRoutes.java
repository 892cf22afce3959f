package io.sealwright.server.engine.transit;

import io.sealwright.crypto.Digests;
import io.sealwright.crypto.transit.HashAlgorithm;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code hmac/}, and the half of {@code verify/} that looks at HMACs. */
final class HmacRoutes {
    private static final Field ALGORITHM =
            Field.of(
                    "algorithm",
                    FieldType.STRING,
                    "sha1, sha2-224 to sha2-512, sha3-224 to sha3-512; sha2-256 if absent.");

    private final NamedKeys keys;

    HmacRoutes(NamedKeys keys) {
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(
                route("hmac/{name}")
                        .on(
                                Operation.UPDATE,
                                call -> hmac(call, call.string("algorithm", "sha2-256")))
                        .build(),
                route("hmac/{name}/{urlalgorithm}")
                        .on(Operation.UPDATE, call -> hmac(call, call.path("urlalgorithm")))
                        .build());
    }

    private static Route.Builder route(String pattern) {
        return Route.at(pattern, "The HMAC of the input.")
                .field("input", FieldType.STRING, "In base64.")
                .fields(List.of(ALGORITHM, CipherRoutes.KEY_VERSION, Batch.BATCH_INPUT));
    }

    private Response hmac(Call call, String algorithm) {
        Place place = Place.of(call);
        NamedKey key = required(call);
        int number = version(key, Batch.Item.only(call).number("key_version"));
        KeyVersion version = usable(place, key, number);
        HashAlgorithm hash = algorithm(algorithm);
        Batch batch = Batch.of(call, "", "");
        return batch.answer(
                call,
                (item, result) -> {
                    if (!item.has("input")) {
                        throw new RefusedException("missing input for HMAC");
                    }
                    byte[] mac = version.mac().mac(hash, SignatureParameters.input(item));
                    result.put("hmac", VersionedText.of(number, Base64Text.encode(mac)));
                },
                (_, _) -> {},
                false);
    }

    private NamedKey required(Call call) {
        NamedKey key = keys.find(Place.of(call), KeyNames.checked(call.path("name")));
        if (key == null) {
            throw RequestFailure.invalid("encryption key not found");
        }
        KeyRoutes.requireUsable(key);
        return key;
    }

    private static int version(NamedKey key, int wanted) {
        NamedKey.Versions versions = key.versions();
        int number = wanted == 0 ? versions.latest() : wanted;
        if (number < 0) {
            throw RequestFailure.invalid("key version does not exist (cannot be negative)");
        }
        if (number < versions.minEncryption()) {
            throw RequestFailure.invalid(
                    "cannot generate HMAC: version is too old (disallowed by policy)");
        }
        if (number > versions.latest()) {
            throw RequestFailure.invalid(
                    "key version does not exist; latest key version is " + versions.latest());
        }
        return number;
    }

    private KeyVersion usable(Place place, NamedKey key, int number) {
        KeyVersion version = keys.version(place, key, number);
        if (version == null) {
            throw RequestFailure.invalid("no such key version");
        }
        return version;
    }

    private static HashAlgorithm algorithm(String name) {
        HashAlgorithm algorithm = HashAlgorithm.of(name);
        if (algorithm == null) {
            throw RequestFailure.invalid(
                    "unsupported algorithm; use sha1, sha2-224, sha2-256, sha2-384, sha2-512, sha3-224, sha3-256, sha3-384 or"
                            + " sha3-512");
        }
        return algorithm;
    }

    /** Of what {@code verify/} was asked. */
    Response verify(Call call, Batch batch, String inPath) {
        NamedKey key = required(call);
        HashAlgorithm hash = algorithm(named(call, inPath));
        Place place = Place.of(call);
        return batch.answer(
                call,
                (item, result) -> {
                    if (batch.batch() && !item.has("input")) {
                        throw new RefusedException("missing input");
                    }
                    boolean valid = valid(place, key, hash, item);
                    show(result, valid, batch.batch());
                },
                (_, _) -> {},
                false);
    }

    /** In a batch the peer leaves out what is false. */
    private static void show(ObjectNode result, boolean valid, boolean batch) {
        if (valid || !batch) {
            result.put("valid", valid);
        }
    }

    private static String named(Call call, String inPath) {
        if (!inPath.isEmpty()) {
            return inPath;
        }
        String named = call.string("hash_algorithm", "");
        return named.isEmpty() ? call.string("algorithm", "sha2-256") : named;
    }

    private boolean valid(Place place, NamedKey key, HashAlgorithm hash, Batch.Item item) {
        byte[] input = SignatureParameters.input(item);
        VersionedText given = VersionedText.parse(VersionedText.Kind.HMAC, item.text("hmac"));
        byte[] mac =
                Base64Text.decode(given.text(), "unable to decode verification HMAC as base64: ");
        if (given.version() > key.versions().latest()) {
            throw new RefusedException("invalid HMAC: version is too new");
        }
        KeyVersion version = keys.version(place, key, given.version());
        if (version == null) {
            throw new RefusedException(
                    "cannot verify HMAC: version is too old (disallowed by policy)");
        }
        return Digests.equal(version.mac().mac(hash, input), mac);
    }
}
