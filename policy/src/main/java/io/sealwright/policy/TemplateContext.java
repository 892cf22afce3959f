package io.sealwright.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The identity that a templated path is filled with. Immutable.
 *
 * @param entity the caller's entity, if the token has one
 * @param groups every group the entity is in, directly or through another group
 */
public record TemplateContext(Optional<Entity> entity, List<Group> groups) {
    private static final TemplateContext NONE = new TemplateContext(Optional.empty(), List.of());

    /** Copies the groups. */
    public TemplateContext {
        groups = List.copyOf(groups);
    }

    /** No identity: every templated rule matches nothing. */
    public static TemplateContext none() {
        return NONE;
    }

    /**
     * An entity.
     *
     * @param id its id
     * @param name its name
     * @param metadata its metadata
     * @param aliases its aliases, one for each auth mount
     */
    public record Entity(
            String id, String name, Map<String, String> metadata, List<Alias> aliases) {
        /** Copies the collections. */
        public Entity {
            metadata = Map.copyOf(metadata);
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * An alias: the entity as one auth mount knows it.
     *
     * @param mountAccessor accessor of the auth mount
     * @param id id of the alias
     * @param name name of the alias
     * @param metadata what the auth method told
     * @param customMetadata what operators added
     */
    public record Alias(
            String mountAccessor,
            String id,
            String name,
            Map<String, String> metadata,
            Map<String, String> customMetadata) {
        /** Copies the collections. */
        public Alias {
            metadata = Map.copyOf(metadata);
            customMetadata = Map.copyOf(customMetadata);
        }
    }

    /**
     * A group.
     *
     * @param id its id
     * @param name its name
     * @param metadata its metadata
     */
    public record Group(String id, String name, Map<String, String> metadata) {
        /** Copies the metadata. */
        public Group {
            metadata = Map.copyOf(metadata);
        }
    }
}
