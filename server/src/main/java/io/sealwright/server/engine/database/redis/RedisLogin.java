package io.sealwright.server.engine.database.redis;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Address;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Tls;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.outbound.Anybody;
import io.sealwright.server.outbound.ClientIdentity;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis server with one user, and the passwords that may be his. Thread-safe. */
final class RedisLogin {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+");

    private final HostAndPort server;
    private final String username;
    private final List<String> passwords;
    private final boolean local;
    private final @Nullable SSLContext tls;
    private final boolean anybody;

    /**
     * @throws DatabaseException if the settings cannot work
     */
    RedisLogin(ConnectionSettings settings) {
        Address address = settings.address();
        requireGiven("host", address.host());
        requireGiven("port", address.port() == 0 ? "" : "given");
        requireGiven("username", settings.username());
        requireGiven("password", settings.passwords().contains("") ? "" : "given");
        if (!HOST.matcher(address.host()).matches()) {
            throw DatabaseException.misconfigured(
                    "host is a DNS name or an address, without a port");
        }
        this.server = new HostAndPort(address.host(), address.port());
        this.username = settings.username();
        this.passwords = settings.passwords();
        this.local = Address.isLoopback(address.host());
        this.anybody = settings.tls().skipVerify();
        this.tls = address.tls() ? context(settings.tls()) : null;
    }

    private static void requireGiven(String name, String value) {
        if (value.isEmpty()) {
            throw DatabaseException.misconfigured(name + " cannot be empty");
        }
    }

    private static SSLContext context(Tls tls) {
        ClientIdentity identity = new ClientIdentity(tls.certificate(), tls.privateKey());
        try {
            if (!tls.skipVerify()) {
                return new Trust(tls.authorities(), List.of()).context(identity.managers());
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.managers(), new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (OutboundException e) {
            throw DatabaseException.misconfigured("ca_cert cannot be used: it is PEM");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without TLS", e);
        }
    }

    List<String> secrets() {
        return passwords;
    }

    boolean isPlainElsewhere() {
        return tls == null && !local;
    }

    /**
     * Logs in. While a password is being changed there are two, of which one works.
     *
     * @param limit of time for each answer
     * @throws JedisException if that fails
     */
    Connection open(Duration limit) {
        for (String password : passwords.subList(0, passwords.size() - 1)) {
            try {
                return new Connection(server, config(password, limit));
            } catch (JedisException e) {
                if (!Failures.isDenied(e)) {
                    throw e;
                }
            }
        }
        return new Connection(server, config(passwords.getLast(), limit));
    }

    private DefaultJedisClientConfig config(String password, Duration limit) {
        DefaultJedisClientConfig.Builder config =
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(Math.toIntExact(Database.CONNECT.toMillis()))
                        .socketTimeoutMillis(Math.toIntExact(limit.toMillis()))
                        .user(username)
                        .password(password)
                        // Users that may not even say who they are can log in.
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (tls != null) {
            SSLParameters parameters = new SSLParameters();
            if (!anybody) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            config.ssl(true).sslSocketFactory(tls.getSocketFactory()).sslParameters(parameters);
        }
        return config.build();
    }
}
