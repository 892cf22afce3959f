package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.JsonMembers;
import io.sealwright.server.spi.RequestFailure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes what is to be stored out of a request, as the text in which it came. Thread-safe. */
final class Payload {
    static final String DATA = "data";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final long maxBytes;

    Payload(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The body's {@code data}: an object, or null, which the peer takes, too. */
    byte[] data(Call call) {
        JsonNode data = call.body().get(DATA);
        if (data == null) {
            throw RequestFailure.invalid("no data provided");
        }
        if (!data.isObject() && !data.isNull()) {
            throw RequestFailure.invalid(
                    "error converting input for field \"data\": expected an object");
        }
        byte[] raw = call.request().body().raw();
        if (raw.length == 0) {
            return limited(MAPPER.writeValueAsBytes(data));
        }
        JsonMembers members = JsonMembers.of(raw);
        JsonMembers.Member member = members.find(DATA);
        if (member == null) {
            throw new IllegalStateException("a member of the body that its text does not have");
        }
        return limited(members.value(member));
    }

    /** The whole body. */
    byte[] body(Call call) {
        if (call.body().isEmpty()) {
            throw RequestFailure.invalid("missing data fields");
        }
        byte[] raw = call.request().body().raw();
        return limited(raw.length == 0 ? MAPPER.writeValueAsBytes(call.body()) : raw);
    }

    byte[] limited(byte[] value) {
        if (value.length > maxBytes) {
            throw new RequestFailure(
                    new Failure.TooLarge(
                            "the value has "
                                    + value.length
                                    + " bytes; at most "
                                    + maxBytes
                                    + " are allowed"));
        }
        return value;
    }
}
