package io.sealwright.storage.simulation;

import java.util.List;

/** Between members. Terms as in Raft; commands, questions and answers are the store's own bytes. */
sealed interface Message {
    /** Of the consensus: each carries its sender's term. */
    sealed interface Raft extends Message {
        long term();
    }

    record AskVote(long term, String from, long lastIndex, long lastTerm) implements Raft {}

    record Vote(long term, String from, boolean granted) implements Raft {}

    record Append(
            long term,
            String from,
            long previousIndex,
            long previousTerm,
            List<LogRecord> entries,
            long commit)
            implements Raft {}

    record Appended(long term, String from, boolean success, long index) implements Raft {}

    record Install(long term, String from, Replica.Image image) implements Raft {}

    record Question(String from, long call) implements Message {}

    record Submit(String from, long call, byte[] command) implements Message {}

    /** {@code refused}: surely in no log. */
    record Reply(long call, boolean refused, byte[] payload) implements Message {}
}
