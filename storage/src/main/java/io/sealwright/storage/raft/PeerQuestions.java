package io.sealwright.storage.raft;

import io.sealwright.storage.MemberReport;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.apply.UnknownCommandException;
import io.sealwright.storage.codec.CommandCodec;
import io.sealwright.storage.codec.MalformedCommandException;
import io.sealwright.storage.raft.EntrySubmitter.NotSubmitted;
import io.sealwright.storage.transport.PeerAnswer;
import io.sealwright.storage.transport.PeerHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers the other members. */
final class PeerQuestions implements PeerHandler {
    private final Peers peers;
    private final LocalSubmitter local;
    private final Appenders appenders;
    private final MemberBook book;
    private final Divergence divergence;
    private final OwnRecord own;
    private final InstantSource clock;
    private final Function<String, CompletableFuture<Void>> transfer;
    private final Function<Answer, List<MemberReport>> report;

    /**
     * @param transfer hands leadership to a peer id, or to any for the empty text
     * @param report how the members are, from this member's own state if it leads
     */
    PeerQuestions(
            Peers peers,
            LocalSubmitter local,
            Appenders appenders,
            MemberBook book,
            Divergence divergence,
            OwnRecord own,
            InstantSource clock,
            Function<String, CompletableFuture<Void>> transfer,
            Function<Answer, List<MemberReport>> report) {
        this.peers = peers;
        this.local = local;
        this.appenders = appenders;
        this.book = book;
        this.divergence = divergence;
        this.own = own;
        this.clock = clock;
        this.transfer = transfer;
        this.report = report;
    }

    @Override
    public CompletableFuture<PeerAnswer> answer(byte kind, ByteBuffer payload) {
        return switch (kind) {
            case Questions.STATE -> CompletableFuture.completedFuture(state(payload));
            case Questions.COMMIT -> commit(payload);
            case Questions.TRANSFER ->
                    transfer.apply(StandardCharsets.UTF_8.decode(payload).toString())
                            .handle((done, failure) ->
                                    PeerAnswer.of(
                                            failure == null ? PeerAnswer.OK : PeerAnswer.FAILED));
            case Questions.MEMBERS ->
                    CompletableFuture.completedFuture(PeerAnswer.ok(book.ticket().encode()));
            case Questions.DIVERGED ->
                    CompletableFuture.completedFuture(
                            PeerAnswer.of(
                                    divergence.told(payload)
                                            ? PeerAnswer.OK
                                            : PeerAnswer.NOT_DONE));
            case Questions.ANNOUNCE -> CompletableFuture.completedFuture(own.announced(payload));
            case Questions.CLOCK ->
                    CompletableFuture.completedFuture(
                            PeerAnswer.ok(
                                    ByteBuffer.allocate(Long.BYTES)
                                            .putLong(clock.millis())
                                            .array()));
            case Questions.REPORT -> CompletableFuture.completedFuture(report());
            default -> CompletableFuture.completedFuture(PeerAnswer.of(PeerAnswer.NOT_DONE));
        };
    }

    private PeerAnswer state(ByteBuffer payload) {
        Answer self = peers.self();
        StateQuestion question = StateQuestion.decode(payload);
        if (self.leads() && question != null && question.applied() < self.index()) {
            appenders.tellCommitIndex(question.peerId());
        }
        return PeerAnswer.ok(self.encode());
    }

    private PeerAnswer report() {
        Answer self = peers.self();
        return self.leads()
                ? PeerAnswer.ok(ReportCodec.encode(report.apply(self)))
                : PeerAnswer.of(PeerAnswer.NOT_DONE);
    }

    private CompletableFuture<PeerAnswer> commit(ByteBuffer payload) {
        byte[] command = new byte[payload.remaining()];
        payload.get(command);
        if (!readable(command)) {
            return CompletableFuture.completedFuture(PeerAnswer.of(PeerAnswer.NOT_DONE));
        }
        return local.submit(command).handle(PeerQuestions::answer);
    }

    /** What apply cannot read must not reach the log: it would stop every member. */
    private static boolean readable(byte[] command) {
        try {
            return switch (CommandCodec.decode(ByteBuffer.wrap(command))) {
                case StoreCommand.Commit commit -> true;
                case StoreCommand.BeginGeneration begin -> true;
                case StoreCommand.FillGeneration fill -> true;
                case StoreCommand.SwitchGeneration turn -> true;
                // The leader's own.
                case StoreCommand.SetFormat set -> false;
                case StoreCommand.Epoch epoch -> false;
            };
        } catch (MalformedCommandException | UnknownCommandException refused) {
            return false;
        }
    }

    private static PeerAnswer answer(@Nullable ByteBuffer outcomes, @Nullable Throwable failure) {
        if (outcomes != null) {
            return new PeerAnswer(PeerAnswer.OK, outcomes);
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return PeerAnswer.of(
                cause instanceof NotSubmitted ? PeerAnswer.NOT_DONE : PeerAnswer.FAILED);
    }
}
