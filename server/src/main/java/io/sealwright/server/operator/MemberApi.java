package io.sealwright.server.operator;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Another member's HTTP API, as a joining node speaks to it. */
final class MemberApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    // A ticket holds the certificates of all members.
    private static final long MAX_ANSWER = 4L << 20;

    private final URI base;
    private final HttpClient client;

    /**
     * @param address URL of the member
     * @param caCertificate PEM that its TLS certificate must lead to; empty = the system's
     */
    MemberApi(String address, String caCertificate) {
        try {
            base = URI.create(address.endsWith("/") ? address : address + "/");
            if (base.getHost() == null
                    || base.getScheme() == null
                    || !base.getScheme().matches("https?")) {
                throw new IllegalArgumentException("not an address");
            }
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(
                    "leader_api_addr must be a URL such as https://node1:8200");
        }
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(TIMEOUT);
        if (!caCertificate.isEmpty()) {
            builder.sslContext(trusting(caCertificate));
        }
        client = builder.build();
    }

    private static SSLContext trusting(String pem) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            pem.getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw RequestFailure.invalid("leader_ca_cert is not a certificate in PEM");
        }
    }

    /** The {@code data} of the answer. */
    JsonNode post(String path, ObjectNode body) {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve("v1/" + path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        JsonMapper.shared().writeValueAsBytes(body)))
                        .build();
        try {
            HttpResponse<byte[]> response =
                    client.send(
                            request,
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
            if (response.statusCode() != 200) {
                throw unreachable("it answered " + response.statusCode());
            }
            return JsonMapper.shared().readTree(response.body()).path("data");
        } catch (IOException e) {
            throw unreachable("it does not answer");
        } catch (JacksonException e) {
            throw unreachable("it does not speak this API");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        }
    }

    private RequestFailure unreachable(String why) {
        return new RequestFailure(
                new Failure.Unavailable(
                        "the member at "
                                + base.getScheme()
                                + "://"
                                + base.getAuthority()
                                + " could not be joined: "
                                + why,
                        Duration.ofSeconds(1)));
    }
}
