package io.sealwright.storage.raft;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions that only the leader answers. They end when another member leads: the former leader may
 * be cut off, and whoever waits for it could have asked the new one long ago. Thread-safe.
 */
final class LeaderQuestions {
    private final Supplier<@Nullable String> leader;
    private final Set<Question> open = ConcurrentHashMap.newKeySet();

    /** Compared by identity. */
    private static final class Question {
        final String asked;
        final CompletableFuture<?> answer;

        Question(String asked, CompletableFuture<?> answer) {
            this.asked = asked;
            this.answer = answer;
        }

        void giveUp() {
            answer.completeExceptionally(new IOException("another member leads now"));
        }
    }

    /**
     * @param leader who leads, as far as this member knows
     */
    LeaderQuestions(Supplier<@Nullable String> leader) {
        this.leader = leader;
    }

    /** The same future, which fails with an {@link IOException} if the member no longer leads. */
    <T> CompletableFuture<T> watch(String asked, CompletableFuture<T> answer) {
        Question question = new Question(asked, answer);
        open.add(question);
        answer.whenComplete((done, failure) -> open.remove(question));
        // It may have changed before the question was there to be ended.
        if (!asked.equals(leader.get())) {
            question.giveUp();
        }
        return answer;
    }

    /** Another member leads, or the same one in a new term. */
    void leads(String newLeader) {
        for (Question question : open) {
            if (!question.asked.equals(newLeader)) {
                question.giveUp();
            }
        }
    }
}
