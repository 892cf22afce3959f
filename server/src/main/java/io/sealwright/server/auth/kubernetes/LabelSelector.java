package io.sealwright.server.auth.kubernetes;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Which labels something must have: a Kubernetes selector in JSON or YAML, of which {@code
 * matchLabels} alone is known, as at the peer.
 */
record LabelSelector(Map<String, String> labels) {
    private static final int MAX_CHARACTERS = 16 << 10;
    private static final String MEMBER = "matchLabels";

    LabelSelector {
        labels = Map.copyOf(labels);
    }

    /** Null if it is none. */
    static @Nullable LabelSelector parse(String text) {
        if (text.length() > MAX_CHARACTERS || !(loaded(text) instanceof Map<?, ?> selector)) {
            return null;
        }
        // Anything else would be passed over, and so match everything.
        if (!selector.keySet().stream().allMatch(MEMBER::equals)) {
            return null;
        }
        return selector.isEmpty() ? new LabelSelector(Map.of()) : labels(selector.get(MEMBER));
    }

    private static @Nullable Object loaded(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(4);
        try {
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            return null;
        }
    }

    private static @Nullable LabelSelector labels(@Nullable Object member) {
        if (!(member instanceof Map<?, ?> given)) {
            return null;
        }
        Map<String, String> labels = new HashMap<>();
        for (Map.Entry<?, ?> entry : given.entrySet()) {
            Object value = entry.getValue();
            if (!(entry.getKey() instanceof String name)
                    || !(value instanceof String
                            || value instanceof Integer
                            || value instanceof Boolean)) {
                return null;
            }
            labels.put(name, value.toString());
        }
        return new LabelSelector(labels);
    }

    boolean matches(Map<String, String> actual) {
        return actual.entrySet().containsAll(labels.entrySet());
    }
}
