package io.sealwright.server.rotation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealwright.rotation.DeposedException;
import io.sealwright.rotation.Leading;
import io.sealwright.rotation.RotationStep;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.testing.FencedStore;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.barrier.DueEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what is due as the leader's scheduler would, against a target that a test breaks, with
 * leaders that die. For one thread.
 */
public final class RotationDriver {
    /** The end of a process, as far as one thread can tell. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The part that a test plays: fails steps, kills leaders. */
    public interface Fate {
        /** Before a step's effect; an answer other than empty is its failure, without effect. */
        String before(RotationStep step, int call);

        /** After a step's effect; an answer other than empty is a failure all the same. */
        String after(RotationStep step, int call);
    }

    /** A rotation function of AWS's kind, as a test plays it. */
    public interface Function {
        /** Empty if the step is done, else what was wrong. */
        String call(RotationStep step, String secretId, String token, String rotationToken);
    }

    public static final String ROTATOR = "target";
    private static final Duration CLAIM = Duration.ofSeconds(15);

    private final EngineHarness node;
    private final FencedStore store;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RotationMeters meters = new RotationMeters(registry);
    private final RotatedSecrets secrets;
    private final List<String> audited = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> setTokens = new ArrayList<>();
    private final List<String> parameters = new ArrayList<>();
    private Precondition fence;
    private Fate fate;
    private String value = "{}";
    private int call;
    private @Nullable Function function;

    public RotationDriver(EngineHarness node, RotatedSecrets secrets) {
        this.node = node;
        this.secrets = secrets;
        this.store = new FencedStore(node.store());
        this.fence = store.lead(node.barrier());
        this.fate = reliable();
    }

    /** Everything goes well. */
    public static Fate reliable() {
        return new Fate() {
            @Override
            public String before(RotationStep step, int call) {
                return "";
            }

            @Override
            public String after(RotationStep step, int call) {
                return "";
            }
        };
    }

    /** A rotator of this name for all secrets of the root namespace. */
    public void defineRotator(boolean creates) {
        node.transact(transaction -> {
            Rotators.put(
                    transaction,
                    new RotatorDefinition(
                            ROTATOR,
                            RotatorDefinition.SCRIPT,
                            false,
                            creates,
                            30,
                            null,
                            null,
                            null));
            return ROTATOR;
        });
    }

    /** The rotator is a function of AWS's kind. */
    public void defineFunction(Function played) {
        function = played;
        node.transact(transaction -> {
            Rotators.put(
                    transaction,
                    new RotatorDefinition(
                            ROTATOR, RotatorDefinition.LAMBDA, false, false, 30, null, null, null));
            return ROTATOR;
        });
    }

    public void removeRotator() {
        node.transact(transaction -> {
            Rotators.delete(transaction, ROTATOR);
            return ROTATOR;
        });
    }

    public void fate(Fate next) {
        fate = next;
        call = 0;
    }

    /** What the target takes, as JSON text. */
    public String value() {
        return value;
    }

    public void value(String json) {
        value = json;
    }

    /** Steps that reached the target, by their words. */
    public List<String> calls() {
        return calls;
    }

    /** What each of them got besides. */
    public List<String> parameters() {
        return parameters;
    }

    /** The token of every set step that reached the target. */
    public List<String> setTokens() {
        return setTokens;
    }

    /** Words of the audit log: step and outcome. */
    public List<String> audited() {
        return audited;
    }

    public double counted(String meter) {
        return registry.get("sealwright.rotation." + meter).counter().count();
    }

    public double overdue() {
        return registry.get("sealwright.rotation.overdue").gauge().value();
    }

    /** Somebody else leads from now on; what this one has begun does not land. */
    public void depose() {
        store.lead(node.barrier());
        store.follow();
    }

    /** A new leader's turn: all that is due now. False if it died over it. */
    public boolean run() {
        fence = store.lead(node.barrier());
        boolean alive = true;
        for (DueEntry entry : due()) {
            alive &= run(entry);
        }
        return alive;
    }

    private List<DueEntry> due() {
        return node.transact(transaction ->
                transaction.due(Instant.EPOCH, node.now(), 1_000).stream()
                        .filter(entry -> entry.kind() == DueWork.ROTATION)
                        .toList());
    }

    private boolean run(DueEntry entry) {
        Instant claim = node.now().plus(CLAIM);
        move(entry, entry.at(), Optional.of(claim));
        RotationWork work =
                new RotationWork(
                        new RotationMoves(
                                secrets,
                                (_, place) -> new Move.Named("", "secret/" + place.path()),
                                node.random(),
                                node.events()),
                        this::step,
                        new Audit(),
                        meters,
                        node::now);
        try {
            Optional<Instant> next = work.run(entry, new Leading(store, node.barrier(), fence));
            move(entry, claim, next);
            return true;
        } catch (Crash | DeposedException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void move(DueEntry entry, Instant from, Optional<Instant> to) {
        node.transact(transaction -> {
            transaction.deleteDue(from, entry.kind(), entry.namespace(), entry.id());
            to.ifPresent(at ->
                    transaction.putDue(
                            at, entry.kind(), Keys.ROOT_NAMESPACE, entry.id(), entry.value()));
            return entry;
        });
    }

    private StepResult step(RotatorDefinition definition, StepRequest request, Leading leading) {
        int number = call++;
        String failure = fate.before(request.step(), number);
        if (failure.isEmpty()) {
            calls.add(request.step().word());
            parameters.add(request.parameters());
            failure = effect(request);
            String told = fate.after(request.step(), number);
            failure = failure.isEmpty() ? told : failure;
        }
        return failure.isEmpty()
                ? StepResult.Done.withoutChanges()
                : new StepResult.Failed(failure);
    }

    private String effect(StepRequest request) {
        if (function != null) {
            return function.call(
                    request.step(), request.secretId(), request.token(), request.rotationToken());
        }
        String current = new String(request.current(), StandardCharsets.UTF_8);
        String pending = new String(request.pending(), StandardCharsets.UTF_8);
        switch (request.step()) {
            case SET -> {
                setTokens.add(request.token());
                value = pending;
            }
            case UNDO -> value = current;
            case TEST -> {
                return value.equals(pending) ? "" : "the new value does not work";
            }
            case VERIFY -> {
                return value.equals(current) ? "" : "the old value does not work";
            }
            case CREATE, FINISH -> {}
        }
        return "";
    }

    private final class Audit implements RotationAudit {
        @Override
        public boolean possible() {
            return true;
        }

        @Override
        public void step(Move.Act act, StepResult result) {
            audited.add(
                    act.underway().step().word()
                            + (result instanceof StepResult.Done ? " done" : " failed"));
        }

        @Override
        public void ended(Move.Ending ending) {
            audited.add("end " + ending.outcome());
        }
    }
}
