package io.sealwright.server.auth.userpass;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the parameters that set a password: itself, or the bcrypt hash of it. */
final class NewPassword {
    private static final int LEAST_COST = 5;
    private static final int MOST_COST = 12;

    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "password",
                            FieldType.STRING,
                            "The password, at most " + PasswordHashing.MAX_BYTES + " bytes."),
                    Field.of(
                            "password_hash",
                            FieldType.STRING,
                            "In place of the password: a bcrypt hash of it, of cost "
                                    + LEAST_COST
                                    + " to "
                                    + MOST_COST
                                    + "."));

    private static final Pattern BCRYPT =
            Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

    private NewPassword() {}

    static boolean given(Call call) {
        return !call.string("password", "").isEmpty()
                || !call.string("password_hash", "").isEmpty();
    }

    /**
     * The hash to be stored.
     *
     * @throws RequestFailure if none, both, or something useless is given
     */
    static String hash(Call call, PasswordHashing hashing) {
        String password = call.string("password", "");
        String hash = call.string("password_hash", "");
        if (password.isEmpty() && hash.isEmpty()) {
            throw RequestFailure.invalid("must provide either password or password_hash");
        }
        if (!password.isEmpty() && !hash.isEmpty()) {
            throw RequestFailure.invalid("only one of password or password_hash may be provided");
        }
        return hash.isEmpty() ? hashed(call, password, hashing) : checked(hash);
    }

    private static String hashed(Call call, String password, PasswordHashing hashing) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > PasswordHashing.MAX_BYTES) {
            Arrays.fill(bytes, (byte) 0);
            throw RequestFailure.invalid("bcrypt: password length exceeds 72 bytes");
        }
        return hashing.hash(call.request(), bytes);
    }

    private static String checked(String hash) {
        Matcher matcher = BCRYPT.matcher(hash);
        if (!matcher.matches()) {
            throw RequestFailure.invalid("password_hash is not a valid bcrypt hash");
        }
        int cost = Integer.parseInt(matcher.group(1));
        if (cost < LEAST_COST) {
            throw RequestFailure.invalid(
                    "bcrypt cost of " + cost + " is too low, want " + LEAST_COST + " at minimum");
        }
        if (cost > MOST_COST) {
            throw RequestFailure.invalid(
                    "bcrypt cost of " + cost + " exceeds maximum cost of " + MOST_COST);
        }
        return hash;
    }
}
