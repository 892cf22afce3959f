package io.sealwright.audit;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** POSTs batches; 2xx means that the receiver has every line. No error names URL or headers. */
final class HttpTransport implements LineTransport {

    private final AuditHttpSettings settings;
    private @Nullable HttpClient client;

    HttpTransport(AuditHttpSettings settings) {
        this.settings = settings;
    }

    @Override
    public int batchLines() {
        return settings.batchLines();
    }

    @Override
    public int batchBytes() {
        return settings.batchBytes();
    }

    @Override
    public Duration batchWait() {
        return settings.batchWait();
    }

    @Override
    public void open() throws IOException {
        close();
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.timeouts().connect());
        Path ca = settings.ca();
        if (ca != null) {
            builder.sslContext(trusting(ca));
        }
        client = builder.build();
    }

    private static SSLContext trusting(Path ca) throws IOException {
        try (InputStream pem = Files.newInputStream(ca)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca" + number++, one);
            }
            if (number == 0) {
                throw new IOException("the CA file holds no certificate");
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the CA file cannot be read as PEM certificates");
        }
    }

    @Override
    public void send(List<byte[]> lines) throws IOException {
        HttpClient now = client;
        if (now == null) {
            throw new IOException("the HTTP device is not open");
        }
        int status = post(now, body(lines));
        if (status < 200 || status > 299) {
            throw new IOException("the receiver answered with status " + status);
        }
    }

    /** The client's own time-out ends at the head of the answer; this one ends with its body. */
    private int post(HttpClient now, byte[] body) throws IOException {
        CompletableFuture<HttpResponse<Void>> answer =
                now.sendAsync(request(body), HttpResponse.BodyHandlers.discarding());
        Duration patience = settings.timeouts().connect().plus(settings.timeouts().write());
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS).statusCode();
        } catch (TimeoutException e) {
            throw new IOException("the receiver did not answer in time");
        } catch (ExecutionException e) {
            throw new IOException("the request to the receiver failed: " + kind(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    /** The class alone: a message of the client may repeat what it was given. */
    private static String kind(@Nullable Throwable cause) {
        return cause == null ? "unknown" : cause.getClass().getSimpleName();
    }

    private HttpRequest request(byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(settings.uri())
                        .timeout(settings.timeouts().write().plus(settings.timeouts().connect()))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        settings.headers()
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        if (settings.headers().keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
            request.header("Content-Type", "application/x-ndjson");
        }
        return request.build();
    }

    private static byte[] body(List<byte[]> lines) {
        int length = 0;
        for (byte[] line : lines) {
            length = Math.addExact(length, line.length + 1);
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] line : lines) {
            all.put(line).put((byte) '\n');
        }
        return all.array();
    }

    @Override
    public void close() {
        HttpClient old = client;
        client = null;
        if (old != null) {
            old.shutdownNow();
        }
    }
}
