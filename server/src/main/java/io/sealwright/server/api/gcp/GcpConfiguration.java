package io.sealwright.server.api.gcp;

import io.sealwright.server.config.GcpSettings;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.http.Exchanges;
import io.sealwright.server.http.ExtraListener;
import io.sealwright.server.http.HttpMeters;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the API is: at a listener of its own, or at a host name of the main one, or at both. */
@Configuration(proxyBeanMethods = false)
class GcpConfiguration {
    @Bean
    FilterRegistrationBean<GcpFilter> gcpFilter(
            GcpService service,
            GcpRequests requests,
            Exchanges exchanges,
            HttpMeters meters,
            GcpSettings settings) {
        FilterRegistrationBean<GcpFilter> registration =
                new FilterRegistrationBean<>(
                        new GcpFilter(
                                service, requests, exchanges, meters, settings.body().toBytes()));
        registration.setName("gcp");
        // Behind the gate, and behind what takes the token out of the headers.
        registration.setOrder(2);
        registration.addUrlPatterns("/*");
        return registration;
    }

    @Bean
    FilterRegistrationBean<TokenFilter> gcpTokenFilter(
            TokenExchange tokens,
            GcpRequests requests,
            Exchanges exchanges,
            HttpMeters meters,
            LimitSettings limits) {
        FilterRegistrationBean<TokenFilter> registration =
                new FilterRegistrationBean<>(
                        new TokenFilter(tokens, requests, exchanges, meters, limits));
        registration.setName("gcp-token");
        registration.setOrder(1);
        registration.addUrlPatterns("/*");
        return registration;
    }

    @Bean
    ExtraListener gcpListener(GcpSettings settings) {
        return new ExtraListener(ExtraListener.GCP, GcpSettings.ADDRESS, settings.address());
    }
}
