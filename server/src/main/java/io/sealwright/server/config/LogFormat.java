package io.sealwright.server.config;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Chooses the JSON form of the log on stderr where {@code logging.structured.format.console} asks
 * for it. Registered in {@code META-INF/spring.factories}.
 */
final class LogFormat implements EnvironmentPostProcessor {
    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty("logging.structured.format.console")
                && !environment.containsProperty("logging.config")) {
            environment
                    .getPropertySources()
                    .addFirst(
                            new MapPropertySource(
                                    "log format",
                                    Map.of("logging.config", "classpath:logback-structured.xml")));
        }
    }
}
