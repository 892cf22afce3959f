package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.rotation.RotationHistory;
import io.sealwright.rotation.Underway;
import io.sealwright.server.rotation.Place;
import io.sealwright.server.rotation.Rotation;
import io.sealwright.server.rotation.RotationSettings;
import io.sealwright.server.rotation.Rotations;
import io.sealwright.server.rotation.Rotators;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Following;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code rotation/} and {@code rotate/}: how a secret is rotated, how that goes, and at once. */
final class RotationRoutes {
    private static final String STATUS = "/status";
    private static final String FORCE = "force";
    private static final String WAIT = "wait";
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration TO_ANSWER = Duration.ofSeconds(2);

    private final Barrier barrier;
    private final Secrets secrets;

    RotationRoutes(Barrier barrier, Secrets secrets) {
        this.barrier = barrier;
        this.secrets = secrets;
    }

    List<Route> routes() {
        List<Field> fields = new ArrayList<>(RotationFields.FIELDS);
        fields.add(
                Field.of(
                        FORCE,
                        FieldType.BOOL,
                        "Deletes it although a rotation is under way: its target stays as it is."));
        fields.addAll(Listing.FIELDS);
        return List.of(
                Route.at(
                                "rotation/{path...}",
                                "Says how a secret is rotated; with /status behind it, how that"
                                        + " goes.")
                        .fields(fields)
                        .existence(RotationRoutes::exists)
                        .on(Operation.READ, RotationRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, RotationRoutes::delete)
                        .on(Operation.LIST, RotationRoutes::list)
                        .build(),
                Route.at("rotate/{path...}", "Rotates a secret now.")
                        .field(
                                WAIT,
                                FieldType.DURATION,
                                "Answers when it has ended, or after this time; 0 or absent: at"
                                        + " once.")
                        .on(Operation.UPDATE, this::rotate)
                        .build());
    }

    private static boolean exists(Call call) {
        String path = KvPath.ofAny(call);
        Place place = path == null ? null : place(call, path);
        return place != null && Rotations.find(call.transaction(), place) != null;
    }

    private static @Nullable Place place(Call call, String path) {
        Secret secret = Secrets.find(call.records(), path);
        return secret == null ? null : Secrets.place(call.context(), path, secret);
    }

    private static Rotation required(Call call, String path) {
        Place place = place(call, path);
        Rotation found = place == null ? null : Rotations.find(call.transaction(), place);
        if (found == null) {
            throw RequestFailure.notFound("no rotation is set for this secret");
        }
        return found;
    }

    private static Response read(Call call) {
        String path = KvPath.ofExisting(call);
        if (!path.endsWith(STATUS)) {
            return Response.of(RotationFields.json(required(call, path).settings()));
        }
        String secret = path.substring(0, path.length() - STATUS.length());
        return Response.of(RotationFields.status(required(call, secret)));
    }

    private Response write(Call call) {
        String path = KvPath.ofWritten(call);
        // A record of KV v1 has no uid before.
        Secret secret = secrets.edit(call.records(), path);
        if (secret == null) {
            throw RequestFailure.notFound("there is no secret at this path: write it first");
        }
        Place place = Secrets.place(call.context(), path, secret);
        Rotation old = Rotations.find(call.transaction(), place);
        RotationSettings settings =
                RotationFields.read(call, old == null ? RotationSettings.FIRST : old.settings());
        check(call, settings, old);
        Rotations.put(
                call.transaction(),
                place,
                old,
                old == null
                        ? new Rotation(
                                path,
                                settings,
                                settings.next(call.now(), place.uid()),
                                RotationHistory.NONE,
                                null)
                        : changed(call, place, old, settings));
        return Response.empty();
    }

    private static void check(Call call, RotationSettings settings, @Nullable Rotation old) {
        String refusal = refusal(call.transaction(), call.mount().namespaceId(), settings);
        if (!refusal.isEmpty()) {
            throw RequestFailure.invalid(refusal);
        }
        if (old != null
                && old.underway() != null
                && !old.settings().rotator().equals(settings.rotator())) {
            throw RequestFailure.invalid(
                    "the rotator cannot be changed while a rotation is under way: wait for its end,"
                            + " see rotation/<path>/status");
        }
        if (old == null && Rotations.all(call.records()).size() >= Rotations.MAX) {
            throw RequestFailure.invalid(
                    "at most " + Rotations.MAX + " secrets of a mount can be rotated");
        }
    }

