package io.sealwright.server.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Reads away what a client still sends after its answer, for a while and without holding a thread:
 * a connection that is closed with data unread is reset, and then the client may not see the
 * answer.
 */
final class UnreadBody implements ReadListener {
    private static final long MOST_BYTES = 16L << 20;
    private static final long MOST_NANOS = 5_000_000_000L;
    private static final int CHUNK = 8 << 10;

    private final HttpServletRequest request;
    private final AsyncContext async;
    private final ServletInputStream in;
    private final long start = System.nanoTime();
    private long bytes;
    private boolean completed;

    private UnreadBody(HttpServletRequest request, AsyncContext async, ServletInputStream in) {
        this.request = request;
        this.async = async;
        this.in = in;
    }

    /** Whether the request announced a body. */
    static boolean expected(HttpServletRequest request) {
        return request.getContentLengthLong() > 0
                || (request.getContentLengthLong() < 0
                        && request.getHeader("Transfer-Encoding") != null);
    }

    /** For a listener that goes on draining by itself. */
    static UnreadBody of(HttpServletRequest request, AsyncContext async, ServletInputStream in) {
        return new UnreadBody(request, async, in);
    }

    /** Whether there is a body of which not all has been read. */
    static boolean is(HttpServletRequest request) throws IOException {
        return expected(request) && !request.getInputStream().isFinished();
    }

    /** For a request whose answer has been flushed; nothing else may be done with it afterwards. */
    static void drain(HttpServletRequest request) throws IOException {
        if (!is(request)) {
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        ServletInputStream in = request.getInputStream();
        in.setReadListener(new UnreadBody(request, async, in));
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] chunk = new byte[CHUNK];
        while (in.isReady()) {
            int count = in.read(chunk);
            if (count < 0) {
                return;
            }
            bytes += count;
            if (bytes > MOST_BYTES || System.nanoTime() - start > MOST_NANOS) {
                Connections.abandonBody(request);
                complete();
                return;
            }
        }
    }

    @Override
    public void onAllDataRead() {
        complete();
    }

    @Override
    public void onError(Throwable cause) {
        Connections.abandonBody(request);
        complete();
    }

    private void complete() {
        if (!completed) {
            completed = true;
            async.complete();
        }
    }
}
