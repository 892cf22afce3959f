package io.sealwright.server.aws.policy;

import java.util.List;

/** What conditions can see of a request, besides who makes it. */
@FunctionalInterface
public interface PolicyFacts {
    /**
     * The values of a key, for one request and one secret. Never asked for what the caller itself
     * says: {@code aws:Principal...} and {@code aws:username}.
     *
     * @param parameter what stands behind the key: the key of a tag; empty for most
     * @return empty where the request has none; numbers in digits, times in seconds since 1970
     */
    List<String> values(ConditionKey key, String parameter);
}
