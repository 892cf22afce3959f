package io.sealwright.storage.simulation;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.StoreCommand;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A member's applied state. */
interface Replica {
    long term();

    long index();

    long sequence();

    long hash();

    Changes apply(long term, long index, StoreCommand command);

    void advance(long term, long index);

    @Nullable Entry get(Key key);

    Map<Key, Entry> contents();

    /** A durable copy, as a snapshot is made of. */
    Image checkpoint();

    /** The process ends without a word: what a restart finds. */
    Image killed();

    /** A state at rest. */
    interface Image {
        long term();

        long index();
    }

    /** Where replicas come from. */
    interface Source extends AutoCloseable {
        /** The state before the first entry. */
        Image empty();

        Replica open(Image image);

        @Override
        void close();
    }
}
