package io.sealwright.server.aws;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;

/** The errors of AWS Secrets Manager, in its words. */
public final class AwsErrors {
    private AwsErrors() {}

    private static RequestFailure named(String code, String message) {
        return new RequestFailure(new Failure.Named(code, message));
    }

    public static RequestFailure notFound() {
        return notFound("Secrets Manager can't find the specified secret.");
    }

    /**
     * @param what such as {@code staging label: AWSCURRENT}
     */
    public static RequestFailure valueNotFound(String what) {
        return notFound("Secrets Manager can't find the specified secret value for " + what);
    }

    /** Of what is not there, but for a secret and its value. */
    public static RequestFailure notFound(String message) {
        return named("ResourceNotFoundException", message);
    }

    public static RequestFailure exists(String message) {
        return named("ResourceExistsException", message);
    }

    /** What does not go with the state of the secret. */
    public static RequestFailure invalidRequest(String message) {
        return named("InvalidRequestException", message);
    }

    public static RequestFailure invalidParameter(String message) {
        return named("InvalidParameterException", message);
    }

    /** A value outside of what the API's model allows. */
    public static RequestFailure validation(String message) {
        return named("ValidationException", message);
    }

    /** A member of a type that the API's model does not give it. */
    public static RequestFailure serialization(String message) {
        return named("SerializationException", message);
    }

    public static RequestFailure limit(String message) {
        return named("LimitExceededException", message);
    }

    public static RequestFailure invalidNextToken() {
        return named("InvalidNextTokenException", "The NextToken value is invalid.");
    }

    public static RequestFailure policyNotFound() {
        return notFound("Secrets Manager can't find the specified resource policy.");
    }

    /**
     * @param message with what of a policy is wrong, or could not be enforced
     */
    public static RequestFailure malformedPolicy(String message) {
        return named("MalformedPolicyDocumentException", message);
    }

    /** A policy that gives leave to everyone, where that was ruled out. */
    public static RequestFailure publicPolicy(String message) {
        return named("PublicPolicyException", message);
    }

    public static RequestFailure markedForDeletion() {
        return invalidRequest(
                "You can't perform this operation on the secret because it was marked for deletion.");
    }
}
