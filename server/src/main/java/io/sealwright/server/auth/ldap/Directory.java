package io.sealwright.server.auth.ldap;

import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Decoded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** A mount's directory as logins and renewals ask it. Thread-safe. */
@Component
final class Directory {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    /** It is asked once for each configuration, however often the transaction runs. */
    private record Asked(long configuration, LoginName name) {}

    private final DirectoryClient client;

    Directory(DirectoryClient client) {
        this.client = client;
    }

    /**
     * @param password for which {@link Passwords#isFit} holds
     * @throws RequestFailure if the directory cannot tell
     */
    Checked check(Request request, Decoded<Config> config, LoginName name, String password) {
        try {
            return request.once()
                    .get(
                            new Asked(config.revision(), name),
                            Checked.class,
                            () -> ask(config.value(), name, password, request.deadline().left()));
        } catch (OutboundException e) {
            throw unanswered(e);
        }
    }

    private Checked ask(Config config, LoginName name, String password, Duration left) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        try {
            return client.talk(config.server(), left, new UserCheck(config, name, bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static RequestFailure unanswered(OutboundException e) {
        if (e.isBusy()) {
            return new RequestFailure(new Failure.Unavailable(e.reason(), Duration.ofSeconds(1)));
        }
        LOG.warn("a directory could not be asked about a login: {}", e.reason());
        return RequestFailure.invalid("ldap operation failed: " + e.reason());
    }
}
