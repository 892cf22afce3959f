package io.sealwright.server.api.vault;

import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.spi.MfaRequirement;
import java.util.List;
import java.util.Map;

/** The {@code auth} of a login that has to be confirmed first: all of a token's members, empty. */
final class MfaJson {
    private MfaJson() {}

    static void auth(JsonBytes out, MfaRequirement requirement) {
        out.ascii(
                "{\"client_token\":\"\",\"accessor\":\"\",\"policies\":null,\"metadata\":null"
                        + ",\"lease_duration\":0,\"renewable\":false,\"entity_id\":\"\",\"token_type\":\"\",\"orphan\":false"
                        + ",\"mfa_requirement\":{\"mfa_request_id\":");
        out.string(requirement.requestId());
        out.ascii(",\"mfa_constraints\":{");
        String before = "";
        for (Map.Entry<String, List<MfaRequirement.Method>> entry :
                requirement.constraints().entrySet()) {
            out.ascii(before);
            out.string(entry.getKey());
            out.ascii(":{\"any\":");
            methods(out, entry.getValue());
            out.ascii("}");
            before = ",";
        }
        out.ascii("}},\"num_uses\":0}");
    }

    private static void methods(JsonBytes out, List<MfaRequirement.Method> methods) {
        String before = "[";
        for (MfaRequirement.Method method : methods) {
            out.ascii(before + "{\"type\":");
            out.string(method.type());
            out.ascii(",\"id\":");
            out.string(method.id());
            out.ascii(",\"uses_passcode\":" + method.usesPasscode() + ",\"name\":");
            out.string(method.name());
            out.ascii("}");
            before = ",";
        }
        out.ascii(methods.isEmpty() ? "[]" : "]");
    }
}
