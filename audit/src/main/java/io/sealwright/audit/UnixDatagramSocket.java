package io.sealwright.audit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A connected UNIX datagram socket, which Java does not have and {@code /dev/log} is. By the C
 * library of Linux; its numbers are those of every architecture that a JDK 25 runs on. One thread
 * at a time.
 */
final class UnixDatagramSocket implements AutoCloseable {

    /** Of a path, in bytes: {@code sun_path} without its ending zero. */
    static final int MAX_PATH = 107;

    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDTIMEO = 21;
    private static final int MSG_NOSIGNAL = 0x4000;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final int descriptor;
    private boolean closed;

    private UnixDatagramSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * @param sendTimeout how long {@link #send} may wait while the receiver's buffer is full
     */
    static UnixDatagramSocket connect(Path path, Duration sendTimeout) throws IOException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new IOException("UNIX datagram sockets work on Linux alone: use UDP or TCP");
        }
        int made =
                call("socket", INT, List.of(INT, INT, INT), AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        UnixDatagramSocket socket = new UnixDatagramSocket(made);
        try (Arena arena = Arena.ofConfined()) {
            socket.limit(arena, sendTimeout);
            MemorySegment address = address(arena, path);
            call(
                    "connect",
                    INT,
                    List.of(INT, ValueLayout.ADDRESS, INT),
                    made,
                    address,
                    (int) address.byteSize());
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void limit(Arena arena, Duration sendTimeout) throws IOException {
        MemorySegment time = arena.allocate(LONG, 2);
        time.setAtIndex(LONG, 0, sendTimeout.toSeconds());
        time.setAtIndex(LONG, 1, sendTimeout.toNanosPart() / 1000);
        call(
                "setsockopt",
                INT,
                List.of(INT, INT, INT, ValueLayout.ADDRESS, INT),
                descriptor,
                SOL_SOCKET,
                SO_SNDTIMEO,
                time,
                (int) time.byteSize());
    }

    private static MemorySegment address(Arena arena, Path path) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        MemorySegment address = arena.allocate(Short.BYTES + MAX_PATH + 1, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, bytes.length);
        return address;
    }

    void send(byte[] datagram) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
            call(
                    "send",
                    LONG,
                    List.of(INT, ValueLayout.ADDRESS, LONG, INT),
                    descriptor,
                    bytes,
                    bytes.byteSize(),
                    MSG_NOSIGNAL);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                call("close", INT, List.of(INT), descriptor);
            } catch (IOException e) {
                // The descriptor is gone either way.
            }
        }
    }

    @SuppressWarnings("restricted") // native calls are what this class is for
    private static int call(
            String function, MemoryLayout result, List<MemoryLayout> layouts, Object... arguments)
            throws IOException {
        long value;
        int error;
        try (Arena arena = Arena.ofConfined()) {
            StructLayout layout = Linker.Option.captureStateLayout();
            MemorySegment state = arena.allocate(layout);
            Linker linker = Linker.nativeLinker();
            List<Object> all = new ArrayList<>(List.of(state));
            all.addAll(Arrays.asList(arguments));
            Object answer =
                    linker.downcallHandle(
                                    linker.defaultLookup().findOrThrow(function),
                                    FunctionDescriptor.of(
                                            result, layouts.toArray(MemoryLayout[]::new)),
                                    Linker.Option.captureCallState("errno"))
                            .invokeWithArguments(all);
            value = ((Number) answer).longValue();
            long offset = layout.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
            error = state.get(INT, offset);
        } catch (Throwable e) {
            // A method handle may throw anything, and a JVM may forbid native access.
            throw new IOException("native call " + function + " is not possible", e);
        }
        if (value < 0) {
            throw new IOException(function + " to the UNIX socket failed with errno " + error);
        }
        return (int) value;
    }
}
