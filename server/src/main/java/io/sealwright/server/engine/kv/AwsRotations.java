package io.sealwright.server.engine.kv;

import io.sealwright.rotation.RotationHistory;
import io.sealwright.rotation.RotationTimes;
import io.sealwright.rotation.Underway;
import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.rotation.Place;
import io.sealwright.server.rotation.Rotation;
import io.sealwright.server.rotation.RotationSettings;
import io.sealwright.server.rotation.Rotations;
import io.sealwright.server.rotation.Rotators;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * RotateSecret and CancelRotateSecret: the same rotation that {@code rotation/} shows and sets. A
 * RotationLambdaARN names one of {@code sys/rotators}, or {@code generator}, by its function's
 * name.
 */
final class AwsRotations {
    private static final String FUNCTION = "RotationLambdaARN";
    private static final String VERSION_ID = "VersionId";
    private static final int MAX_ARN = 2_048;
    private static final Pattern FUNCTION_ARN =
            Pattern.compile(
                    "arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:([^:]+)(:[A-Za-z0-9$_-]+)?");

    private final Secrets secrets;

    AwsRotations(Secrets secrets) {
        this.secrets = secrets;
    }

    private AwsSecret edited(Call call) {
        SecretId id = AwsSecret.id(call);
        return AwsSecret.required(id, secrets.editAny(call.records(), id.name())).requireLive();
    }

    Response rotate(Call call) {
        AwsSecret found = edited(call);
        AwsParameters parameters = new AwsParameters(call.body());
        refuseUnsupported(parameters);
        String token = AwsWrites.token(parameters);
        Place place = Secrets.place(call.context(), found.name(), found.secret());
        Rotation old = Rotations.find(call.transaction(), place);
        Response answer = Response.of(found.answer(call).put(VERSION_ID, token));
        if (isUnderway(old, token) || found.secret().versionOf(token) != null) {
            return answer;
        }
        requireIdle(old, found.secret());
        RotationSettings settings = settings(call, found, parameters, old);
        check(call, settings, old);
        Rotation set = set(call, found.name(), place, old, settings);
        boolean now = parameters.flag("RotateImmediately", true);
        Rotations.put(
                call.transaction(),
                place,
                old,
                now
                        ? set.begun(Underway.started(token, 0, call.now()), call.now())
                        : tried(call, found, set, token));
        return answer;
    }

    private static void refuseUnsupported(AwsParameters parameters) {
        for (String name :
                List.of("ExternalSecretRotationMetadata", "ExternalSecretRotationRoleArn")) {
            if (parameters.has(name)) {
                throw AwsErrors.invalidParameter(
                        name + " is not supported by this server; leave it out.");
            }
        }
    }

    private static boolean isUnderway(@Nullable Rotation rotation, String token) {
        Underway underway = rotation == null ? null : rotation.underway();
        return underway != null && underway.token().equals(token);
    }

    private static void requireIdle(@Nullable Rotation rotation, Secret secret) {
        if (rotation != null && rotation.underway() != null) {
            throw AwsErrors.invalidRequest(
                    "A previous rotation isn't complete. That rotation will be reattempted.");
        }
        Long pending = secret.stages().get(Secret.PENDING);
        if (pending != null && secret.isPending(pending)) {
            throw AwsErrors.invalidRequest(
                    "A previous rotation isn't complete, and was cancelled: remove the staging label"
                            + " AWSPENDING from its version, or move AWSCURRENT to it, with"
                            + " UpdateSecretVersionStage.");
        }
    }

    private static RotationSettings settings(
            Call call, AwsSecret found, AwsParameters parameters, @Nullable Rotation old) {
        String function = parameters.text(FUNCTION, MAX_ARN);
        if (old == null && (function == null || function.isEmpty())) {
            throw AwsErrors.invalidRequest(
                    "No Lambda rotation function ARN is associated with this secret.");
        }
        RotationSettings settings = old == null ? RotationSettings.FIRST : old.settings();
        if (settings.disabled() && !AwsSecret.allowed(call, Leave.ofRotation(found.name()))) {
            throw RequestFailure.denied();
        }
        RotationSettings rotated =
                function == null || function.isEmpty()
                        ? settings.rotatedBy(
                                settings.rotator(), settings.functionArn(), found.arn(call))
                        : settings.rotatedBy(rotator(function), function, found.arn(call));
        return rotated.at(AwsRules.read(parameters, settings.schedule())).disabled(false);
    }

    private static String rotator(String function) {
        Matcher arn = FUNCTION_ARN.matcher(function);
        if (!arn.matches() || !RotationSettings.isName(arn.group(1))) {
            throw AwsErrors.invalidParameter("The RotationLambdaARN isn't the ARN of a function.");
        }
        return arn.group(1);
    }

    private static void check(Call call, RotationSettings settings, @Nullable Rotation old) {
        if (!Rotators.exists(call.transaction(), settings.rotator())) {
            throw AwsErrors.notFound("Lambda does not exist or could not be accessed");
        }
        String refusal =
                RotationRoutes.refusal(call.transaction(), call.mount().namespaceId(), settings);
        if (!refusal.isEmpty()) {
            throw AwsErrors.invalidParameter(refusal);
        }
        if (old == null && Rotations.all(call.records()).size() >= Rotations.MAX) {
            throw AwsErrors.limit(
                    "At most " + Rotations.MAX + " secrets of a mount can be rotated.");
        }
    }

    /** What was scheduled stays so, unless that is changed. */
    private static Rotation set(
            Call call,
            String name,
            Place place,
            @Nullable Rotation old,
            RotationSettings settings) {
        RotationTimes times = settings.next(call.now(), place.uid());
        if (old == null) {
            return new Rotation(name, settings, times, RotationHistory.NONE, null);
        }
        RotationSettings before = old.settings();
        return before.schedule().equals(settings.schedule()) && !before.disabled()
                ? old.with(settings)
                : old.with(settings).with(times);
    }

    /** Nothing is rotated yet: whether the new version would work is tried with a copy. */
    private Rotation tried(Call call, AwsSecret found, Rotation set, String token) {
        Secret secret = found.secret();
        SecretVersion current = secret.version(secret.currentNumber());
        if (current == null
                || !current.readable(call.now())
                || !Rotators.tests(call.transaction(), set.settings().rotator())) {
            return set;
        }
        long copy = secrets.copyPending(call.context(), found.name(), secret, current, token);
        return set.begun(Underway.trial(token, copy, current.number(), call.now()), call.now());
    }

    Response cancel(Call call) {
        AwsSecret found = edited(call);
        Place place = Secrets.place(call.context(), found.name(), found.secret());
        Rotation old = Rotations.find(call.transaction(), place);
        Response answer = Response.of(found.answer(call));
        if (old == null) {
            return answer;
        }
        Underway underway = old.underway();
        boolean cut =
                underway != null
                        && Rotators.writesItself(call.transaction(), old.settings().rotator());
        Rotations.put(call.transaction(), place, old, old.cancelled(cut));
        if (underway == null || !cut) {
            return answer;
        }
        if (underway.trial()) {
            Secrets.removePending(call.context(), found.name(), found.secret(), underway.pending());
        }
        return Response.of(found.answer(call).put(VERSION_ID, underway.token()));
    }
}
