package io.sealwright.policy;

import java.util.Map;
import java.util.Optional;

/**
 * Fills {@code {{identity...}}} of a rule's path. Directives are those of Vault's ACL templating.
 */
final class PathTemplate {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private PathTemplate() {}

    /**
     * Whether a path holds directives.
     *
     * @throws IllegalArgumentException if braces do not balance
     */
    static boolean isTemplated(String path) {
        int from = 0;
        boolean found = false;
        while (true) {
            int open = path.indexOf(OPEN, from);
            int close = path.indexOf(CLOSE, from);
            if (open < 0 && close < 0) {
                return found;
            }
            if (open < 0 || close < open || nestedOpen(path, open, close)) {
                throw new IllegalArgumentException("unbalanced templating characters");
            }
            found = true;
            from = close + CLOSE.length();
        }
    }

    private static boolean nestedOpen(String path, int open, int close) {
        int next = path.indexOf(OPEN, open + OPEN.length());
        return next >= 0 && next < close;
    }

    /** The filled path, or empty if a directive has no value or a value could widen the path. */
    static Optional<String> resolve(String path, TemplateContext context) {
        StringBuilder filled = new StringBuilder(path.length() + 64);
        int from = 0;
        for (int open = path.indexOf(OPEN); open >= 0; open = path.indexOf(OPEN, from)) {
            int close = path.indexOf(CLOSE, open);
            if (close < 0) {
                return Optional.empty();
            }
            String directive = path.substring(open + OPEN.length(), close).strip();
            Optional<String> value = lookup(directive, context).filter(PathTemplate::isSafe);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            filled.append(path, from, open).append(value.get());
            from = close + CLOSE.length();
        }
        return Optional.of(filled.append(path, from, path.length()).toString());
    }

    /** The path with {@code +} for each directive: roughly what it could be filled to. */
    static String withPlusForDirectives(String path) {
        StringBuilder wide = new StringBuilder(path.length());
        int from = 0;
        for (int open = path.indexOf(OPEN); open >= 0; open = path.indexOf(OPEN, from)) {
            wide.append(path, from, open).append('+');
            from = path.indexOf(CLOSE, open) + CLOSE.length();
        }
        return wide.append(path, from, path.length()).toString();
    }

    /** A value must stay inside its segment and must not be read as a pattern. */
    private static boolean isSafe(String value) {
        if (value.isEmpty() || value.equals(".") || value.equals("..")) {
            return false;
        }
        return value.codePoints().noneMatch(PathTemplate::isUnsafe);
    }

    private static boolean isUnsafe(int c) {
        return switch (c) {
            case '*', '+', '/', ',', '{', '}', '\\' -> true;
            default -> {
                int type = Character.getType(c);
                yield type == Character.CONTROL
                        || type == Character.FORMAT
                        || type == Character.SURROGATE
                        || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR;
            }
        };
    }

    private static Optional<String> lookup(String directive, TemplateContext context) {
        Optional<String> entityKey = after(directive, "identity.entity.");
        if (entityKey.isPresent()) {
            return context.entity().flatMap(entity -> ofEntity(entityKey.get(), entity));
        }
        return after(directive, "identity.groups.").flatMap(key -> ofGroups(key, context));
    }

    private static Optional<String> ofEntity(String key, TemplateContext.Entity entity) {
        return switch (key) {
            case "id" -> Optional.of(entity.id());
            case "name" -> Optional.of(entity.name());
            default ->
                    after(key, "metadata.")
                            .map(name -> value(entity.metadata(), name))
                            .orElseGet(() ->
                                    after(key, "aliases.")
                                            .flatMap(rest -> ofAliases(rest, entity)));
        };
    }

    private static Optional<String> ofAliases(String key, TemplateContext.Entity entity) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String accessor = key.substring(0, dot);
        return entity.aliases().stream()
                .filter(alias -> alias.mountAccessor().equals(accessor))
                .findFirst()
                .flatMap(alias -> ofAlias(key.substring(dot + 1), alias));
    }

    private static Optional<String> ofAlias(String key, TemplateContext.Alias alias) {
        return switch (key) {
            case "id" -> Optional.of(alias.id());
            case "name" -> Optional.of(alias.name());
            default ->
                    after(key, "metadata.")
                            .map(name -> value(alias.metadata(), name))
                            .orElseGet(() ->
                                    after(key, "custom_metadata.")
                                            .flatMap(name -> value(alias.customMetadata(), name)));
        };
    }

    private static Optional<String> ofGroups(String key, TemplateContext context) {
        Optional<String> byId = after(key, "ids.");
        String rest = byId.or(() -> after(key, "names.")).orElse("");
        int dot = rest.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String wanted = rest.substring(0, dot);
        return context.groups().stream()
                .filter(group -> wanted.equals(byId.isPresent() ? group.id() : group.name()))
                .findFirst()
                .flatMap(group -> ofGroup(rest.substring(dot + 1), group));
    }

    private static Optional<String> ofGroup(String key, TemplateContext.Group group) {
        return switch (key) {
            case "id" -> Optional.of(group.id());
            case "name" -> Optional.of(group.name());
            default -> after(key, "metadata.").flatMap(name -> value(group.metadata(), name));
        };
    }

    private static Optional<String> value(Map<String, String> metadata, String name) {
        return Optional.ofNullable(metadata.get(name));
    }

    private static Optional<String> after(String text, String prefix) {
        return text.startsWith(prefix)
                ? Optional.of(text.substring(prefix.length()))
                : Optional.empty();
    }
}
