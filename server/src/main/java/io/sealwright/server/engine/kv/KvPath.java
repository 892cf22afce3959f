package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The path of a secret as a request names it. */
final class KvPath {
    static final String NAME = "path";

    /** The store's limit. */
    private static final int MAX_BYTES = 4_096;

    private KvPath() {}

    /** Null where no secret can lie: at the top, or at a folder. */
    static @Nullable String ofAny(Call call) {
        String path = call.path(NAME);
        return path.isEmpty() || path.endsWith("/") ? null : checked(path);
    }

    /**
     * @throws RequestFailure where nothing can lie
     */
    static String ofExisting(Call call) {
        String path = ofAny(call);
        if (path == null) {
            throw RequestFailure.notFound();
        }
        return path;
    }

    /**
     * @throws RequestFailure where nothing may be written
     */
    static String ofWritten(Call call) {
        String path = ofAny(call);
        if (path == null) {
            throw RequestFailure.invalid("cannot write to a path ending in '/'");
        }
        return path;
    }

    /** Empty for the top, else with a slash at its end. */
    static String ofFolder(Call call) {
        String path = call.path(NAME);
        return path.isEmpty() || path.endsWith("/") ? checked(path) : checked(path + "/");
    }

    private static String checked(String path) {
        if (path.length() > MAX_BYTES || path.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw RequestFailure.invalid("the path is longer than " + MAX_BYTES + " bytes");
        }
        if (path.startsWith("/") || path.contains("//")) {
            throw RequestFailure.invalid("the path holds an empty segment");
        }
        return path;
    }
}
