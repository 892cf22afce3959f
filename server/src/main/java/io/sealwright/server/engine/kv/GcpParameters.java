package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of a GCP method, or one message in them: JSON as Google's library writes it, so
 * that a wrong type is a fault of ours. What was not sent, or is a default value, is absent.
 */
final class GcpParameters {
    private static final int NANO_DIGITS = 9;

    private final ObjectNode message;

    GcpParameters(ObjectNode message) {
        this.message = message;
    }

    boolean has(String name) {
        return message.has(name);
    }

    /** Empty if it is absent. */
    String text(String name) {
        JsonNode node = message.get(name);
        return node == null ? "" : node.stringValue();
    }

    /** 0 if it is absent. */
    long number(String name) {
        JsonNode node = message.get(name);
        if (node == null) {
            return 0;
        }
        return node.isString() ? Long.parseLong(node.stringValue()) : node.longValue();
    }

    /** One without members if it is absent. */
    GcpParameters message(String name) {
        return new GcpParameters(object(name));
    }

    ObjectNode object(String name) {
        return message.get(name) instanceof ObjectNode found
                ? found
                : JsonNodeFactory.instance.objectNode();
    }

    List<GcpParameters> messages(String name) {
        List<GcpParameters> found = new ArrayList<>();
        JsonNode list = message.get(name);
        if (list != null) {
            list.forEach(element -> found.add(new GcpParameters((ObjectNode) element)));
        }
        return found;
    }

    List<String> texts(String name) {
        List<String> found = new ArrayList<>();
        JsonNode list = message.get(name);
        if (list != null) {
            list.forEach(element -> found.add(element.stringValue()));
        }
        return found;
    }

    SequencedMap<String, String> map(String name) {
        SequencedMap<String, String> found = new LinkedHashMap<>();
        object(name)
                .properties()
                .forEach(member -> found.put(member.getKey(), member.getValue().stringValue()));
        return found;
    }

    /** Null if it is absent. */
    @Nullable Instant time(String name) {
        String text = text(name);
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw GcpErrors.invalid("The field '" + name + "' holds no time.");
        }
    }

    /** Null if it is absent. */
    @Nullable Duration duration(String name) {
        String text = text(name);
        return text.isEmpty() ? null : duration(name, text);
    }

    /** Of seconds with an {@code s} behind them. */
    static Duration duration(String name, String text) {
        try {
            BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
            return Duration.ofSeconds(
                    seconds.longValue(),
                    seconds.remainder(BigDecimal.ONE).movePointRight(NANO_DIGITS).longValue());
        } catch (ArithmeticException | NumberFormatException e) {
            throw GcpErrors.invalid("The field '" + name + "' holds no duration.");
        }
    }

    /**
     * How many an answer has at most.
     *
     * @param most also where the request does not say
     */
    int pageSize(int most) {
        long wanted = number("pageSize");
        if (wanted < 0) {
            throw GcpErrors.invalid("The page size is negative.");
        }
        return wanted == 0 ? most : (int) Math.min(wanted, most);
    }
}
