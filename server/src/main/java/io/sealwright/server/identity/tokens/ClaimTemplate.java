package io.sealwright.server.identity.tokens;

import io.sealwright.policy.TemplateContext;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.RequestFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object with {@code {{identity.entity...}}} and {@code {{time.now...}}} where values go:
 * Vault's templates of identity tokens. What is put in is JSON by itself, so no value can end the
 * place it is in.
 */
final class ClaimTemplate {
    static final int MAX_LENGTH = 16 << 10;

    /** What the token itself says. */
    private static final List<String> RESERVED =
            List.of(
                    "iat",
                    "aud",
                    "exp",
                    "iss",
                    "sub",
                    "namespace",
                    "nonce",
                    "auth_time",
                    "at_hash",
                    "c_hash");

    private static final Pattern DIRECTIVE = Pattern.compile("\\{\\{([^{}]*)}}");
    private static final Pattern TIME = Pattern.compile("time\\.now(?:\\.(plus|minus)\\.(\\S+))?");
    private static final Set<String> ENTITY = Set.of("id", "name", "metadata");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private ClaimTemplate() {}

    /**
     * @throws RequestFailure if it would not make claims
     */
    static void check(String template) {
        if (template.length() > MAX_LENGTH) {
            throw RequestFailure.invalid(
                    "the template is longer than " + MAX_LENGTH + " characters");
        }
        String rest = DIRECTIVE.matcher(template).replaceAll("");
        if (rest.contains("{{identity") || rest.contains("{{time")) {
            throw RequestFailure.invalid(
                    "error parsing template: unbalanced templating characters");
        }
        ObjectNode claims = filled(template, TemplateContext.none(), Instant.EPOCH);
        for (String name : RESERVED) {
            if (claims.has(name)) {
                throw RequestFailure.invalid(
                        "top level key \""
                                + name
                                + "\" not allowed. Restricted keys: "
                                + String.join(", ", RESERVED));
            }
        }
    }

    /**
     * @throws RequestFailure for a directive that is not known, or what is no JSON object
     */
    static ObjectNode filled(String template, TemplateContext identity, Instant now) {
        if (template.isEmpty()) {
            return MAPPER.createObjectNode();
        }
        Matcher matcher = DIRECTIVE.matcher(template);
        StringBuilder filled = new StringBuilder(template.length());
        while (matcher.find()) {
            matcher.appendReplacement(
                    filled,
                    Matcher.quoteReplacement(value(matcher.group(1).strip(), identity, now)));
        }
        return object(matcher.appendTail(filled).toString());
    }

    private static ObjectNode object(String json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Without its words, which quote the template.
        }
        throw RequestFailure.invalid("error parsing template JSON: it is no JSON object");
    }

    private static String value(String directive, TemplateContext identity, Instant now) {
        Matcher time = TIME.matcher(directive);
        if (time.matches()) {
            return Long.toString(moved(now, time).getEpochSecond());
        }
        if (!directive.startsWith("identity.entity.")) {
            throw unknown(directive);
        }
        String key = directive.substring("identity.entity.".length());
        return json(ofEntity(directive, key, identity));
    }

    private static Instant moved(Instant now, Matcher time) {
        if (time.group(1) == null) {
            return now;
        }
        try {
            var by = Durations.parse(time.group(2));
            return time.group(1).equals("plus") ? now.plus(by) : now.minus(by);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid("error parsing template: a duration such as 1h30m");
        }
    }

    private static Object ofEntity(String directive, String key, TemplateContext identity) {
        Optional<TemplateContext.Entity> entity = identity.entity();
        if (ENTITY.contains(key)) {
            return switch (key) {
                case "id" -> entity.map(TemplateContext.Entity::id).orElse("");
                case "name" -> entity.map(TemplateContext.Entity::name).orElse("");
                default -> sorted(entity.map(TemplateContext.Entity::metadata).orElse(Map.of()));
            };
        }
        if (key.equals("groups.ids")) {
            return identity.groups().stream().map(TemplateContext.Group::id).toList();
        }
        if (key.equals("groups.names")) {
            return identity.groups().stream().map(TemplateContext.Group::name).toList();
        }
        if (key.startsWith("metadata.")) {
            return entity.map(TemplateContext.Entity::metadata)
                    .map(all -> all.get(key.substring("metadata.".length())))
                    .orElse("");
        }
        if (key.startsWith("aliases.")) {
            return ofAlias(directive, key.substring("aliases.".length()), entity);
        }
        throw unknown(directive);
    }

    private static Object ofAlias(
            String directive, String rest, Optional<TemplateContext.Entity> entity) {
        int dot = rest.indexOf('.');
        if (dot < 0) {
            throw unknown(directive);
        }
        String accessor = rest.substring(0, dot);
        String key = rest.substring(dot + 1);
        Optional<TemplateContext.Alias> alias =
                entity.flatMap(of ->
                        of.aliases().stream()
                                .filter(one -> one.mountAccessor().equals(accessor))
                                .findFirst());
        if (key.equals("id")) {
            return alias.map(TemplateContext.Alias::id).orElse("");
        }
        if (key.equals("name")) {
            return alias.map(TemplateContext.Alias::name).orElse("");
        }
        boolean custom = key.startsWith("custom_metadata");
        Map<String, String> metadata =
                alias.map(of -> custom ? of.customMetadata() : of.metadata()).orElse(Map.of());
        String name = custom ? "custom_metadata" : "metadata";
        if (key.equals(name)) {
            return sorted(metadata);
        }
        if (key.startsWith(name + ".")) {
            return metadata.getOrDefault(key.substring(name.length() + 1), "");
        }
        throw unknown(directive);
    }

    private static Map<String, String> sorted(Map<String, String> metadata) {
        return new TreeMap<>(metadata);
    }

    private static String json(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    private static RequestFailure unknown(String directive) {
        return RequestFailure.invalid(
                "error parsing template: \"" + directive + "\" is not known here");
    }
}
