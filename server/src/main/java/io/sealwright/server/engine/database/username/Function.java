package io.sealwright.server.engine.database.username;

import io.sealwright.crypto.RandomTokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions of a template, under the names that Vault documents. */
enum Function {
    /** {@code random 20}: letters and digits. */
    RANDOM(1) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return RandomTokens.base62(number(arguments, 1, MAX_RANDOM), scope.random());
        }
    },
    /** {@code truncate 8 text}: by bytes, and never within a character. */
    TRUNCATE(2) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return cut(arguments.get(1), number(arguments, 1, Integer.MAX_VALUE));
        }
    },
    /** {@code truncate_sha256 30 text}: what is cut off becomes eight digits of its hash. */
    TRUNCATE_SHA256(2) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            int most = number(arguments, 9, Integer.MAX_VALUE);
            String text = arguments.get(1);
            if (bytes(text).length <= most) {
                return text;
            }
            String kept = cut(text, most - 8);
            return kept + hash(text.substring(kept.length())).substring(0, 8);
        }
    },
    UPPERCASE(1) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return arguments.getFirst().toUpperCase(Locale.ROOT);
        }
    },
    LOWERCASE(1) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return arguments.getFirst().toLowerCase(Locale.ROOT);
        }
    },
    /** {@code replace find with text}. */
    REPLACE(3) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return arguments.get(2).replace(arguments.getFirst(), arguments.get(1));
        }
    },
    SHA256(1) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return hash(arguments.getFirst());
        }
    },
    BASE64(1) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return Base64.getEncoder().encodeToString(bytes(arguments.getFirst()));
        }
    },
    UNIX_TIME(0) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return Long.toString(scope.now().getEpochSecond());
        }
    },
    UNIX_TIME_MILLIS(0) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return Long.toString(scope.now().toEpochMilli());
        }
    },
    /** {@code timestamp "2006_01_02"}: a layout of Go; in UTC. */
    TIMESTAMP(1) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return GoLayout.format(arguments.getFirst(), scope.now().atZone(ZoneOffset.UTC));
        }
    },
    UUID_(0) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return RandomTokens.uuid(scope.random());
        }
    },
    /** {@code printf "v-%s" text}: with %s, %d, %v and %% alone. */
    PRINTF(-1) {
        @Override
        String apply(List<String> arguments, Expression.Scope scope) {
            return Printf.format(arguments);
        }
    };

    private static final int MAX_RANDOM = 256;

    private final int arity;

    /**
     * @param arity how many arguments it takes; -1: at least one
     */
    Function(int arity) {
        this.arity = arity;
    }

    boolean takes(int arguments) {
        return arity < 0 ? arguments > 0 : arguments == arity;
    }

    String label() {
        return this == UUID_ ? "uuid" : name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Function find(String label) {
        return Arrays.stream(values())
                .filter(function -> function.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    /** Their names, for people. */
    static String known() {
        return Arrays.stream(values()).map(Function::label).collect(Collectors.joining(", "));
    }

    abstract String apply(List<String> arguments, Expression.Scope scope);

    private static int number(List<String> arguments, int least, int most) {
        try {
            int number = Integer.parseInt(arguments.getFirst());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "a length in username_template must be a number from " + least + " on");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String cut(String text, int most) {
        int length = 0;
        int end = 0;
        while (end < text.length()) {
            int next = end + Character.charCount(text.codePointAt(end));
            length += bytes(text.substring(end, next)).length;
            if (length > most) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }
}
