package io.sealwright.storage.raft;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whom a read round asks. */
interface Asked {
    /** This member's id in the group. */
    String selfId();

    /** This member's own answer, now. */
    Answer self();

    /** The leader that this member knows of. */
    @Nullable String leader();

    /**
     * Of these members, those to ask first: the ones that answered promptly of late come before the
     * others.
     */
    List<String> byPromptness(Collection<String> peerIds);

    /** A member that did not answer promptly. */
    void wasSlow(String peerId);

    /** Asks another member; fails if it does not answer in time. */
    CompletableFuture<Answer> ask(String peerId);
}
