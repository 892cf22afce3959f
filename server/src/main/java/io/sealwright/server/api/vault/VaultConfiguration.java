package io.sealwright.server.api.vault;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the servlet is: at all paths that the gate lets through and no other API has. */
@Configuration(proxyBeanMethods = false)
class VaultConfiguration {
    @Bean
    ServletRegistrationBean<VaultServlet> vaultRegistration(VaultServlet servlet) {
        ServletRegistrationBean<VaultServlet> registration =
                new ServletRegistrationBean<>(servlet, "/");
        registration.setName("vault");
        return registration;
    }
}
