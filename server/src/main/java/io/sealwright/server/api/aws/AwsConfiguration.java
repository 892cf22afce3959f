package io.sealwright.server.api.aws;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the servlet is: at the root alone, and nothing below it. */
@Configuration(proxyBeanMethods = false)
class AwsConfiguration {
    @Bean
    ServletRegistrationBean<AwsServlet> awsRegistration(AwsServlet servlet) {
        ServletRegistrationBean<AwsServlet> registration =
                new ServletRegistrationBean<>(servlet, "");
        registration.setName("aws");
        return registration;
    }
}
