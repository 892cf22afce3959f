package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * In which order ListSecrets lists, and where in it a page begins.
 *
 * @param rising or falling
 */
record AwsOrder(By by, boolean rising) {
    private static final int MAX_ORDER = 4;
    private static final int MAX_BY = 64;

    /** By rising names, which costs no more for many secrets than for few. */
    static final AwsOrder NAMES = new AwsOrder(By.NAME, true);

    /** What is compared first; the name is second. */
    enum By {
        NAME,
        CREATED,
        CHANGED
    }

    static AwsOrder of(AwsParameters parameters) {
        String order = parameters.text("SortOrder", MAX_ORDER);
        String by = parameters.text("SortBy", MAX_BY);
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw AwsErrors.invalidParameter("SortOrder is asc or desc.");
        }
        boolean rising = !"desc".equals(order);
        if (by == null) {
            // As AWS documents it: an order without a key is one of creation dates.
            return order == null ? NAMES : new AwsOrder(By.CREATED, rising);
        }
        return new AwsOrder(by(by), rising);
    }

    private static By by(String text) {
        return switch (text) {
            case "name" -> By.NAME;
            case "created-date" -> By.CREATED;
            case "last-changed-date" -> By.CHANGED;
            default ->
                    throw AwsErrors.invalidParameter(
                            "This server sorts by name, created-date and last-changed-date.");
        };
    }

    /**
     * A place in the order: that of a secret, which need not be there any more.
     *
     * @param millis 0 where names alone are compared
     */
    record Place(long millis, String name) {}

    Place place(AwsSecret found) {
        Instant time =
                switch (by) {
                    case NAME -> Instant.EPOCH;
                    case CREATED -> found.secret().createdAt();
                    case CHANGED -> found.secret().updatedAt();
                };
        return new Place(time.toEpochMilli(), found.name());
    }

    Comparator<Place> comparator() {
        Comparator<Place> places =
                Comparator.comparingLong(Place::millis).thenComparing(Place::name);
        return rising ? places : places.reversed();
    }

    /** A token for the page behind a place. */
    String token(Place place) {
        String text = by + (rising ? "+" : "-") + place.millis() + "/" + place.name();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The place of a token of this order; null without one. */
    @Nullable Place place(AwsParameters parameters) {
        String token = AwsListing.token(parameters);
        if (token.isEmpty()) {
            return null;
        }
        String start = by + (rising ? "+" : "-");
        int slash = token.indexOf('/');
        String millis =
                token.startsWith(start) && slash > start.length()
                        ? token.substring(start.length(), slash)
                        : "";
        if (!millis.matches("[0-9]{1,18}")) {
            throw AwsErrors.invalidNextToken();
        }
        return new Place(Long.parseLong(millis), token.substring(slash + 1));
    }
}
