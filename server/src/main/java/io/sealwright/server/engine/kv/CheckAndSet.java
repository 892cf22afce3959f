package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The check-and-set options of writes, in the peer's words. */
final class CheckAndSet {
    private CheckAndSet() {}

    /** Checks {@code options.cas} against the current version; 0 means that there is none yet. */
    static void data(Call call, Secret secret, KvConfig config) {
        ObjectNode options = call.object("options");
        JsonNode cas = options == null ? null : options.get("cas");
        if (cas == null) {
            if (config.casRequired() || secret.casRequired()) {
                throw RequestFailure.invalid("check-and-set parameter required for this call");
            }
        } else if (number(cas) != secret.currentNumber()) {
            throw RequestFailure.invalid(
                    "check-and-set parameter did not match the current version");
        }
    }

    private static long number(JsonNode cas) {
        try {
            return switch (cas.getNodeType()) {
                case NULL -> 0;
                case NUMBER -> Long.parseLong(cas.numberValue().toString());
                case STRING -> cas.stringValue().isEmpty() ? 0 : Long.parseLong(cas.stringValue());
                case ARRAY, BINARY, BOOLEAN, MISSING, OBJECT, POJO ->
                        throw new NumberFormatException();
            };
        } catch (NumberFormatException e) {
            throw RequestFailure.invalid("error parsing check-and-set parameter");
        }
    }

    /** Checks {@code metadata_cas} against the number of writes of the metadata. */
    static void metadata(Call call, @Nullable Secret secret, KvConfig config) {
        boolean required =
                config.metadataCasRequired() || secret != null && secret.metadataCasRequired();
        if (!call.has("metadata_cas")) {
            if (required) {
                throw RequestFailure.invalid(
                        "metadata check-and-set parameter required for this call");
            }
            return;
        }
        long wanted = call.integer("metadata_cas", 0);
        if (secret == null && wanted != 0) {
            throw RequestFailure.invalid("metadata_cas must be 0 when creating new metadata");
        }
        if (secret != null && wanted != secret.metadataVersion()) {
            throw RequestFailure.invalid(
                    "metadata check-and-set parameter does not match the current version");
        }
    }
}
