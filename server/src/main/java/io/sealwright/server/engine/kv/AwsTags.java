package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;

/** TagResource and UntagResource. */
final class AwsTags {
    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;

    private final Secrets secrets;

    AwsTags(Secrets secrets) {
        this.secrets = secrets;
    }

    Response tag(Call call) {
        AwsParameters parameters = new AwsParameters(call.body());
        return changed(call, tags -> added(tags, parameters));
    }

    Response untag(Call call) {
        List<String> keys =
                new AwsParameters(call.body()).texts("TagKeys", Integer.MAX_VALUE, MAX_KEY);
        return changed(
                call,
                tags -> {
                    SequencedMap<String, String> rest = new LinkedHashMap<>(tags);
                    keys.forEach(rest::remove);
                    return rest;
                });
    }

    /** Those given in the parameter {@code Tags} beside those that there are. */
    static SequencedMap<String, String> added(
            SequencedMap<String, String> old, AwsParameters parameters) {
        SequencedMap<String, String> tags = new LinkedHashMap<>(old);
        for (AwsParameters tag : parameters.objects("Tags", Integer.MAX_VALUE)) {
            String key = tag.required("Key", MAX_KEY);
            String value = tag.text("Value", MAX_VALUE);
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw AwsErrors.invalidParameter("Tag keys can't begin with aws: .");
            }
            tags.put(key, value == null ? "" : value);
        }
        if (tags.size() > MAX_TAGS) {
            throw AwsErrors.limit("A secret has at most " + MAX_TAGS + " tags.");
        }
        return tags;
    }

    private Response changed(Call call, UnaryOperator<SequencedMap<String, String>> change) {
        SecretId id = AwsSecret.id(call);
        AwsSecret found =
                AwsSecret.required(id, secrets.editAny(call.records(), id.name())).requireLive();
        SecretAbout about = found.secret().about();
        SequencedMap<String, String> tags = change.apply(about.tags());
        if (!tags.equals(about.tags())) {
            secrets.saveAbout(
                    call.context(),
                    found.name(),
                    found.secret().with(about.withTags(tags), call.now()));
        }
        return Response.of(JsonNodeFactory.instance.objectNode());
    }
}
