package io.sealwright.server.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Enumeration;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Takes the token out of a request's headers. Whether it is one, the pipeline decides, on the
 * request's own view.
 */
public final class PresentedToken extends GenericFilterBean {
    private static final String ATTRIBUTE = "io.sealwright.token";
    private static final String BEARER = "Bearer ";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(ATTRIBUTE, read((HttpServletRequest) request));
        chain.doFilter(request, response);
    }

    private static String read(HttpServletRequest request) {
        String own = request.getHeader("X-Vault-Token");
        if (own != null && !own.isEmpty()) {
            return own;
        }
        Enumeration<String> values = request.getHeaders("Authorization");
        while (values.hasMoreElements()) {
            String value = values.nextElement();
            if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                return value.substring(BEARER.length()).strip();
            }
        }
        return "";
    }

    /** As sent; empty if none. */
    public static String of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String token ? token : "";
    }
}
