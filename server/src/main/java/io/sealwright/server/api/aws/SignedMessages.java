package io.sealwright.server.api.aws;

import io.sealwright.server.config.AwsSettings;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.http.Passed;
import io.sealwright.server.sigv4.SignatureReader;
import io.sealwright.server.sigv4.SignatureRules;
import io.sealwright.server.sigv4.SignedMessage;
import io.sealwright.server.sigv4.Signing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.springframework.stereotype.Component;

/** What signatures are read from, and by which rules: the same for all services. Thread-safe. */
@Component
final class SignedMessages {
    private final AwsSettings settings;
    private final ListenerSettings listener;

    SignedMessages(AwsSettings settings, ListenerSettings listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * @param service that scopes have to name
     */
    SignatureReader reader(String service) {
        return new SignatureReader(
                new SignatureRules(
                        service,
                        settings.skew(),
                        settings.replayWindow(),
                        listener.aws().hostAliases()));
    }

    static SignedMessage of(HttpServletRequest http, Passed passed, byte[] body) {
        String query = http.getQueryString();
        return new SignedMessage(
                http.getMethod(),
                "/",
                query == null ? "" : query,
                passed.headers(),
                Collections.list(http.getHeaders("Authorization")),
                Signing.sha256(body));
    }
}
