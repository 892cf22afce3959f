package io.sealwright.server.spi;

import io.sealwright.policy.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One declared route of an engine: pattern, parameters, handlers. Routing, parameter checks, help
 * and OpenAPI come from it.
 *
 * <p>A pattern is a path relative to the mount: literal segments, {@code {name}} for one segment,
 * and {@code {name...}} at the end for the rest, which may contain slashes and, for LIST and SCAN,
 * be empty or end with one.
 */
public final class Route {
    private final String pattern;
    private final String summary;
    private final List<Field> fields;
    private final Map<Operation, Handler> handlers;
    private final @Nullable Predicate<Call> existence;
    private final boolean unauthenticated;
    private final Set<Operation> sudo;
    private final boolean freeForm;
    private final boolean rootOnly;
    private final boolean refusing;
    private final @Nullable String secret;

    private Route(Builder builder) {
        pattern = builder.pattern;
        summary = builder.summary;
        fields = List.copyOf(builder.fields);
        handlers = new EnumMap<>(builder.handlers);
        existence = builder.existence;
        unauthenticated = builder.unauthenticated;
        sudo = Set.copyOf(builder.sudo);
        freeForm = builder.freeForm;
        rootOnly = builder.rootOnly;
        refusing = builder.refusing;
        secret = builder.secret;
    }

    public static Builder at(String pattern, String summary) {
        return new Builder(pattern, summary);
    }

    public String pattern() {
        return pattern;
    }

    public String summary() {
        return summary;
    }

    public List<Field> fields() {
        return fields;
    }

    public Set<Operation> operations() {
        return handlers.keySet();
    }

    /**
     * Null where the operation is not supported here: 405. CREATE falls back to UPDATE's handler
     * and the other way round.
     */
    public @Nullable Handler handler(Operation operation) {
        Handler handler = handlers.get(operation);
        if (handler == null && operation == Operation.CREATE) {
            return handlers.get(Operation.UPDATE);
        }
        if (handler == null && operation == Operation.UPDATE) {
            return handlers.get(Operation.CREATE);
        }
        return handler;
    }

    /** Decides between CREATE and UPDATE; null where a write is always UPDATE. */
    public @Nullable Predicate<Call> existence() {
        return existence;
    }

    public boolean unauthenticated() {
        return unauthenticated;
    }

    /** Whether the operation needs the sudo capability besides its own. */
    public boolean needsSudo(Operation operation) {
        return sudo.contains(operation);
    }

    /**
     * True where any member of the body is data of its own (KV v1, cubbyhole): no warning about
     * unknown parameters.
     */
    public boolean freeForm() {
        return freeForm;
    }

    /** Whether it is refused in every namespace but the root. */
    public boolean rootOnly() {
        return rootOnly;
    }

    /** Whether it only says what to do instead, so that no description of the API names it. */
    public boolean refusing() {
        return refusing;
    }

    /**
     * The parameter that names a secret, whose value a READ gives out and everything else changes;
     * null where there is none.
     */
    public @Nullable String secret() {
        return secret;
    }

    /** The same route, for the root namespace alone. */
    public Route onlyInRoot() {
        Builder copy = new Builder(pattern, summary);
        copy.fields.addAll(fields);
        copy.handlers.putAll(handlers);
        copy.existence = existence;
        copy.unauthenticated = unauthenticated;
        copy.sudo = sudo;
        copy.freeForm = freeForm;
        copy.refusing = refusing;
        copy.secret = secret;
        copy.rootOnly = true;
        return copy.build();
    }

    /** Collects a route's parts; not thread-safe. */
    public static final class Builder {
        private final String pattern;
        private final String summary;
        private final List<Field> fields = new ArrayList<>();
        private final Map<Operation, Handler> handlers = new EnumMap<>(Operation.class);
        private @Nullable Predicate<Call> existence;
        private boolean unauthenticated;
        private Set<Operation> sudo = Set.of();
        private boolean freeForm;
        private boolean rootOnly;
        private boolean refusing;
        private @Nullable String secret;

        private Builder(String pattern, String summary) {
            this.pattern = pattern;
            this.summary = summary;
        }

        public Builder field(String name, FieldType type, String description) {
            fields.add(Field.of(name, type, description));
            return this;
        }

        public Builder fields(List<Field> more) {
            fields.addAll(more);
            return this;
        }

        public Builder required(String name, FieldType type, String description) {
            fields.add(Field.required(name, type, description));
            return this;
        }

        /** One that readings know as well. */
        public Builder ofReading(String name, FieldType type, String description) {
            fields.add(Field.ofReading(name, type, description));
            return this;
        }

        public Builder on(Operation operation, Handler handler) {
            handlers.put(operation, handler);
            return this;
        }

        /** The check may only read; what it reads through {@code get} becomes a precondition. */
        public Builder existence(Predicate<Call> check) {
            existence = check;
            return this;
        }

        public Builder unauthenticated() {
            unauthenticated = true;
            return this;
        }

        public Builder sudo(Operation... operations) {
            sudo = Set.of(operations);
            return this;
        }

        public Builder freeForm() {
            freeForm = true;
            return this;
        }

        public Builder refusing() {
            refusing = true;
            return this;
        }

        /** See {@link Route#secret()}: from this, who uses which secret is counted. */
        public Builder ofSecret(String parameter) {
            secret = parameter;
            return this;
        }

        public Route build() {
            return new Route(this);
        }
    }
}
