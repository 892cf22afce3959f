package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.apply.StateReader.Counters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What applying one command does to the state. Prefixes are deleted before points are written.
 *
 * @param answers one for each submission of a commit, else empty
 * @param recorded outcomes to remember, in order; the first gets the sequence before this command
 * @param classes control classes written, with the revision
 * @param spaces for those who watch changes
 * @param counters after this command
 */
public record Changes(
        List<Recorded> answers,
        List<Key> deletedPrefixes,
        Map<Key, Optional<Entry>> points,
        Map<TransactionId, Outcome> recorded,
        Map<ClassKey, Long> classes,
        Set<SpaceId> spaces,
        Counters counters,
        @Nullable GenerationChange generation) {

    /** What happens to generations, besides the counters. */
    public sealed interface GenerationChange {
        /** The next generation is emptied. */
        record Emptied() implements GenerationChange {}

        /** Points and prefixes are for the next generation, not for the live one. */
        record Filling() implements GenerationChange {}

        /**
         * The next generation becomes live: points are written to it, then the old one is dropped
         * and every control class of every namespace counts as written at {@code revision}.
         */
        record Switched(long revision) implements GenerationChange {}
    }
}
