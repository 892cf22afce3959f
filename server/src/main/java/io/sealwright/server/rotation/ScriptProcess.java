package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a script, in a session and process group of its own, which ends with it. For one
 * thread.
 */
final class ScriptProcess implements AutoCloseable {
    /** Of what it prints to its standard output; a longer one is a failure. */
    static final int MAX_OUTPUT = 64 << 10;

    /** Of its standard error, which is read and dropped: it could hold a secret. */
    static final int MAX_ERRORS = 1 << 20;

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration REAP = Duration.ofSeconds(5);
    private static final int START_ATTEMPTS = 5;
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private final Process process;
    private final Reading output;
    private final Reading errors;
    private final List<Thread> threads = new ArrayList<>();

    private ScriptProcess(Process process, byte[] input) {
        this.process = process;
        this.output = new Reading(process.getInputStream(), MAX_OUTPUT, true);
        this.errors = new Reading(process.getErrorStream(), MAX_ERRORS, false);
        threads.add(Thread.ofVirtual().start(output));
        threads.add(Thread.ofVirtual().start(errors));
        threads.add(Thread.ofVirtual().start(() -> write(process.getOutputStream(), input)));
    }

    /**
     * @param input what it reads from its standard input
     * @throws RotationException if it cannot be started
     */
    static ScriptProcess start(
            String file, List<String> arguments, Map<String, String> environment, byte[] input)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("setsid", file));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().putAll(environment);
        for (int attempt = 1; ; attempt++) {
            try {
                return new ScriptProcess(builder.start(), input);
            } catch (IOException e) {
                if (attempt == START_ATTEMPTS) {
                    throw new RotationException(
                            "the script cannot be started: it needs setsid of util-linux, and a"
                                    + " storage folder that programs may be run from");
                }
                TimeUnit.MILLISECONDS.sleep(50L * attempt);
            }
        }
    }

    private static void write(OutputStream to, byte[] input) {
        try (to) {
            to.write(input);
        } catch (IOException e) {
            // It did not read all of it, which is its own affair.
        }
    }

    /**
     * Waits for its end.
     *
     * @return its exit status
     * @throws RotationException if it takes too long or prints too much
     */
    int await(Duration limit, Leading leading) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            leading.check();
            if (output.tooMuch || errors.tooMuch) {
                break;
            }
            if (System.nanoTime() - end > 0) {
                throw new RotationException(
                        "no end after " + limit.toSeconds() + " s: it was killed");
            }
        }
        killGroup();
        for (Thread thread : threads) {
            thread.join(REAP);
        }
        if (output.tooMuch) {
            throw new RotationException("it printed more than " + MAX_OUTPUT + " bytes");
        }
        if (errors.tooMuch) {
            throw new RotationException("it printed more than " + MAX_ERRORS + " bytes of errors");
        }
        return process.exitValue();
    }

    /** What it printed; after {@link #await}. */
    byte[] output() {
        return output.bytes();
    }

    /** Nothing of it runs on: not what it left in the background, either. */
    @Override
    public void close() {
        killGroup();
        process.destroyForcibly();
        for (AutoCloseable stream :
                List.of(
                        process.getInputStream(),
                        process.getErrorStream(),
                        process.getOutputStream())) {
            try {
                stream.close();
            } catch (Exception e) {
                // It is gone.
            }
        }
        output.wipe();
    }

    private void killGroup() {
        // First those that have left the group: they cannot be found without their parents.
        List<ProcessHandle> children = process.descendants().toList();
        kill(process.pid());
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** By the shell, since Java knows no process groups. */
    private static void kill(long group) {
        try {
            Process kill =
                    new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -" + group)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            boolean interrupted = Thread.interrupted();
            try {
                kill.waitFor(REAP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        } catch (IOException e) {
            throw new RotationException("what the script left behind could not be ended");
        }
    }

    /** Reads a stream to its end, keeping it or not. */
    private static final class Reading implements Runnable {
        private final InputStream from;
        private final int most;
        private final byte[] kept;
        private volatile int length;
        private volatile boolean tooMuch;

        Reading(InputStream from, int most, boolean keep) {
            this.from = from;
            this.most = most;
            this.kept = new byte[keep ? most : 0];
        }

        @Override
        public void run() {
            byte[] part = new byte[4_096];
            try {
                int read = from.read(part);
                while (read >= 0) {
                    if (length + read > most) {
                        tooMuch = true;
                        return;
                    }
                    if (kept.length > 0) {
                        System.arraycopy(part, 0, kept, length, read);
                    }
                    length += read;
                    read = from.read(part);
                }
            } catch (IOException e) {
                // Closed: it has ended, or is being ended.
            }
        }

        byte[] bytes() {
            return Arrays.copyOf(kept, Math.min(length, kept.length));
        }

        void wipe() {
            Arrays.fill(kept, (byte) 0);
        }
    }
}
