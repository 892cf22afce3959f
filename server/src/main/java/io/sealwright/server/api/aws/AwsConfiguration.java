package io.sealwright.server.api.aws;

import io.sealwright.server.config.AwsListenerSettings;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.http.ExtraListener;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the servlet is: at the root alone, and nothing below it; also by a listener of its own. */
@Configuration(proxyBeanMethods = false)
class AwsConfiguration {
    @Bean
    ServletRegistrationBean<AwsServlet> awsRegistration(AwsServlet servlet) {
        ServletRegistrationBean<AwsServlet> registration =
                new ServletRegistrationBean<>(servlet, "");
        registration.setName("aws");
        return registration;
    }

    @Bean
    ExtraListener awsListener(ListenerSettings listener) {
        return new ExtraListener(
                ExtraListener.AWS, AwsListenerSettings.ADDRESS, listener.aws().address());
    }
}
