package io.sealwright.server.api.aws;

import io.sealwright.policy.Operation;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.config.AwsSettings;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.http.Exchanges;
import io.sealwright.server.http.HttpMeters;
import io.sealwright.server.http.Passed;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code /}: one address for AWS Secrets Manager, which names its operation in a header, and for
 * STS, which names it in a form or a query. Thread-safe.
 */
@Component
public final class AwsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String HEADER = "X-Amz-Target";
    private static final String TARGET = AwsOperation.SERVICE + ".";

    private final transient Pipeline pipeline;
    private final transient AwsRequests requests;
    private final transient StsAnswers sts;
    private final transient Exchanges exchanges;
    private final transient HttpMeters meters;
    private final long bodyLimit;
    private final long formLimit;

    AwsServlet(
            Pipeline pipeline,
            AwsRequests requests,
            StsAnswers sts,
            Exchanges exchanges,
            HttpMeters meters,
            AwsSettings settings,
            LimitSettings limits) {
        this.pipeline = pipeline;
        this.requests = requests;
        this.sts = sts;
        this.exchanges = exchanges;
        this.meters = meters;
        bodyLimit = settings.body().toBytes();
        formLimit = Math.min(bodyLimit, limits.tokenlessBody().toBytes());
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        Passed passed = Passed.of(http);
        if (!http.getMethod().equals("POST") || http.getHeader(HEADER) == null) {
            exchanges.serve(
                    http,
                    response,
                    formLimit,
                    (in, out, body) -> sts.answer(in, out, passed, body));
        } else {
            exchanges.serve(
                    http, response, bodyLimit, (in, out, body) -> answer(in, out, passed, body));
        }
    }

    private void answer(
            HttpServletRequest http, HttpServletResponse response, Passed passed, byte[] body)
            throws IOException {
        long start = System.nanoTime();
        String name = name(http.getHeader(HEADER));
        AwsOperation known = AwsOperation.find(name);
        AwsReply reply = new AwsReply(http, response, known == null ? "" : name);
        Operation operation = Operation.READ;
        try {
            if (known == null) {
                reply.send(unknown(name));
            } else {
                Request request = requests.read(http, passed, body, known);
                operation = request.operation();
                reply.send(request, pipeline.handle(request));
            }
        } catch (RequestFailure e) {
            reply.send(e.failure(), null);
        } catch (RuntimeException | StackOverflowError e) {
            reply.bug(e);
        } finally {
            meters.answered(
                    HttpMeters.Api.AWS, operation, response.getStatus(), System.nanoTime() - start);
        }
    }

    /** Empty for another service's target, or none. */
    private static String name(@Nullable String target) {
        return target != null && target.startsWith(TARGET) ? target.substring(TARGET.length()) : "";
    }

    private static AwsError unknown(String name) {
        return AwsOperation.notYet(name)
                ? new AwsError(
                        400,
                        "UnsupportedOperationException",
                        name + " is not supported by this server yet; docs/aws.md lists what is")
                : new AwsError(
                        400,
                        "UnknownOperationException",
                        "X-Amz-Target names no operation of AWS Secrets Manager, such as"
                                + " secretsmanager.GetSecretValue");
    }
}
