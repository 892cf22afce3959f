package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.SignatureOptions;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code verify/}: of a signature or of an HMAC. */
final class VerifyRoutes {
    private static final String SIGNATURE = "signature";
    private static final String HMAC = "hmac";

    private final NamedKeys keys;
    private final HmacRoutes hmacs;

    VerifyRoutes(NamedKeys keys, HmacRoutes hmacs) {
        this.keys = keys;
        this.hmacs = hmacs;
    }

    List<Route> routes() {
        return List.of(
                route("verify/{name}").on(Operation.UPDATE, call -> verify(call, "")).build(),
                route("verify/{name}/{urlalgorithm}")
                        .on(Operation.UPDATE, call -> verify(call, call.path("urlalgorithm")))
                        .build());
    }

    private static Route.Builder route(String pattern) {
        return Route.at(pattern, "Verifies a signature, or an HMAC.")
                .fields(SignatureParameters.FIELDS)
                .field(SIGNATURE, FieldType.STRING, "The signature, as it came from sign/.")
                .field(HMAC, FieldType.STRING, "The HMAC, as it came from hmac/.");
    }

    private Response verify(Call call, String inPath) {
        Batch batch = Batch.of(call, "", "");
        if (ofHmac(batch)) {
            return hmacs.verify(call, batch, inPath);
        }
        SignatureParameters parameters = SignatureParameters.of(call, inPath);
        Place place = Place.of(call);
        NamedKey key = keys.find(place, KeyNames.checked(call.path("name")));
        if (key == null) {
            throw RequestFailure.invalid("signature verification key not found");
        }
        if (!key.type().signs()) {
            throw RequestFailure.invalid(
                    "key type " + key.type() + " does not support verification");
        }
        parameters.requireFor(key.type());
        return batch.answer(
                call,
                (item, result) -> verify(place, key, item, parameters.options(), batch, result),
                (_, result) -> result.put("valid", false),
                false);
    }

    private void verify(
            Place place,
            NamedKey key,
            Batch.Item item,
            SignatureOptions options,
            Batch batch,
            ObjectNode result) {
        if (batch.batch() && !item.has("input")) {
            throw new RefusedException("missing input");
        }
        byte[] input = SignatureParameters.input(item);
        byte[] context = SignatureParameters.context(item);
        if (key.permissions().softDeleted()) {
            throw new RefusedException(Working.SOFT_DELETED);
        }
        VersionedText signature =
                VersionedText.parse(VersionedText.Kind.SIGNATURE, item.text(SIGNATURE));
        KeyVersion version = version(place, key, signature.version());
        byte[] bytes = decoded(signature.text(), options.jws());
        result.put(
                "valid",
                SignatureParameters.key(key, version, context).verify(input, bytes, options));
    }

    private KeyVersion version(Place place, NamedKey key, int number) {
        if (number > key.versions().latest()) {
            throw new RefusedException("invalid signature: version is too new");
        }
        KeyVersion version = keys.version(place, key, number);
        if (version == null) {
            throw new RefusedException(Working.TOO_OLD);
        }
        return version;
    }

    private static byte[] decoded(String text, boolean jws) {
        try {
            return jws ? Base64Text.decodeUrl(text) : Base64Text.decode(text);
        } catch (RefusedException e) {
            throw new RefusedException("invalid base64 signature value");
        }
    }

    /** All items are of one kind. */
    private static boolean ofHmac(Batch batch) {
        boolean signature = batch.items().stream().anyMatch(item -> item.has(SIGNATURE));
        boolean hmac =
                batch.items().stream().anyMatch(item -> !item.has(SIGNATURE) && item.has(HMAC));
        boolean missing =
                batch.items().stream().anyMatch(item -> !item.has(SIGNATURE) && !item.has(HMAC));
        if (!batch.batch() && missing) {
            throw RequestFailure.invalid(
                    "neither a 'signature' nor an 'hmac' were given to verify");
        }
        if (signature && hmac) {
            throw RequestFailure.invalid(
                    "elements of batch_input must all provide 'signature' or all provide 'hmac'");
        }
        if (missing) {
            throw RequestFailure.invalid(
                    signature
                            ? "some elements of batch_input are missing 'signature'"
                            : hmac
                                    ? "some elements of batch_input are missing 'hmac'"
                                    : "no batch_input elements have 'signature' or 'hmac'");
        }
        return hmac;
    }
}
