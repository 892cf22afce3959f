package io.sealwright.audit;

import io.sealwright.audit.CommandLine.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a node for the signed heads that the cluster keeps. One thread at a time. */
final class ClusterHeads implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_ANSWER = 4 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final String address;
    private final String token;

    private ClusterHeads(HttpClient http, String address, String token) {
        this.http = http;
        this.address = address;
        this.token = token;
    }

    static ClusterHeads of(
            String url,
            @Nullable String tokenFile,
            @Nullable String caCert,
            Map<String, String> environment)
            throws UsageException, IOException {
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new UsageException("audit: --against needs an http or https URL");
        }
        String token =
                tokenFile == null
                        ? first(environment, "VAULT_TOKEN", "BAO_TOKEN")
                        : CommandLine.small(tokenFile);
        if (token == null || token.isBlank()) {
            throw new UsageException(
                    "audit: --against needs a token: set VAULT_TOKEN or give --token-file");
        }
        String pem = caCert == null ? first(environment, "VAULT_CACERT", "BAO_CACERT") : caCert;
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(LIMIT);
        if (pem != null && !pem.isEmpty()) {
            client.sslContext(trusting(Path.of(pem)));
        }
        return new ClusterHeads(client.build(), url.replaceFirst("/+$", ""), token.strip());
    }

    private static @Nullable String first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    private static SSLContext trusting(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + count++, certificate);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + " holds no certificates", e);
        }
    }

    /** The newest head of a node's device and those before that the cluster keeps; maybe none. */
    List<AuditHead> heads(String node, String device) throws IOException {
        String query = "?node=" + encoded(node) + "&device=" + encoded(device);
        List<AuditHead> heads = new ArrayList<>();
        try {
            for (JsonNode head : ask("sys/audit/heads" + query).path("heads")) {
                heads.add(AuditHead.of(head));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(address + " answered a head that is none", e);
        }
        return heads.stream().distinct().toList();
    }

    /** The key of the cluster. */
    AuditPublicKey key() throws IOException {
        try {
            return AuditPublicKey.parse(ask("sys/audit/key").path("public_key").asString(""));
        } catch (IllegalArgumentException e) {
            throw new IOException(address + " answered a key that is none", e);
        }
    }

    private JsonNode ask(String path) throws IOException {
        HttpRequest request;
        try {
            request =
                    HttpRequest.newBuilder(URI.create(address + "/v1/" + path))
                            .timeout(LIMIT)
                            .header("X-Vault-Token", token)
                            .build();
        } catch (IllegalArgumentException e) {
            throw new IOException("the address or the token is malformed"); // no token in the text
        }
        try {
            HttpResponse<InputStream> response =
                    http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] body = in.readNBytes(MAX_ANSWER);
                if (response.statusCode() != 200) {
                    throw new IOException(
                            address + " answered " + response.statusCode() + " to " + path);
                }
                return JSON.readTree(body).path("data");
            }
        } catch (JacksonException e) {
            throw new IOException(address + " did not answer JSON to " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
