package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.rocks.RocksState.Fingerprint;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnStateTest {
    private static final List<String> ABC = List.of("a", "b", "c");

    /** Followers hear of a commit, and may show it to readers, before the leader has applied it. */
    @Test
    void aLeaderTellsWhatIsCommittedEvenIfItHasNotAppliedIt() {
        Answer answer = new Fixed(5, 5, true, 40, 42).answer();
        assertThat(answer.leads()).isTrue();
        assertThat(answer.index()).isEqualTo(42);
        assertThat(answer.voters()).isEqualTo(ABC);
    }

    @Test
    void aFollowerTellsWhatItHasApplied() {
        Answer answer = new Fixed(5, 5, false, 40, 42).answer();
        assertThat(answer.leads()).isFalse();
        assertThat(answer.index()).isEqualTo(40);
    }

    @Test
    void whoseTermChangesMeanwhileDoesNotLead() {
        Answer answer = new Fixed(5, 6, true, 40, 42).answer();
        assertThat(answer.leads()).isFalse();
        assertThat(answer.term()).isEqualTo(6);
        assertThat(answer.voters()).isEmpty();
    }

    /** Its term is another one after it was first asked. */
    private static final class Fixed implements OwnState {
        private final long laterTerm;
        private final boolean ready;
        private final long applied;
        private final long committed;
        private long term;

        Fixed(long term, long laterTerm, boolean ready, long applied, long committed) {
            this.term = term;
            this.laterTerm = laterTerm;
            this.ready = ready;
            this.applied = applied;
            this.committed = committed;
        }

        @Override
        public long term() {
            long now = term;
            term = laterTerm;
            return now;
        }

        @Override
        public boolean leaderReady() {
            return ready;
        }

        @Override
        public boolean serving() {
            return true;
        }

        @Override
        public long applied() {
            return applied;
        }

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public Fingerprint mark() {
            return Answer.NO_MARK;
        }

        @Override
        public Voters voters() {
            return new Voters(ABC, List.of());
        }
    }
}
