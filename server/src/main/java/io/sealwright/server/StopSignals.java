package io.sealwright.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT end the node in order, and then the process with 0: a JVM by itself would exit
 * with 143.
 */
final class StopSignals {
    private static final Logger LOG = LoggerFactory.getLogger("io.sealwright");

    private StopSignals() {}

    static void handle(ConfigurableApplicationContext context) {
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> stop(context, signal));
        }
    }

    private static void stop(ConfigurableApplicationContext context, Signal signal) {
        // A second signal while stopping finds the exit under way and changes nothing.
        Thread.ofPlatform()
                .name("stop")
                .start(() -> {
                    LOG.info("stopping on {}", signal);
                    System.exit(SpringApplication.exit(context, () -> 0));
                });
    }
}
