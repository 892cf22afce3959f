package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.Ed25519Key;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.SignatureKey;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code sign/}. */
final class SignRoutes {
    private final NamedKeys keys;

    SignRoutes(NamedKeys keys) {
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(
                route("sign/{name}").on(Operation.UPDATE, call -> sign(call, "")).build(),
                route("sign/{name}/{urlalgorithm}")
                        .on(Operation.UPDATE, call -> sign(call, call.path("urlalgorithm")))
                        .build());
    }

    private static Route.Builder route(String pattern) {
        return Route.at(pattern, "Signs.")
                .fields(SignatureParameters.FIELDS)
                .fields(List.of(CipherRoutes.KEY_VERSION));
    }

    private Response sign(Call call, String inPath) {
        SignatureParameters parameters = SignatureParameters.of(call, inPath);
        Place place = Place.of(call);
        NamedKey key = keys.find(place, KeyNames.checked(call.path("name")));
        if (key == null) {
            throw RequestFailure.invalid("signing key not found");
        }
        if (!key.type().signs()) {
            throw RequestFailure.invalid("key type " + key.type() + " does not support signing");
        }
        parameters.requireFor(key.type());
        Batch batch = Batch.of(call, "", "");
        int wanted = Batch.Item.only(call).number("key_version");
        return batch.answer(
                call,
                (item, result) -> {
                    if (batch.batch() && !item.has("input")) {
                        throw new RefusedException("missing input");
                    }
                    byte[] input = SignatureParameters.input(item);
                    byte[] context = SignatureParameters.context(item);
                    int number = version(key, wanted);
                    KeyVersion version = keys.version(place, key, number);
                    if (version == null) {
                        throw new RefusedException("no such key version");
                    }
                    SignatureKey signing = SignatureParameters.key(key, version, context);
                    byte[] signature = signing.sign(input, parameters.options());
                    result.put(
                            "signature",
                            VersionedText.of(
                                    number, encoded(signature, parameters.options().jws())));
                    result.put("key_version", number);
                    show(result, SignatureParameters.derivedKey(key, signing), batch.batch());
                },
                (_, result) -> result.put("key_version", 0),
                false);
    }

    private static void show(ObjectNode result, @Nullable Ed25519Key derived, boolean batch) {
        if (derived != null) {
            // The peer's two spellings.
            result.put(
                    batch ? "publickey" : "public_key", Base64Text.encodeOpen(derived.publicKey()));
        }
    }

    private static byte[] encoded(byte[] signature, boolean jws) {
        return jws
                ? Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(signature)
                        .getBytes(StandardCharsets.US_ASCII)
                : Base64Text.encode(signature);
    }

    private static int version(NamedKey key, int wanted) {
        if (key.permissions().softDeleted()) {
            throw new RefusedException(Working.SOFT_DELETED);
        }
        NamedKey.Versions versions = key.versions();
        if (wanted == 0) {
            return versions.latest();
        }
        if (wanted < 0) {
            throw new RefusedException("requested version for signing is negative");
        }
        if (wanted > versions.latest()) {
            throw new RefusedException(
                    "requested version for signing is higher than the latest key version");
        }
        if (wanted < versions.minEncryption()) {
            throw new RefusedException(
                    "requested version for signing is less than the minimum encryption key version");
        }
        return wanted;
    }
}
