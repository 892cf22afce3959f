package io.sealwright.server.rotation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Steps as scripts and webhooks see them, and their answers. */
final class StepJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private StepJson() {}

    /** A buffer that can be wiped. */
    private static final class Wiped extends ByteArrayOutputStream {
        Wiped(int size) {
            super(size);
        }

        Wiped text(String text) {
            writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Wiped value(String name, byte[] json) {
            text(",\"" + name + "\":").writeBytes(json);
            return this;
        }

        byte[] take() {
            byte[] taken = toByteArray();
            Arrays.fill(buf, (byte) 0);
            return taken;
        }
    }

    /** {@code step, secret_id, token, current, pending, parameters}; the caller wipes it. */
    static byte[] of(StepRequest request) {
        return values(
                request,
                "{\"step\":"
                        + quoted(request.step().word())
                        + ",\"secret_id\":"
                        + quoted(request.secretId())
                        + ",\"token\":"
                        + quoted(request.token()),
                true);
    }

    /**
     * What a rotation function of AWS gets, and the values behind it if it is to have them; the
     * caller wipes it.
     */
    static byte[] likeAws(StepRequest request, boolean withValues) {
        return values(request, event(request), withValues);
    }

    /** The same and nothing else, as AWS calls a rotation function. */
    static byte[] ofFunction(StepRequest request) {
        return (event(request) + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static String event(StepRequest request) {
        return "{\"Step\":"
                + quoted(request.step().word() + "Secret")
                + ",\"SecretId\":"
                + quoted(request.secretId())
                + ",\"ClientRequestToken\":"
                + quoted(request.token())
                + ",\"RotationToken\":"
                + quoted(request.rotationToken());
    }

    private static byte[] values(StepRequest request, String head, boolean withValues) {
        // Large enough never to grow: what it grew out of could not be wiped.
        int size =
                3 * (head.length() + request.parameters().length())
                        + request.current().length
                        + request.pending().length
                        + 64;
        Wiped out = new Wiped(size).text(head);
        if (withValues) {
            out.value("current", request.current())
                    .value("pending", request.pending())
                    .value("parameters", request.parameters().getBytes(StandardCharsets.UTF_8));
        }
        return out.text("}").take();
    }

    /**
     * The members that a {@code create} step chose: {@code {"pending": {...}}}, or nothing at all.
     *
     * @throws RotationException if the answer is something else; does not quote it
     */
    static byte[] changes(byte[] answer) {
        if (new String(answer, StandardCharsets.UTF_8).isBlank()) {
            return new byte[0];
        }
        try {
            JsonNode pending = MAPPER.readTree(answer).get("pending");
            if (pending == null || pending.isNull()) {
                return new byte[0];
            }
            if (pending.isObject()) {
                return MAPPER.writeValueAsBytes(pending);
            }
        } catch (tools.jackson.core.JacksonException e) {
            throw new RotationException("it answered something that is no JSON object");
        }
        throw new RotationException("pending in its answer is no object");
    }

    private static String quoted(String text) {
        return MAPPER.writeValueAsString(text);
    }
}
