package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.CertificateRequest;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.SignatureKey;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code keys/{name}/csr} and {@code keys/{name}/set-certificate}. */
final class CertificateRoutes {
    private final NamedKeys keys;

    CertificateRoutes(NamedKeys keys) {
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(
                Route.at("keys/{name}/csr", "A certificate request, signed with the key.")
                        .field("version", FieldType.INT, "Which version; the latest if absent.")
                        .field(
                                "csr",
                                FieldType.STRING,
                                "A request in PEM whose subject and attributes are taken.")
                        .on(Operation.UPDATE, this::request)
                        .build(),
                Route.at("keys/{name}/set-certificate", "Keeps a certificate chain with the key.")
                        .field("version", FieldType.INT, "Which version; the latest if absent.")
                        .field(
                                "certificate_chain",
                                FieldType.STRING,
                                "Certificates in PEM, the key's own first; at most "
                                        + Certificates.MAX_CHAIN
                                        + ".")
                        .on(Operation.UPDATE, this::setCertificate)
                        .build());
    }

    private NamedKey required(Call call) {
        String name = KeyNames.checked(call.path("name"));
        NamedKey key = keys.find(Place.of(call), name);
        if (key == null) {
            throw RequestFailure.invalid("key with provided name '" + name + "' not found");
        }
        if (!key.type().signs()) {
            throw RequestFailure.invalid("key type '" + key.type() + "' does not support signing");
        }
        if (key.nature().derived()) {
            throw RequestFailure.invalid(
                    "operation not supported for keys with derivation enabled");
        }
        KeyRoutes.requireUsable(key);
        return key;
    }

    private static int number(Call call, NamedKey key) {
        return call.has("version")
                ? Batch.Item.only(call).number("version")
                : key.versions().latest();
    }

    private Response request(Call call) {
        NamedKey key = required(call);
        KeyVersion version = keys.version(Place.of(call), key, number(call, key));
        SignatureKey signing = signing(version);
        if (signing == null) {
            throw RequestFailure.invalid("could not create the csr: no such key version");
        }
        if (!signing.hasPrivatePart()) {
            throw RequestFailure.invalid(
                    "could not create the csr: private key not imported for key version selected");
        }
        try {
            String pem = CertificateRequest.pem(signing, call.string("csr", ""));
            return answer("csr", pem, key);
        } catch (RefusedException e) {
            throw RequestFailure.invalid(e.reason());
        }
    }

    private static @Nullable SignatureKey signing(@Nullable KeyVersion version) {
        return version != null && version.key() instanceof SignatureKey signing ? signing : null;
    }

    private static Response answer(String member, String pem, NamedKey key) {
        return Response.of(
                JsonNodeFactory.instance
                        .objectNode()
                        .put(member, pem)
                        .put("name", key.name())
                        .put("type", key.type().label()));
    }

    private Response setCertificate(Call call) {
        NamedKey key = required(call);
        Place place = Place.of(call);
        int number = number(call, key);
        try {
            List<X509Certificate> chain = Certificates.parse(call.string("certificate_chain", ""));
            KeyVersion version = keys.version(place, key, number);
            KeyVersion certified = certified(version, chain);
            keys.put(place, key, number, certified);
            return answer("certificate_chain", Certificates.pem(certified.certificates()), key);
        } catch (RefusedException e) {
            throw RequestFailure.invalid(e.reason());
        }
    }

    private static KeyVersion certified(@Nullable KeyVersion version, List<X509Certificate> chain) {
        try {
            if (version == null) {
                throw new RefusedException("no such key version");
            }
            return version.withCertificates(
                    Certificates.checked(chain, version.key().publicPart()));
        } catch (RefusedException e) {
            throw new RefusedException("failed to persist certificate chain: " + e.reason());
        }
    }
}
