package io.sealwright.server;

import io.sealwright.audit.AuditCommand;
import io.sealwright.server.config.ConfigurationException;
import io.sealwright.server.config.ServerCommand;
import io.sealwright.server.config.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/**
 * The program: a node, or one of the commands that need none. Beans come from component scan alone;
 * no auto-configuration takes part, so that nothing listens, answers or observes but what these
 * packages say. Beans are called by their full names, so that a room need not know how classes of
 * another are called.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
public class SealwrightApplication {
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(5);

    /**
     * Starts a node, or runs a command. Exits 0 after SIGTERM or SIGINT, 1 if the node does not
     * start.
     */
    public static void main(String[] args) {
        List<String> arguments = Arrays.asList(args);
        if (arguments.contains("--version") || arguments.equals(List.of("version"))) {
            System.out.println("Sealwright " + Version.PRODUCT);
        } else if (!arguments.isEmpty() && arguments.getFirst().equals("audit")) {
            System.exit(
                    AuditCommand.run(
                            Arrays.copyOfRange(args, 1, args.length),
                            System.getenv(),
                            System.out,
                            System.err));
        } else if (!arguments.isEmpty() && arguments.getFirst().equals("health")) {
            System.exit(
                    HealthCommand.run(
                            arguments.subList(1, arguments.size()),
                            System.getenv(),
                            HEALTH_LIMIT,
                            System.out));
        } else {
            serve(arguments);
        }
    }

    private static void serve(List<String> arguments) {
        OutOfMemory.endsTheProcess();
        String[] properties;
        try {
            properties = ServerCommand.properties(arguments);
        } catch (ConfigurationException e) {
            System.err.println("sealwright: " + e.getMessage());
            System.exit(1);
            return;
        }
        SpringApplication application = new SpringApplication(SealwrightApplication.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(
                Map.of("spring.config.location", ServerCommand.locations()));
        try {
            ConfigurableApplicationContext context = application.run(properties);
            StopSignals.handle(context);
        } catch (RuntimeException e) {
            // Said already, in one line where it is an operator's to change.
            System.exit(1);
        }
    }
}
