package io.sealwright.storage.simulation;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.rocks.MemoryState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A state in memory. What it last flushed survives its process; a flush is a matter of chance. */
final class MemoryReplica implements Replica {
    private static final double FLUSH = 0.05;

    private record Copy(MemoryState state) implements Image {
        @Override
        public long term() {
            return state.term();
        }

        @Override
        public long index() {
            return state.index();
        }
    }

    private final World world;
    private final MemoryState state;
    private Copy flushed;

    private MemoryReplica(World world, Copy from) {
        this.world = world;
        this.state = from.state().copy();
        this.flushed = from;
    }

    static Source source(World world, boolean remembers) {
        return new Source() {
            @Override
            public Image empty() {
                return new Copy(new MemoryState(remembers));
            }

            @Override
            public Replica open(Image image) {
                return new MemoryReplica(world, (Copy) image);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public long term() {
        return state.term();
    }

    @Override
    public long index() {
        return state.index();
    }

    @Override
    public long sequence() {
        return state.counters().sequence();
    }

    @Override
    public long hash() {
        return state.hash();
    }

    @Override
    public Changes apply(long term, long index, StoreCommand command) {
        Changes changes = state.apply(term, index, command);
        if (world.chance(FLUSH)) {
            flushed = new Copy(state.copy());
        }
        return changes;
    }

    @Override
    public void advance(long term, long index) {
        state.advance(term, index);
    }

    @Override
    public @Nullable Entry get(Key key) {
        return state.get(key);
    }

    @Override
    public Map<Key, Entry> contents() {
        Map<Key, Entry> contents = new HashMap<>();
        for (Key prefix : Workload.PREFIXES) {
            for (KeyEntry one : state.scan(prefix, null, 1_000)) {
                contents.put(one.key(), one.entry());
            }
        }
        return contents;
    }

    @Override
    public Image checkpoint() {
        flushed = new Copy(state.copy());
        return flushed;
    }

    @Override
    public Image killed() {
        return flushed;
    }
}
