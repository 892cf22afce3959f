package io.sealwright.server.usage;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One metric with a bounded number of series: those of the most frequent labels, and one for the
 * rest, which has {@value #REST} for each of them. For one thread.
 */
final class TopCounters {
    /** Not a mount's path, which ends with a slash, and no identity's: nobody is called that. */
    static final String REST = "(other)";

    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final List<Tags> kinds;
    private final Map<Tags, List<Meter>> meters = new HashMap<>();
    private final Top<Tags> top;

    /**
     * @param kinds further labels, one for each kind of count
     * @param most series of each kind
     */
    TopCounters(
            MeterRegistry registry,
            String name,
            String description,
            int most,
            List<String> labels,
            List<Tags> kinds) {
        this.registry = registry;
        this.name = name;
        this.description = description;
        this.kinds = List.copyOf(kinds);
        this.top = new Top<>(most, kinds.size(), new Series());
        Tags others = Tags.empty();
        for (String label : labels) {
            others = others.and(label, REST);
        }
        for (int kind = 0; kind < kinds.size(); kind++) {
            int one = kind;
            FunctionCounter.builder(name, top, it -> it.rest(one))
                    .description(description)
                    .tags(others.and(kinds.get(kind)))
                    .register(registry);
        }
    }

    void add(Tags labels, int kind, long times) {
        top.add(labels, kind, times);
    }

    private final class Series implements Top.Listener<Tags> {
        @Override
        public void shown(Top.Slot<Tags> slot) {
            List<Meter> registered = new ArrayList<>();
            for (int kind = 0; kind < kinds.size(); kind++) {
                int one = kind;
                registered.add(
                        FunctionCounter.builder(name, slot, it -> it.count(one))
                                .description(description)
                                .tags(slot.key().and(kinds.get(kind)))
                                .register(registry));
            }
            meters.put(slot.key(), registered);
        }

        @Override
        public void hidden(Top.Slot<Tags> slot) {
            List<Meter> registered = meters.remove(slot.key());
            if (registered != null) {
                registered.forEach(registry::remove);
            }
        }
    }
}
