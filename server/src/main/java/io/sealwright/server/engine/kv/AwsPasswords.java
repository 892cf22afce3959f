package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.Response;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** GetRandomPassword. */
final class AwsPasswords {
    private static final int LENGTH = 32;
    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_EXCLUDED = 4_096;
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private final SecureRandom random;

    AwsPasswords(SecureRandom random) {
        this.random = random;
    }

    Response make(Call call) {
        AwsParameters parameters = new AwsParameters(call.body());
        int length = parameters.count("PasswordLength", LENGTH, MAX_LENGTH);
        List<String> types = types(parameters);
        boolean each = parameters.flag("RequireEachIncludedType", true);
        if (types.isEmpty()) {
            throw AwsErrors.invalidParameter(
                    "The parameters leave no character to make a password of.");
        }
        if (each && length < types.size()) {
            throw AwsErrors.invalidParameter(
                    "The PasswordLength is too short for one character of each included type.");
        }
        byte[] password = password(types, length, each);
        byte[] json = AwsValue.quoted(password);
        Arrays.fill(password, (byte) 0);
        return Response.of(
                JsonNodeFactory.instance.objectNode().putPOJO("RandomPassword", new RawJson(json)));
    }

    /** The characters of each type that is not wholly excluded. */
    private static List<String> types(AwsParameters parameters) {
        String excluded = parameters.text("ExcludeCharacters", MAX_EXCLUDED);
        List<String> types = new ArrayList<>();
        add(types, LOWER, !parameters.flag("ExcludeLowercase", false), excluded);
        add(types, UPPER, !parameters.flag("ExcludeUppercase", false), excluded);
        add(types, DIGITS, !parameters.flag("ExcludeNumbers", false), excluded);
        add(types, PUNCTUATION, !parameters.flag("ExcludePunctuation", false), excluded);
        add(types, " ", parameters.flag("IncludeSpace", false), excluded);
        return types;
    }

    private static void add(
            List<String> types, String characters, boolean included, @Nullable String excluded) {
        StringBuilder left = new StringBuilder();
        for (char c : characters.toCharArray()) {
            if (excluded == null || excluded.indexOf(c) < 0) {
                left.append(c);
            }
        }
        if (included && !left.isEmpty()) {
            types.add(left.toString());
        }
    }

    /** One of each type first, the rest of all of them, then in any order. */
    private byte[] password(List<String> types, int length, boolean each) {
        byte[] all = String.join("", types).getBytes(StandardCharsets.US_ASCII);
        byte[] password = new byte[length];
        for (int i = 0; i < length; i++) {
            byte[] from =
                    each && i < types.size()
                            ? types.get(i).getBytes(StandardCharsets.US_ASCII)
                            : all;
            password[i] = from[random.nextInt(from.length)];
        }
        for (int i = length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            byte moved = password[i];
            password[i] = password[other];
            password[other] = moved;
        }
        return password;
    }
}
