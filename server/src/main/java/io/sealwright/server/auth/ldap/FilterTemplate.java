package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.sealwright.server.spi.RequestFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A search filter with places such as <code>{{.Username}}</code> for values. What is filled in is
 * escaped as RFC 4515 says, and so stays one value.
 */
final class FilterTemplate {
    /** Longest template, in characters. */
    static final int MAX_LENGTH = 4_096;

    /** Filled in as it is, since it comes from the configuration and names an attribute. */
    static final String USER_ATTRIBUTE = "UserAttr";

    static final String USERNAME = "Username";
    static final String USER_DN = "UserDN";

    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*\\.([A-Za-z]+)\\s*}}");

    private final String text;

    private FilterTemplate(String text) {
        this.text = text;
    }

    /** One that was checked when it was stored. */
    static FilterTemplate of(String text) {
        return new FilterTemplate(text);
    }

    /**
     * @param places which values can stand in it
     * @throws RequestFailure if it cannot become a filter
     */
    static void require(String parameter, String text, Set<String> places) {
        if (text.length() > MAX_LENGTH) {
            throw RequestFailure.invalid(
                    parameter + " is longer than " + MAX_LENGTH + " characters");
        }
        Map<String, String> samples = new HashMap<>();
        places.forEach(place -> samples.put(place, "x"));
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            if (!places.contains(matcher.group(1))) {
                throw invalid(parameter, places);
            }
        }
        if (matcher.replaceAll("").contains("{{")) {
            throw invalid(parameter, places);
        }
        try {
            Filter _ = of(text).filled(samples);
        } catch (LDAPException e) {
            throw RequestFailure.invalid(
                    "invalid " + parameter + ": it is not an LDAP filter such as (cn=x)");
        }
    }

    private static RequestFailure invalid(String parameter, Set<String> places) {
        StringBuilder known = new StringBuilder();
        places.stream().sorted().forEach(place -> known.append(" {{.").append(place).append("}}"));
        return RequestFailure.invalid(
                "invalid " + parameter + ": of templates it can hold these alone:" + known);
    }

    boolean holds(String place) {
        return PLACE.matcher(text).results().anyMatch(found -> found.group(1).equals(place));
    }

    /**
     * @throws LDAPException if it is no filter
     */
    Filter filled(Map<String, String> values) throws LDAPException {
        return Filter.create(
                PLACE.matcher(text)
                        .replaceAll(
                                found -> Matcher.quoteReplacement(value(found.group(1), values))));
    }

    private static String value(String place, Map<String, String> values) {
        String value = values.getOrDefault(place, "");
        return place.equals(USER_ATTRIBUTE) ? value : Filter.encodeValue(value);
    }
}
