package io.sealwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutOfMemoryTest {
    /** A program one of whose threads ends by an error. */
    static final class Program {
        public static void main(String[] args) throws InterruptedException {
            OutOfMemory.endsTheProcess();
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                if (args[0].equals("memory")) {
                                    throw new OutOfMemoryError();
                                }
                                throw new IllegalStateException();
                            });
            thread.join();
        }
    }

    @ParameterizedTest
    @CsvSource({"memory,3", "other,0"})
    void onlyWantOfMemoryEndsTheProcess(String cause, int exit)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Program.class.getName(),
                                cause)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(exit);
    }
}
