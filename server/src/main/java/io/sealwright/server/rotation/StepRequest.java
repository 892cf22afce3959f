package io.sealwright.server.rotation;

import io.sealwright.rotation.RotationStep;
import java.util.Arrays;

/**
 * One step that is to be done outside of the store.
 *
 * @param secretId namespace, mount and path of the secret
 * @param token names the rotation
 * @param current JSON text: the data that readers get
 * @param pending JSON text: the data that they get if all goes well
 * @param parameters JSON text: the settings' own
 * @param rotationToken what a rotation function shows to write the pending version; the token of a
 *     rotation that the server writes itself
 */
record StepRequest(
        RotationStep step,
        String secretId,
        String token,
        byte[] current,
        byte[] pending,
        String parameters,
        String rotationToken) {
    /** Of a rotation that the server writes itself. */
    StepRequest(
            RotationStep step,
            String secretId,
            String token,
            byte[] current,
            byte[] pending,
            String parameters) {
        this(step, secretId, token, current, pending, parameters, token);
    }

    void wipe() {
        Arrays.fill(current, (byte) 0);
        Arrays.fill(pending, (byte) 0);
    }

    @Override
    public String toString() {
        return "StepRequest[" + step + "]";
    }
}
