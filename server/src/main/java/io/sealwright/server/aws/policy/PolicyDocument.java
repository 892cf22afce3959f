package io.sealwright.server.aws.policy;

import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.ResourceDecision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A resource policy of a secret, ready to be asked. Immutable and thread-safe. */
public final class PolicyDocument {
    /** Characters of one, as AWS counts them. */
    public static final int MAX = 20_480;

    private final List<Statement> statements;

    PolicyDocument(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    /**
     * Reads one that is to be attached to a secret.
     *
     * @param arn of the secret, which a {@code Resource} that is not {@code *} has to mean
     * @throws RequestFailure MalformedPolicyDocumentException with what of it is wrong, or could
     *     not be enforced here
     */
    public static PolicyDocument of(String json, String arn) {
        return new PolicyReader(arn).read(json);
    }

    /**
     * Reads one whatever secret it speaks of: one that is attached already, or to none yet.
     *
     * @throws RequestFailure as {@link #of}
     */
    public static PolicyDocument ofAny(String json) {
        return new PolicyReader(null).read(json);
    }

    /**
     * An explicit deny, else an explicit allow, else silence; with the statement that says so. A
     * {@code Resource} was looked at when the policy was attached: it can mean no other secret.
     */
    public ResourceDecision decide(PolicyRequest request) {
        Statement denies = first(request, false);
        if (denies != null) {
            return new ResourceDecision.Denied(why(denies));
        }
        Statement allows = first(request, true);
        return allows == null ? ResourceDecision.SILENT : new ResourceDecision.Allowed(why(allows));
    }

    private @Nullable Statement first(PolicyRequest request, boolean allowing) {
        for (Statement statement : statements) {
            if (statement.allows() == allowing && statement.applies(request)) {
                return statement;
            }
        }
        return null;
    }

    private static String why(Statement statement) {
        return "resource policy: " + statement.name();
    }

    /** Names of the statements that give leave to everyone, whoever and from wherever. */
    public List<String> publicStatements() {
        return statements.stream().filter(Statement::isPublic).map(Statement::name).toList();
    }

    @Override
    public String toString() {
        return "PolicyDocument" + statements;
    }
}
