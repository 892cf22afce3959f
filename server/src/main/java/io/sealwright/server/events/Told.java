package io.sealwright.server.events;

import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to subscribers, with the namespace that it is of; rendered once for all of
 * them. For one thread.
 */
final class Told {
    private final LoggedEvent logged;
    private final Namespace namespace;
    private @Nullable String text;

    private Told(LoggedEvent logged, Namespace namespace) {
        this.logged = logged;
        this.namespace = namespace;
    }

    /** Those whose namespace is still there. */
    static List<Told> of(List<LoggedEvent> events, NamespaceTree tree) {
        return events.stream()
                .<Told>mapMulti((logged, to) -> {
                    Namespace namespace = tree.open(logged.event().namespace());
                    if (namespace != null) {
                        to.accept(new Told(logged, namespace));
                    }
                })
                .toList();
    }

    LoggedEvent logged() {
        return logged;
    }

    StoredEvent event() {
        return logged.event();
    }

    Namespace namespace() {
        return namespace;
    }

    String text() {
        String rendered = text;
        if (rendered == null) {
            rendered = EventJson.of(logged, namespace.path()).toString();
            text = rendered;
        }
        return rendered;
    }
}
