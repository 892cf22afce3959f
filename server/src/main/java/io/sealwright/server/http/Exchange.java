package io.sealwright.server.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its headers to its answer: the body arrives without a thread waiting for it,
 * then the request is admitted, then it is handled on one thread. A body that came along with its
 * headers costs no further dispatch.
 */
final class Exchange implements ReadListener {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final byte[] NO_BODY = new byte[0];
    private static final int CHUNK = 16 << 10;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Answering answering;
    private final @Nullable Admission admission;
    private final BodyBuffer buffer;
    private @Nullable AsyncContext async;
    private @Nullable UnreadBody draining;
    private boolean over;

    /**
     * @param admission null for a request that needs no place
     */
    Exchange(
            HttpServletRequest request,
            HttpServletResponse response,
            Answering answering,
            @Nullable Admission admission,
            BodyBuffer buffer) {
        this.request = request;
        this.response = response;
        this.answering = answering;
        this.admission = admission;
        this.buffer = buffer;
    }

    void start() throws IOException {
        if (!UnreadBody.expected(request)) {
            admit();
            return;
        }
        ServletInputStream in = request.getInputStream();
        long length = request.getContentLengthLong();
        if (length > 0 && in.available() >= length && buffer.reserve((int) length)) {
            readAtOnce(in, (int) length);
            admit();
            return;
        }
        goAsync();
        in.setReadListener(this);
    }

    private AsyncContext goAsync() {
        if (async == null) {
            async = request.startAsync();
            // Time-outs are the connection's: without progress while reading, the request's
            // deadline afterwards.
            async.setTimeout(0);
        }
        return async;
    }

    private void readAtOnce(ServletInputStream in, int length) throws IOException {
        byte[] chunk = new byte[Math.min(length, CHUNK)];
        int left = length;
        while (left > 0) {
            int count = in.read(chunk, 0, Math.min(left, chunk.length));
            if (count < 0) {
                throw new IOException("the body ended early");
            }
            buffer.append(chunk, count);
            left -= count;
        }
        Arrays.fill(chunk, (byte) 0);
    }

    // -- the body, as it arrives

    @Override
    public void onDataAvailable() throws IOException {
        if (draining != null) {
            draining.onDataAvailable();
            return;
        }
        ServletInputStream in = request.getInputStream();
        byte[] chunk = new byte[CHUNK];
        try {
            while (in.isReady()) {
                int count = in.read(chunk);
                if (count < 0) {
                    return;
                }
                Refusal refusal = buffer.append(chunk, count);
                if (refusal != null) {
                    refuse(refusal, in);
                    return;
                }
            }
        } finally {
            Arrays.fill(chunk, (byte) 0);
        }
    }

    private void refuse(Refusal refusal, ServletInputStream in) throws IOException {
        buffer.close();
        Refusals.write(request, response, refusal);
        draining = UnreadBody.of(request, goAsync(), in);
        draining.onDataAvailable();
    }

    @Override
    public void onAllDataRead() throws IOException {
        if (draining != null) {
            draining.onAllDataRead();
        } else {
            admit();
        }
    }

    @Override
    public void onError(Throwable cause) {
        if (draining != null) {
            draining.onError(cause);
        } else {
            LOG.debug("a request body that did not arrive: {}", cause.toString());
            Connections.abandonBody(request);
            complete();
        }
    }

    // -- its turn

    private void admit() throws IOException {
        if (admission == null) {
            answer();
        } else if (async == null && admission.enter()) {
            answerAndLeave(admission);
        } else {
            queue(admission);
        }
    }

    private void queue(Admission places) throws IOException {
        AsyncContext context = goAsync();
        switch (places.enter(() -> startLater(places, context))) {
            case ADMITTED -> answerAndLeave(places);
            case QUEUED -> {}
            case FULL -> {
                Refusals.write(
                        request, response, Refusal.busy("too many requests at once; try again"));
                complete();
            }
        }
    }

    private boolean startLater(Admission places, AsyncContext context) {
        try {
            context.start(() -> {
                try {
                    answerAndLeave(places);
                } catch (IOException e) {
                    LOG.debug("an answer that could not be sent: {}", e.toString());
                }
            });
            return true;
        } catch (RuntimeException e) {
            LOG.debug("a request that cannot run any more: {}", e.toString());
            buffer.close();
            return false;
        }
    }

    private void answerAndLeave(Admission places) throws IOException {
        try {
            answer();
        } finally {
            places.leave();
        }
    }

    private void answer() throws IOException {
        byte[] body = buffer.empty() ? NO_BODY : buffer.take();
        try {
            answering.answer(request, response, body);
        } catch (RuntimeException | Error e) {
            Broken.answer(request, response, e);
        } finally {
            Arrays.fill(body, (byte) 0);
            complete();
        }
    }

    private void complete() {
        if (!over) {
            over = true;
            buffer.close();
            if (async != null) {
                async.complete();
            }
        }
    }
}
