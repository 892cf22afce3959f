package io.sealwright.server.config;

import java.net.BindException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says in one line why the node does not start, if it is something that an operator can change;
 * anything else is a bug and gets its trace. Registered in {@code META-INF/spring.factories}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupReport implements SpringBootExceptionReporter {
    private static final String OURS = "io.sealwright.";

    @Override
    public boolean reportException(Throwable failure) {
        String line = line(failure);
        if (line != null) {
            System.err.println("sealwright: " + line);
        } else {
            LoggerFactory.getLogger("io.sealwright").error("the node did not start", failure);
        }
        return true;
    }

    static @Nullable String line(Throwable failure) {
        String property = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                return cause.getMessage();
            }
            if (cause
                    instanceof
                    org.springframework.boot.context.properties.bind.BindException bind) {
                property =
                        bind.getName()
                                + " cannot be read as "
                                + simple(bind.getTarget().getType().toString());
            }
            if (cause instanceof PortInUseException busy) {
                return "port "
                        + busy.getPort()
                        + " (of a listener, see sealwright.listener) is in use";
            }
            if (cause instanceof BindException) {
                return "an address of sealwright.listener or sealwright.cluster.address is in use";
            }
            if (ours(cause)) {
                return cause.getMessage();
            }
        }
        return property;
    }

    private static boolean ours(Throwable cause) {
        return cause.getClass().getName().startsWith(OURS) && cause.getMessage() != null;
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
