package io.sealwright.server.engine.kv;

import io.sealwright.rotation.RotationStep;
import io.sealwright.rotation.Underway;
import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.rotation.Rotation;
import io.sealwright.server.rotation.Rotations;
import io.sealwright.server.rotation.Rotators;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers of the AWS API may do with the version that a rotation tries out. Where this server
 * writes that itself, nothing. Where a rotation function does, the version of its {@code
 * ClientRequestToken} is its own: it writes it as AWSPENDING, and makes it the current one in the
 * step {@code finishSecret}, not before.
 *
 * @param rotates rotation is turned on, or one is under way
 * @param token of the rotation that is under way; empty if none is
 * @param function that one is done by a rotation function
 * @param finishing it is at its last step
 * @param rotationToken what the function shows; empty if there is none
 */
record AwsPending(
        boolean rotates, String token, boolean function, boolean finishing, String rotationToken) {
    private static final AwsPending NOTHING = new AwsPending(false, "", false, false, "");

    static AwsPending of(Secrets secrets, Call call, AwsSecret found) {
        var place = Secrets.place(call.context(), found.name(), found.secret());
        Rotation rotation = Rotations.find(call.transaction(), place);
        if (rotation == null) {
            return NOTHING;
        }
        Underway underway = rotation.underway();
        if (underway == null) {
            return new AwsPending(!rotation.settings().disabled(), "", false, false, "");
        }
        return new AwsPending(
                true,
                underway.token(),
                Rotators.writesItself(call.transaction(), rotation.settings().rotator()),
                underway.begun() && underway.step() == RotationStep.FINISH,
                secrets.rotationToken(place, underway.token()));
    }

    /** Whether a rotation function has this version for its own. */
    boolean isOf(String id) {
        return function && token.equals(id);
    }

    /**
     * @param id of a version that there is not yet
     * @param shown null if the request shows no rotation token
     * @throws RequestFailure if it may not be written with these labels
     */
    void requireWrite(String id, List<String> labels, @Nullable String shown) {
        if (shown != null && !(isOf(id) && isRotationToken(shown))) {
            throw AwsErrors.invalidParameter(
                    "The RotationToken isn't the one of a rotation of this version that is in"
                            + " progress.");
        }
        if (isOf(id)) {
            requireFinishing(labels.contains(Secret.CURRENT));
        } else if (rotates && (labels.contains(Secret.PENDING) || token.equals(id))) {
            throw ofTheServer();
        }
    }

    private boolean isRotationToken(String shown) {
        return MessageDigest.isEqual(
                rotationToken.getBytes(StandardCharsets.UTF_8),
                shown.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws RequestFailure if the label may not move so
     */
    void requireMove(String label, @Nullable SecretVersion from, @Nullable SecretVersion to) {
        boolean toIt = to != null && to.id().equals(token);
        if (label.equals(Secret.PENDING)) {
            boolean itsOwn = function && (toIt || to == null && from != null && isOf(from.id()));
            if (rotates && !itsOwn) {
                throw ofTheServer();
            }
        } else if (label.equals(Secret.CURRENT) && toIt) {
            if (!function) {
                throw ofTheServer();
            }
            requireFinishing(true);
        }
    }

    private void requireFinishing(boolean current) {
        if (current && !finishing) {
            throw AwsErrors.invalidRequest(
                    "The version is being tried out by a rotation: AWSCURRENT moves to it in the step"
                            + " finishSecret, not before.");
        }
    }

    private static RequestFailure ofTheServer() {
        return AwsErrors.invalidRequest(
                "The secret is rotated, and AWSPENDING belongs to its rotation: wait for the end of"
                        + " the one that is in progress, or turn rotation off with CancelRotateSecret.");
    }

    @Override
    public String toString() {
        return "AwsPending[]";
    }
}
