package io.sealwright.server.auth.jwt;

import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a browser shows that comes back from the provider to this server. No scripts; every value
 * escaped.
 */
final class Pages {
    private static final String TYPE = "text/html; charset=utf-8";

    private Pages() {}

    static Response succeeded() {
        return page(
                "Logged in",
                "<p>You are logged in. You can close this window and go back to the program that you came from.</p>");
    }

    static Response failed(String message) {
        return page(
                        "Login failed",
                        "<p>"
                                + escaped(message)
                                + "</p><p>Go back to the program that you came from and try again.</p>")
                .withStatus(400);
    }

    /**
     * Asks whether it was really this person who has begun the login (RFC 8628, 5.4).
     *
     * @param parameters to be sent again
     */
    static Response confirmation(FlowState state, Map<String, String> parameters) {
        StringBuilder body = new StringBuilder("<p>A login as role <b>");
        body.append(escaped(state.role()))
                .append("</b> was begun at the address <b>")
                .append(escaped(state.address()))
                .append(
                        "</b>. If that was not you, close this window: whoever has begun it would get your access.</p><form method=\"get\">");
        parameters.forEach((name, value) ->
                body.append("<input type=\"hidden\" name=\"")
                        .append(escaped(name))
                        .append("\" value=\"")
                        .append(escaped(value))
                        .append("\">"));
        body.append(
                "<input type=\"hidden\" name=\"confirmation\" value=\"true\"><button type=\"submit\">Confirm the login</button></form>");
        return page("Confirm the login", body.toString());
    }

    private static Response page(String title, String body) {
        String html =
                "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\""
                        + " content=\"default-src 'none'; form-action 'self'\"><meta name=\"referrer\" content=\"no-referrer\"><title>"
                        + title
                        + "</title></head><body><h1>"
                        + title
                        + "</h1>"
                        + body
                        + "</body></html>\n";
        return Response.raw(
                new RawBody(TYPE, out -> out.write(html.getBytes(StandardCharsets.UTF_8))));
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
