package io.sealwright.server.snapshots;

import io.sealwright.server.sigv4.Signing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The three requests to S3 that scheduled snapshots need: put, list, delete. Follows no redirects;
 * an error tells the status and S3's code for it, and nothing else of the answer.
 */
final class S3Client implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofHours(1);
    private static final long MOST_ANSWER = 4L << 20;
    private static final int MOST_PAGES = 100;
    private static final String EMPTY = Signing.sha256(new byte[0]);

    private final Schedule.Bucket bucket;
    private final InstantSource clock;
    private final SigV4 signature;
    private final String base;
    private final String host;
    private final String root;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();

    /**
     * @throws SnapshotFailure if the endpoint is no host
     */
    S3Client(Schedule.Bucket bucket, InstantSource clock) {
        this.bucket = bucket;
        this.clock = clock;
        this.signature = new SigV4(bucket.accessKeyId(), bucket.secretAccessKey(), bucket.region());
        URI endpoint = endpoint(bucket);
        String authority = endpoint.getAuthority();
        this.host = bucket.forcePathStyle() ? authority : bucket.name() + "." + authority;
        this.base = endpoint.getScheme() + "://" + host;
        this.root = bucket.forcePathStyle() ? "/" + bucket.name() + "/" : "/";
    }

    /**
     * @throws SnapshotFailure if it is no host, host:port or URL of one
     */
    static URI endpoint(Schedule.Bucket bucket) {
        String text = bucket.endpoint();
        if (text.isEmpty()) {
            text = "s3." + bucket.region() + ".amazonaws.com";
        }
        if (!text.contains("://")) {
            text = (bucket.disableTls() ? "http://" : "https://") + text;
        }
        try {
            URI uri = URI.create(text);
            boolean plain = "http".equals(uri.getScheme());
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPath().replace("/", "").isEmpty()
                    && uri.getRawQuery() == null
                    && (plain || "https".equals(uri.getScheme()))
                    && plain == bucket.disableTls()) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new SnapshotFailure("aws_s3_endpoint is not a host, host:port or URL", e);
        }
        throw new SnapshotFailure(
                "aws_s3_endpoint is not a host, host:port or URL, or aws_s3_disable_tls does not"
                        + " go with it");
    }

    void put(String key, Path file) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        if (!bucket.encryption().isEmpty()) {
            headers.put("x-amz-server-side-encryption", bucket.encryption());
        }
        if (!bucket.kmsKey().isEmpty()) {
            headers.put("x-amz-server-side-encryption-aws-kms-key-id", bucket.kmsKey());
        }
        send("PUT", path(key), "", headers, digest(file), BodyPublishers.ofFile(file), LONG);
    }

    void delete(String key) throws IOException {
        send("DELETE", path(key), "", Map.of(), EMPTY, BodyPublishers.noBody(), SHORT);
    }

    /** Keys that begin with the prefix. */
    List<String> list(String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        String token = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            StringBuilder query = new StringBuilder();
            if (!token.isEmpty()) {
                query.append("continuation-token=")
                        .append(Signing.encode(token, false))
                        .append('&');
            }
            query.append("list-type=2&prefix=").append(Signing.encode(prefix, false));
            byte[] answer =
                    send(
                            "GET",
                            root,
                            query.toString(),
                            Map.of(),
                            EMPTY,
                            BodyPublishers.noBody(),
                            SHORT);
            keys.addAll(texts(answer, "Key"));
            List<String> next = texts(answer, "NextContinuationToken");
            if (next.isEmpty()) {
                return keys;
            }
            token = next.getFirst();
        }
        throw new SnapshotFailure("the bucket holds too many objects with this prefix");
    }

    private String path(String key) {
        return root + Signing.encode(key, true);
    }

    private byte[] send(
            String method,
            String path,
            String query,
            Map<String, String> headers,
            String digest,
            BodyPublisher body,
            Duration timeout)
            throws IOException {
        Map<String, String> all = new TreeMap<>(headers);
        if (!bucket.sessionToken().isEmpty()) {
            all.put("x-amz-security-token", bucket.sessionToken());
        }
        URI uri = URI.create(base + path + (query.isEmpty() ? "" : "?" + query));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).method(method, body);
        signature
                .sign(method, host, path, query, all, digest, clock.instant())
                .forEach(request::header);
        try {
            HttpResponse<byte[]> response =
                    client.send(
                            request.build(),
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_ANSWER));
            if (response.statusCode() / 100 != 2) {
                throw refused(method, response);
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotFailure("stopped while the bucket was being asked", e);
        }
    }

    private static SnapshotFailure refused(String method, HttpResponse<byte[]> response) {
        String code = "";
        try {
            code = String.join(" ", texts(response.body(), "Code"));
        } catch (SnapshotFailure unreadable) {
            // The status alone has to do.
        }
        return new SnapshotFailure(
                "the bucket answered " + response.statusCode() + " " + code + " to " + method);
    }

    /** The texts of all elements of this name. */
    private static List<String> texts(byte[] xml, String element) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        List<String> texts = new ArrayList<>();
        try {
            XMLStreamReader reader =
                    factory.createXMLStreamReader(
                            new ByteArrayInputStream(xml), StandardCharsets.UTF_8.name());
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals(element)) {
                    texts.add(reader.getElementText());
                }
            }
            return texts;
        } catch (XMLStreamException e) {
            throw new SnapshotFailure("the bucket's answer cannot be read", e);
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
