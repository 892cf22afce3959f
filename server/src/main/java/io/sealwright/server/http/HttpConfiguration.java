package io.sealwright.server.http;

import io.sealwright.server.config.GcpSettings;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.config.StorageSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.Ordered;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * The beans of the HTTP side that are not ours by type. No auto-configuration takes part: what is
 * here is all there is.
 */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {
    private static final String ALL = "/*";

    @Bean
    FilterRegistrationBean<Gate> gate(
            LimitSettings limits, List<StreamingEndpoint> streaming, GcpSettings gcp) {
        Set<String> streamed = new HashSet<>();
        streaming.forEach(endpoint -> streamed.addAll(endpoint.paths()));
        FilterRegistrationBean<Gate> gate =
                new FilterRegistrationBean<>(new Gate(limits, streamed, gcp.host()));
        gate.setOrder(Ordered.HIGHEST_PRECEDENCE);
        gate.addUrlPatterns(ALL);
        return gate;
    }

    /**
     * Spring Security's firewall and one filter. No session, CSRF token, anonymous user or request
     * cache: the API knows tokens alone. No observations either: they cost more than everything
     * else here together.
     */
    @Bean
    FilterRegistrationBean<FilterChainProxy> security() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHttpMethods(Gate.METHODS);
        // What the gate lets through: each of these is an ordinary character of a path, decoded
        // once, by the gate.
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowBackSlash(true);
        // The firewall's own rule as a regular expression takes longer than all else it does.
        firewall.setAllowedHeaderNames(name -> isPrintable(name, false));
        firewall.setAllowedHeaderValues(value -> isPrintable(value, true));
        FilterChainProxy chain =
                new FilterChainProxy(
                        new DefaultSecurityFilterChain(
                                AnyRequestMatcher.INSTANCE, new PresentedToken()));
        chain.setFirewall(firewall);
        chain.setRequestRejectedHandler((request, response, _) -> rejected(request, response));
        FilterRegistrationBean<FilterChainProxy> security = new FilterRegistrationBean<>(chain);
        security.setName("springSecurityFilterChain");
        security.setOrder(0);
        security.addUrlPatterns(ALL);
        return security;
    }

    private static boolean isPrintable(String text, boolean tabs) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c < 0x7f || tabs && c == '\t';
            if (!plain
                    && (Character.isISOControl(c)
                            || !Character.isDefined(c) && !Character.isSurrogate(c))) {
                return false;
            }
        }
        return true;
    }

    private static void rejected(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Refusals.send(request, response, Refusal.invalid("the request is malformed"));
    }

    @Bean
    TomcatServletWebServerFactory webServer(
            ListenerSettings listener,
            LimitSettings limits,
            StorageSettings storage,
            TlsListener tls,
            List<ExtraListener> extras) {
        return new TomcatSetup(listener, limits, storage, tls, extras).factory();
    }

    /** Requests in flight get this long after SIGTERM. */
    @Bean
    DefaultLifecycleProcessor lifecycleProcessor(LimitSettings limits) {
        DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
        processor.setTimeoutPerShutdownPhase(limits.shutdownTimeout().toMillis());
        return processor;
    }
}
