package io.sealwright.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How passwords are made: a length, and sets of characters of which each has to give so many.
 * Immutable and thread-safe.
 */
public final class PasswordPolicy {
    /** Shortest password, in characters. */
    public static final int MIN_LENGTH = 4;

    /** Longest password, in characters. */
    public static final int MAX_LENGTH = 100;

    private static final int MAX_RULES = 32;
    private static final int MAX_CHARSET = 4_096;
    private static final Set<String> TOP_KEYS = Set.of("length", "rule");
    private static final Set<String> CHARSET_KEYS = Set.of("charset", "min-chars");

    private final int length;
    private final List<Charset> charsets;

    /** All characters of the rules, each once. */
    private final int[] all;

    private record Charset(int[] characters, int least) {}

    private PasswordPolicy(int length, List<Charset> charsets) {
        this.length = length;
        this.charsets = List.copyOf(charsets);
        this.all =
                charsets.stream()
                        .flatMapToInt(charset -> Arrays.stream(charset.characters()))
                        .distinct()
                        .toArray();
    }

    /**
     * Parses a policy: {@code length = 20} and {@code rule "charset" { charset = "abc" min-chars =
     * 1 }}, in HCL or JSON.
     *
     * @throws IllegalArgumentException with what is wrong, in the peer's words where it has any
     */
    public static PasswordPolicy parse(String text) {
        try {
            Hcl.Body body = Hcl.parse(text);
            checkKeys(body, TOP_KEYS);
            int length = number(body, "length");
            List<Charset> charsets = charsets(body);
            check(length, charsets);
            return new PasswordPolicy(length, charsets);
        } catch (HclSyntaxException e) {
            throw new IllegalArgumentException(
                    "invalid password policy: "
                            + e.problem()
                            + " (line "
                            + e.line()
                            + ", column "
                            + e.column()
                            + ")",
                    e);
        }
    }

    private static void checkKeys(Hcl.Body body, Set<String> known) {
        for (Hcl.Entry entry : body.entries()) {
            if (!known.contains(entry.name())) {
                throw PathRuleReader.unknownKey(entry.keys().getFirst());
            }
        }
    }

    private static List<Charset> charsets(Hcl.Body body) {
        List<Hcl.Block> rules = body.blocks("rule", 1);
        if (rules.size() > MAX_RULES) {
            throw new HclSyntaxException("more than " + MAX_RULES + " rules", body.at());
        }
        List<Charset> charsets = new ArrayList<>();
        for (Hcl.Block rule : rules) {
            String type = rule.labels().getFirst();
            if (!type.equals("charset")) {
                throw new HclSyntaxException(
                        "unrecognized rule type " + Quoted.shorten(type), rule.at());
            }
            charsets.add(charset(rule));
        }
        return charsets;
    }

    private static Charset charset(Hcl.Block rule) {
        checkKeys(rule.body(), CHARSET_KEYS);
        Optional<Hcl.Value> value = rule.body().value("charset");
        if (value.isEmpty() || !(value.get() instanceof Hcl.Text text) || text.value().isEmpty()) {
            throw new IllegalArgumentException(one("no charset specified"));
        }
        if (text.value().length() > MAX_CHARSET) {
            throw new HclSyntaxException("charset is too long", text.at());
        }
        int[] characters = text.value().codePoints().distinct().toArray();
        for (int character : characters) {
            if (Character.getType(character) == Character.SURROGATE
                    || Character.isISOControl(character)) {
                throw new HclSyntaxException("charset holds an unprintable character", text.at());
            }
        }
        return new Charset(characters, number(rule.body(), "min-chars"));
    }

    /** 0 if it is not given. */
    private static int number(Hcl.Body body, String key) {
        Optional<Hcl.Value> value = body.value(key);
        if (value.isEmpty()) {
            return 0;
        }
        BigDecimal number =
                switch (value.get()) {
                    case Hcl.Numeric numeric -> numeric.value();
                    case Hcl.Text text when isNumber(text.value()) -> new BigDecimal(text.value());
                    case Hcl.Text _, Hcl.Flag _, Hcl.Null _, Hcl.Items _, Hcl.Body _ ->
                            BigDecimal.ONE.negate();
                };
        try {
            int exact = number.intValueExact();
            if (exact >= 0) {
                return exact;
            }
        } catch (ArithmeticException _) {
            // Said below.
        }
        throw new HclSyntaxException(
                "\"" + key + "\" must be a whole number from 0", value.get().at());
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= 9
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void check(int length, List<Charset> charsets) {
        if (length == 0) {
            throw new IllegalArgumentException(one("length must be > 0"));
        }
        if (charsets.isEmpty()) {
            throw new IllegalArgumentException(one("no charset specified"));
        }
        long least = charsets.stream().mapToLong(Charset::least).sum();
        if (least > length) {
            throw new IllegalArgumentException(
                    one(
                            "specified rules require at least "
                                    + least
                                    + " characters but "
                                    + length
                                    + " is specified"));
        }
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "passwords must be between "
                            + MIN_LENGTH
                            + " and "
                            + MAX_LENGTH
                            + " characters");
        }
    }

    private static String one(String problem) {
        return "invalid password policy: 1 error occurred:\n\t* " + problem + "\n\n";
    }

    /**
     * Makes a password: so many characters of each set as it asks for, the rest of all sets, in
     * random order.
     */
    public String generate(RandomGenerator random) {
        int[] password = new int[length];
        int at = 0;
        for (Charset charset : charsets) {
            for (int i = 0; i < charset.least(); i++) {
                password[at++] = pick(charset.characters(), random);
            }
        }
        while (at < length) {
            password[at++] = pick(all, random);
        }
        for (int i = length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = password[i];
            password[i] = password[other];
            password[other] = swapped;
        }
        return new String(password, 0, length);
    }

    private static int pick(int[] characters, RandomGenerator random) {
        return characters[random.nextInt(characters.length)];
    }
}
