package io.sealwright.storage.raft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds the index that a linearizable read has to see, without trusting a clock (storage contract,
 * point 1): the leader's index in its term T ({@link OwnState}), valid if a majority of the
 * leader's voters (of both sets during a change), asked after the read arrived, have no term above
 * T. Then no later leader was elected before the read arrived, so every write acknowledged by then
 * is at or below that index.
 */
final class ReadRound {
    private final Asked asked;
    private final RoundTiming timing;
    private final CompletableFuture<Long> index = new CompletableFuture<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Set<String> outstanding = new HashSet<>();
    private List<String> reserve = List.of();
    private @Nullable Answer leader;

    private ReadRound(Asked asked, RoundTiming timing) {
        this.asked = asked;
        this.timing = timing;
    }

    /** Starts a round; every read that arrived before this call may use its index. */
    static CompletableFuture<Long> run(Asked asked, RoundTiming timing) {
        ReadRound round = new ReadRound(asked, timing);
        round.start();
        return round.index;
    }

    private void start() {
        Answer self = asked.self();
        String leaderId = self.leads() ? asked.selfId() : asked.leader();
        synchronized (this) {
            answers.put(asked.selfId(), self);
        }
        if (leaderId == null) {
            fail("no leader is known");
        } else if (self.leads()) {
            led(self);
        } else if (leaderId.equals(asked.selfId())) {
            fail("the leader is not ready");
        } else {
            askLeader(leaderId);
        }
    }

    private void askLeader(String leaderId) {
        asked.ask(leaderId)
                .whenComplete((answer, failure) -> {
                    if (answer == null || !answer.leads()) {
                        fail("the leader does not answer or no longer leads");
                        return;
                    }
                    synchronized (this) {
                        answers.put(leaderId, answer);
                    }
                    led(answer);
                });
    }

    /** Asks as many voters as are needed, and the others if those fail or are slow. */
    private void led(Answer leading) {
        Set<String> others = new HashSet<>(leading.voters());
        others.addAll(leading.previousVoters());
        int needed;
        synchronized (this) {
            leader = leading;
            others.removeAll(answers.keySet());
            needed =
                    leading.previousVoters().isEmpty()
                            ? leading.voters().size() / 2 + 1 - agreeing(leading.voters())
                            : others.size();
        }
        if (decided()) {
            return;
        }
        List<String> order = asked.byPromptness(others);
        int first = Math.min(needed, order.size());
        List<String> now = order.subList(0, first);
        synchronized (this) {
            outstanding.addAll(now);
            reserve = new ArrayList<>(order.subList(first, order.size()));
        }
        now.forEach(this::askVoter);
        failIfNobodyIsLeft();
        if (first < order.size() && !index.isDone()) {
            timing.afterHedge(this::hedge);
        }
    }

    private void askVoter(String peer) {
        asked.ask(peer)
                .whenComplete((answer, failure) -> {
                    synchronized (this) {
                        outstanding.remove(peer);
                        if (answer != null) {
                            answers.put(peer, answer);
                        }
                    }
                    if (!decided()) {
                        askReserve();
                        failIfNobodyIsLeft();
                    }
                });
    }

    private void hedge() {
        if (index.isDone()) {
            return;
        }
        List<String> slow;
        synchronized (this) {
            slow = List.copyOf(outstanding);
        }
        slow.forEach(asked::wasSlow);
        askReserve();
    }

    private void askReserve() {
        List<String> now;
        synchronized (this) {
            now = reserve;
            reserve = List.of();
            outstanding.addAll(now);
        }
        now.forEach(this::askVoter);
    }

    private boolean decided() {
        long found;
        synchronized (this) {
            Answer leading = leader;
            if (leading == null
                    || !majority(leading.voters())
                    || (!leading.previousVoters().isEmpty()
                            && !majority(leading.previousVoters()))) {
                return index.isDone();
            }
            found = leading.index();
        }
        index.complete(found);
        return true;
    }

    private boolean majority(List<String> voters) {
        return agreeing(voters) > voters.size() / 2;
    }

    /** How many of these voters answered with no term above the leader's. */
    private int agreeing(List<String> voters) {
        Answer leading = leader;
        int agreeing = 0;
        for (String voter : voters) {
            Answer answer = answers.get(voter);
            if (leading != null && answer != null && answer.term() <= leading.term()) {
                agreeing++;
            }
        }
        return agreeing;
    }

    private void failIfNobodyIsLeft() {
        boolean over;
        synchronized (this) {
            over = outstanding.isEmpty() && reserve.isEmpty();
        }
        if (over && !decided()) {
            fail("no majority of the voters confirms the leader");
        }
    }

    private void fail(String reason) {
        index.completeExceptionally(new IOException(reason));
    }
}
