package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.KeyExport;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.SignatureKey;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code export/}: keys that leave in the clear. */
final class ExportRoutes {
    private final NamedKeys keys;

    ExportRoutes(NamedKeys keys) {
        this.keys = keys;
    }

    /** What can be exported. */
    private enum Part {
        ENCRYPTION_KEY("encryption-key"),
        SIGNING_KEY("signing-key"),
        HMAC_KEY("hmac-key"),
        PUBLIC_KEY("public-key"),
        CERTIFICATE_CHAIN("certificate-chain");

        private final String label;

        Part(String label) {
            this.label = label;
        }

        static @Nullable Part of(String label) {
            for (Part part : values()) {
                if (part.label.equals(label)) {
                    return part;
                }
            }
            return null;
        }

        boolean open() {
            return this == PUBLIC_KEY || this == CERTIFICATE_CHAIN;
        }
    }

    List<Route> routes() {
        return List.of(
                route("export/{type}/{name}").on(Operation.READ, call -> export(call, "")).build(),
                route("export/{type}/{name}/{version}")
                        .on(Operation.READ, call -> export(call, call.path("version")))
                        .build());
    }

    private static Route.Builder route(String pattern) {
        return Route.at(
                        pattern,
                        "A key in the clear: encryption-key, signing-key, hmac-key, public-key or certificate-chain.")
                .field("format", FieldType.STRING, "raw, der or pem; if absent, what is usual.");
    }

    private Response export(Call call, String version) {
        Part part = Part.of(call.path("type"));
        if (part == null) {
            throw RequestFailure.invalid(
                    "invalid export type; use encryption-key, signing-key, hmac-key, public-key or certificate-chain");
        }
        KeyExport.Format format = format(call.string("format", ""));
        Place place = Place.of(call);
        NamedKey key = keys.find(place, KeyNames.checked(call.path("name")));
        if (key == null) {
            throw RequestFailure.notFound();
        }
        requireExportable(key, part);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        try {
            data.set(
                    "keys",
                    versions(
                            place,
                            key,
                            version,
                            ready -> exported(key.type(), part, ready, format)));
        } catch (RefusedException e) {
            throw RequestFailure.invalid(e.reason());
        }
        return Response.of(data.put("name", key.name()).put("type", key.type().label()));
    }

    private static KeyExport.Format format(String name) {
        return switch (name) {
            case "" -> KeyExport.Format.USUAL;
            case "raw" -> KeyExport.Format.RAW;
            case "der" -> KeyExport.Format.DER;
            case "pem" -> KeyExport.Format.PEM;
            default -> throw RequestFailure.invalid("invalid format; use raw, der or pem");
        };
    }

    private static void requireExportable(NamedKey key, Part part) {
        if (!key.permissions().exportable() && !part.open()) {
            throw RequestFailure.invalid("private key material is not exportable");
        }
        KeyRoutes.requireUsable(key);
        if (part == Part.ENCRYPTION_KEY && !key.type().encrypts()) {
            throw RequestFailure.invalid("encryption not supported for the key");
        }
        if (part == Part.SIGNING_KEY && !key.type().signs()) {
            throw RequestFailure.invalid("signing not supported for the key");
        }
        if (part == Part.CERTIFICATE_CHAIN && !key.type().signs()) {
            throw RequestFailure.invalid(
                    "certificate chain not supported for keys that do not support signing");
        }
    }

    /** Text of one version, in ASCII; wiped when it has been written. */
    @FunctionalInterface
    interface Export {
        byte[] of(KeyVersion version);
    }

    /**
     * By the numbers of versions.
     *
     * @param version a number, with {@code v} in front or without; {@code latest}; empty for all
     */
    ObjectNode versions(Place place, NamedKey key, String version, Export export) {
        ObjectNode exported = JsonNodeFactory.instance.objectNode();
        if (!version.isEmpty()) {
            int number = number(key, version);
            KeyVersion ready = keys.version(place, key, number);
            if (ready == null) {
                throw RequestFailure.invalid("version does not exist or cannot be found");
            }
            exported.putPOJO(Integer.toString(number), Answers.text(export.of(ready)));
            return exported;
        }
        keys.each(
                place,
                key,
                key.versions().minDecryption(),
                (stored, number) ->
                        exported.putPOJO(
                                Integer.toString(number),
                                Answers.text(export.of(KeyVersion.of(key.type(), stored)))));
        return exported;
    }

    private static int number(NamedKey key, String version) {
        if (version.equals("latest")) {
            return key.versions().latest();
        }
        int number;
        try {
            number = Integer.parseInt(version.startsWith("v") ? version.substring(1) : version);
        } catch (NumberFormatException e) {
            throw RequestFailure.invalid("invalid key version");
        }
        if (number < key.versions().minDecryption()) {
            throw RequestFailure.invalid("version for export is below minimum decryption version");
        }
        return number;
    }

    private static byte[] exported(
            KeyType type, Part part, KeyVersion version, KeyExport.Format format) {
        return switch (part) {
            case HMAC_KEY -> KeyExport.symmetric(version.mac(), format);
            case ENCRYPTION_KEY ->
                    version.key() instanceof SignatureKey rsa
                            ? KeyExport.privateKey(rsa, format)
                            : KeyExport.symmetric(version.key(), format);
            case SIGNING_KEY -> KeyExport.privateKey(signing(type, part, version), format);
            case PUBLIC_KEY -> KeyExport.publicKey(signing(type, part, version), format);
            case CERTIFICATE_CHAIN -> chain(version);
        };
    }

    private static byte[] chain(KeyVersion version) {
        if (version.certificates().isEmpty()) {
            throw new RefusedException(
                    "selected key version does not have a certificate chain imported");
        }
        return Certificates.pem(version.certificates()).getBytes(StandardCharsets.US_ASCII);
    }

    private static SignatureKey signing(KeyType type, Part part, KeyVersion version) {
        if (version.key() instanceof SignatureKey signing) {
            return signing;
        }
        throw new RefusedException("unknown key type " + type + " for export type " + part.label);
    }
}