    /** Why secrets of a namespace cannot be rotated so; empty if they can. */
    static String refusal(Transaction transaction, int namespace, RotationSettings settings) {
        String ofRotator = Rotators.refusal(transaction, namespace, settings.rotator());
        if (!ofRotator.isEmpty()) {
            return ofRotator;
        }
        String ofGenerator = settings.generator().refusal(transaction, namespace);
        return ofGenerator.isEmpty() ? Rotators.refusal(transaction, settings) : ofGenerator;
    }

    /** What is under way, or was asked for, keeps its time; another schedule gives another. */
    private static Rotation changed(
            Call call, Place place, Rotation old, RotationSettings settings) {
        Rotation changed = old.with(settings);
        return old.underway() != null
                        || old.times().asked()
                        || old.settings().schedule().equals(settings.schedule())
                                && old.settings().disabled() == settings.disabled()
                ? changed
                : changed.with(settings.next(call.now(), place.uid()));
    }

    private static Response delete(Call call) {
        String path = KvPath.ofAny(call);
        Place place = path == null ? null : place(call, path);
        Rotation found = place == null ? null : Rotations.find(call.transaction(), place);
        if (place == null || found == null) {
            return Response.empty();
        }
        if (found.underway() != null) {
            if (!call.bool(FORCE, false)) {
                throw RequestFailure.invalid(
                        "a rotation is under way: wait for its end, see rotation/<path>/status, or"
                                + " delete with force=true, which leaves its target as it is");
            }
            Secrets.dropPending(call.context(), place.path());
        }
        Rotations.delete(call.transaction(), place);
        return Response.empty();
    }

    private static Response list(Call call) {
        String folder = KvPath.ofFolder(call);
        String after = call.string("after", "");
        long limit = call.integer("limit", 0);
        TreeSet<String> names = new TreeSet<>();
        for (Rotation rotation : Rotations.all(call.records())) {
            if (rotation.path().startsWith(folder)) {
                String below = rotation.path().substring(folder.length());
                int slash = below.indexOf('/');
                names.add(slash < 0 ? below : below.substring(0, slash + 1));
            }
        }
        return MetadataRoutes.keys(
                names.tailSet(after, false).stream()
                        .limit(limit <= 0 ? Long.MAX_VALUE : limit)
                        .toList(),
                true);
    }

    private Response rotate(Call call) {
        String path = KvPath.ofWritten(call);
        Rotation found = required(call, path);
        Place place = place(call, path);
        if (place == null) {
            throw new IllegalStateException("a rotation without its secret");
        }
        if (found.settings().disabled()) {
            throw RequestFailure.invalid(
                    "the rotation of this secret is turned off: write enabled=true to"
                            + " rotation/<path> first");
        }
        Underway underway = found.underway();
        Rotation asked =
                underway == null || underway.undoing() || !underway.begun()
                        ? found.with(found.times().askedFor(call.now()))
                        : found;
        if (asked != found) {
            Rotations.put(call.transaction(), place, found, asked);
        }
        Duration wait = call.duration(WAIT, Duration.ZERO);
        Response at = Response.of(RotationFields.status(asked));
        return wait.isZero() ? at : at.withFollowing(ended(place, found.history().ended(), wait));
    }

    private Following ended(Place place, long before, Duration wait) {
        return deadline -> {
            long end =
                    Math.min(
                            System.nanoTime()
                                    + Math.min(wait.toNanos(), Duration.ofHours(1).toNanos()),
                            deadline.nanoTime() - TO_ANSWER.toNanos());
            while (true) {
                Rotation now =
                        barrier.read(
                                Consistency.LINEARIZABLE,
                                deadline,
                                transaction -> Rotations.find(transaction, place));
                if (now == null) {
                    throw RequestFailure.notFound("no rotation is set for this secret any more");
                }
                if (now.history().ended() > before || System.nanoTime() - end >= 0) {
                    return Response.of(RotationFields.status(now));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            }
        };
    }
}
