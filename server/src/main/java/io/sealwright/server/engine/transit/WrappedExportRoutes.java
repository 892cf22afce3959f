package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.AeadKey;
import io.sealwright.crypto.transit.KeyExport;
import io.sealwright.crypto.transit.KeyWrap;
import io.sealwright.crypto.transit.MacKey;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.RsaKey;
import io.sealwright.crypto.transit.SignatureKey;
import io.sealwright.crypto.transit.VersionKey;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code byok-export/}: keys that leave wrapped for the owner of an RSA key. */
final class WrappedExportRoutes {
    private final NamedKeys keys;
    private final ExportRoutes exports;

    WrappedExportRoutes(NamedKeys keys, ExportRoutes exports) {
        this.keys = keys;
        this.exports = exports;
    }

    List<Route> routes() {
        return List.of(
                route("byok-export/{destination}/{source}")
                        .on(Operation.READ, call -> export(call, ""))
                        .build(),
                route("byok-export/{destination}/{source}/{version}")
                        .on(Operation.READ, call -> export(call, call.path("version")))
                        .build());
    }

    private static Route.Builder route(String pattern) {
        return Route.at(pattern, "A key, wrapped for import into the place that owns another key.")
                .field(
                        "hash",
                        FieldType.STRING,
                        "Of OAEP: SHA1, SHA224, SHA256, SHA384 or SHA512; SHA256 if absent.");
    }

    private Response export(Call call, String version) {
        Place place = Place.of(call);
        NamedKey destination = keys.find(place, KeyNames.checked(call.path("destination")));
        if (destination == null) {
            throw RequestFailure.invalid("no such destination key to export to");
        }
        NamedKey source = keys.find(place, KeyNames.checked(call.path("source")));
        if (source == null) {
            throw RequestFailure.invalid("no such source key for export");
        }
        if (!source.permissions().exportable()) {
            throw RequestFailure.invalid("key is not exportable");
        }
        KeyRoutes.requireUsable(source);
        RsaKey wrapping = wrapping(place, destination);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        try {
            KeyWrap wrap = KeyWrap.with(call.string("hash", "SHA256"));
            data.set(
                    "keys",
                    exports.versions(
                            place, source, version, ready -> wrapped(wrap, wrapping, ready.key())));
        } catch (RefusedException e) {
            throw RequestFailure.invalid(e.reason());
        }
        return Response.of(data.put("name", source.name()).put("type", source.type().label()));
    }

    private RsaKey wrapping(Place place, NamedKey destination) {
        KeyRoutes.requireUsable(destination);
        if (!destination.type().signs()) {
            throw RequestFailure.invalid(
                    "key wrapping (requring message signing) is not supported for key type "
                            + destination.type());
        }
        if (keys.latest(place, destination).key() instanceof RsaKey rsa) {
            return rsa;
        }
        throw RequestFailure.invalid("unsupported key type in use; must be a rsa key");
    }

    private static byte[] wrapped(KeyWrap wrap, RsaKey wrapping, VersionKey key) {
        byte[] secret =
                switch (key) {
                    case AeadKey aead -> aead.privatePart();
                    case MacKey mac -> mac.privatePart();
                    case SignatureKey signing -> pkcs8(signing);
                };
        try {
            return Base64Text.encode(wrap.wrap(wrapping, secret));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] pkcs8(SignatureKey key) {
        if (!key.hasPrivatePart()) {
            throw new RefusedException("a version of the key has no private part");
        }
        return KeyExport.pkcs8(key);
    }
}
