package io.sealwright.server.aws.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Who asks, as policies name principals.
 *
 * @param account 12 digits
 * @param arn as GetCallerIdentity says it: of a user, or of a session of a role
 */
public record AwsCaller(String account, String arn) {
    private static final String IAM = "arn:aws:iam::";
    private static final String USER = ":user/";
    private static final String SESSION = ":assumed-role/";

    /** Whoever has an access key of this name in an account. */
    public static AwsCaller user(String account, String name) {
        return new AwsCaller(account, IAM + account + USER + name);
    }

    /** Each ARN that is the caller's, besides that of its account: a session is its role, too. */
    List<String> arns() {
        List<String> arns = new ArrayList<>();
        arns.add(arn);
        if (isSession()) {
            arns.add(principalArn());
        }
        return arns;
    }

    private boolean isSession() {
        return arn.startsWith("arn:aws:sts::") && arn.contains(SESSION);
    }

    /** As {@code aws:PrincipalArn} has it: a session's is that of its role. */
    String principalArn() {
        if (!isSession()) {
            return arn;
        }
        String rest = arn.substring(arn.indexOf(SESSION) + SESSION.length());
        int slash = rest.indexOf('/');
        return IAM + account + ":role/" + (slash < 0 ? rest : rest.substring(0, slash));
    }

    /** As {@code aws:PrincipalType} has it. */
    String type() {
        return isSession() ? "AssumedRole" : "User";
    }

    /** As {@code aws:username} has it; empty for a session. */
    String userName() {
        int user = arn.indexOf(USER);
        return isSession() || user < 0 ? "" : arn.substring(user + USER.length());
    }
}
