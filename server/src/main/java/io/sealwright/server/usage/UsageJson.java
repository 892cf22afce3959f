package io.sealwright.server.usage;

import java.time.Instant;
import java.time.LocalDate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What {@code sys/usage} answers. */
final class UsageJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private UsageJson() {}

    static ObjectNode page(Usage.Page page) {
        ObjectNode data = NODES.objectNode();
        ArrayNode secrets = data.putArray("secrets");
        for (Usage.Secret secret : page.secrets()) {
            ObjectNode one = secrets.addObject().put("path", secret.path());
            last(one, secret.use());
            one.put("reads", secret.use().reads());
            one.put("unused_since", secret.unusedSince().toString());
        }
        return data.put("next", page.next());
    }

    static ObjectNode secret(Usage.Secret secret) {
        Use use = secret.use();
        ObjectNode data = NODES.objectNode().put("path", secret.path());
        data.put("created_time", secret.since().toString());
        last(data, use);
        data.put("last_read_by", use.lastOther());
        data.put("reads", use.reads());
        data.set("reads_by_day", days(use));
        others(data.putArray("readers"), use, "identity");
        return data;
    }

    static ObjectNode identity(String id, Use use) {
        ObjectNode data = NODES.objectNode().put("identity", id);
        last(data, use);
        data.put("last_read_path", use.lastOther());
        data.put("reads", use.reads());
        data.set("reads_by_day", days(use));
        others(data.putArray("secrets"), use, "path");
        return data;
    }

    private static void last(ObjectNode to, Use use) {
        if (use.reads() == 0) {
            to.putNull("last_read");
        } else {
            to.put("last_read", time(use.last()));
        }
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static ObjectNode days(Use use) {
        ObjectNode days = NODES.objectNode();
        use.days().forEach((day, reads) -> days.put(LocalDate.ofEpochDay(day).toString(), reads));
        return days;
    }

    private static void others(ArrayNode to, Use use, String name) {
        for (Use.Other other : use.others()) {
            to.addObject()
                    .put(name, other.name())
                    .put("reads", other.reads())
                    .put("last_read", time(other.last()));
        }
    }
}
