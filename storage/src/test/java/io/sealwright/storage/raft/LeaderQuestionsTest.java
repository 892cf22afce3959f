package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whoever asks a leader that is cut off does not wait for it once another one leads. */
final class LeaderQuestionsTest {
    private @Nullable String leader = "a";
    private final LeaderQuestions questions = new LeaderQuestions(() -> leader);

    @Test
    void questionsToTheFormerLeaderEndWhenAnotherLeads() {
        CompletableFuture<String> former = questions.watch("a", new CompletableFuture<>());
        leader = "b";
        CompletableFuture<String> current = questions.watch("b", new CompletableFuture<>());

        questions.leads("b");

        assertThat(former).isCompletedExceptionally();
        assertThat(current).isNotDone();
    }

    @Test
    void whatIsAskedOfAMemberThatNoLongerLeadsEndsAtOnce() {
        leader = "b";
        assertThat(questions.watch("a", new CompletableFuture<>())).isCompletedExceptionally();

        leader = null;
        assertThat(questions.watch("b", new CompletableFuture<>())).isCompletedExceptionally();
    }

    @Test
    void anAnswerThatCameStays() {
        CompletableFuture<String> answer = questions.watch("a", new CompletableFuture<>());
        answer.complete("done");

        questions.leads("b");

        assertThat(answer).isCompletedWithValue("done");
    }
}
