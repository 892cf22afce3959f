package io.sealwright.storage.raft;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds the index that a linearizable read has to see, without trusting a clock (storage contract,
 * point 1): the leader's applied index in its term T, valid if a majority of the leader's voters
 * (of both sets during a change), asked after the read arrived, have no term above T. Then no later
 * leader was elected before the read arrived, so every write acknowledged by then is at or below
 * that index.
 */
final class ReadRound {
    private final Asked asked;
    private final CompletableFuture<Long> index = new CompletableFuture<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Set<String> outstanding = new HashSet<>();
    private final Set<String> wasAsked = new HashSet<>();
    private @Nullable Answer leader;

    private ReadRound(Asked asked) {
        this.asked = asked;
    }

    /** Starts a round; every read that arrived before this call may use its index. */
    static CompletableFuture<Long> run(Asked asked) {
        ReadRound round = new ReadRound(asked);
        round.start();
        return round.index;
    }

    private void start() {
        Answer self = asked.self();
        String leaderId = self.leads() ? asked.selfId() : asked.leader();
        if (leaderId == null) {
            fail("no leader is known");
            return;
        }
        synchronized (this) {
            answers.put(asked.selfId(), self);
            wasAsked.add(asked.selfId());
            leader = self.leads() ? self : null;
        }
        if (self.leads()) {
            askOthers(self);
        } else if (leaderId.equals(asked.selfId())) {
            fail("the leader is not ready");
        } else {
            askOne(leaderId, true);
        }
    }

    /** All voters that were not asked yet; with enough answers at hand, nobody. */
    private void askOthers(Answer leading) {
        if (decided()) {
            return;
        }
        Set<String> others = new HashSet<>(leading.voters());
        others.addAll(leading.previousVoters());
        synchronized (this) {
            others.removeAll(wasAsked);
            outstanding.addAll(others);
        }
        if (others.isEmpty()) {
            failIfNobodyIsLeft();
        }
        others.forEach(peer -> askOne(peer, false));
    }

    private void askOne(String peer, boolean isLeader) {
        synchronized (this) {
            outstanding.add(peer);
            wasAsked.add(peer);
        }
        asked.ask(peer)
                .whenComplete((answer, failure) -> {
                    synchronized (this) {
                        outstanding.remove(peer);
                        if (answer != null) {
                            answers.put(peer, answer);
                        }
                    }
                    if (isLeader) {
                        leaderAnswered(answer);
                    } else if (!decided()) {
                        failIfNobodyIsLeft();
                    }
                });
    }

    private void leaderAnswered(@Nullable Answer answer) {
        if (answer == null || !answer.leads()) {
            fail("the leader does not answer or no longer leads");
            return;
        }
        synchronized (this) {
            leader = answer;
        }
        askOthers(answer);
    }

    private boolean decided() {
        long found;
        synchronized (this) {
            Answer leading = leader;
            if (leading == null
                    || !majority(leading.voters(), leading.term())
                    || (!leading.previousVoters().isEmpty()
                            && !majority(leading.previousVoters(), leading.term()))) {
                return index.isDone();
            }
            found = leading.index();
        }
        index.complete(found);
        return true;
    }

    private boolean majority(List<String> voters, long term) {
        int agreeing = 0;
        for (String voter : voters) {
            Answer answer = answers.get(voter);
            if (answer != null && answer.term() <= term) {
                agreeing++;
            }
        }
        return agreeing > voters.size() / 2;
    }

    private void failIfNobodyIsLeft() {
        boolean over;
        synchronized (this) {
            over = outstanding.isEmpty();
        }
        if (over && !decided()) {
            fail("no majority of the voters confirms the leader");
        }
    }

    private void fail(String reason) {
        index.completeExceptionally(new IOException(reason));
    }
}
