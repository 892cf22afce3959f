package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.JsonMembers;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.storage.barrier.Record;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** KV v1: one value at each path. */
final class PlainRoutes {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Secrets secrets;
    private final Payload payloads;
    private final LeaseLimits limits;
    private final KvEvents events;

    PlainRoutes(Secrets secrets, Payload payloads, LeaseLimits limits, KvEvents events) {
        this.secrets = secrets;
        this.payloads = payloads;
        this.limits = limits;
        this.events = events;
    }

    List<Route> routes() {
        return List.of(
                Route.at("{path...}", "Keeps, gives, lists and deletes values.")
                        .fields(Listing.FIELDS)
                        .freeForm()
                        .ofSecret(KvPath.NAME)
                        .existence(PlainRoutes::exists)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .on(
                                Operation.LIST,
                                call ->
                                        MetadataRoutes.keys(
                                                Listing.names(call, Integer.MAX_VALUE), true))
                        .on(
                                Operation.SCAN,
                                call ->
                                        MetadataRoutes.keys(
                                                Listing.tree(call, Integer.MAX_VALUE), false))
                        .build());
    }

    private static boolean exists(Call call) {
        String path = KvPath.ofAny(call);
        return path != null && call.records().get(path) != null;
    }

    private Response read(Call call) {
        Record stored = call.records().get(KvPath.ofExisting(call));
        if (stored == null) {
            throw RequestFailure.notFound();
        }
        byte[] json = PlainValue.decode(stored.value()).json();
        JsonMembers members = JsonMembers.of(json);
        Response response = Response.of(members.raw()).withLeaseDuration(lease(call, members));
        Arrays.fill(stored.value(), (byte) 0);
        Arrays.fill(json, (byte) 0);
        return response;
    }

    /**
     * What the value says its {@code ttl} is, for its readers to come back by; else the mount's.
     */
    private Duration lease(Call call, JsonMembers members) {
        JsonMembers.Member said = members.find("ttl");
        said = said == null ? members.find("lease") : said;
        Duration ttl = said == null ? null : ttl(members.value(said));
        return ttl == null ? limits.tuned(call.mount().config()).defaultTtl() : ttl;
    }

    private static @Nullable Duration ttl(byte[] json) {
        if (json[0] == '{' || json[0] == '[') {
            return null;
        }
        JsonNode said = MAPPER.readTree(json);
        String text = said.isString() ? said.stringValue() : said.isNull() ? "" : said.toString();
        try {
            return text.isEmpty() ? Duration.ZERO : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Response write(Call call) {
        String path = KvPath.ofWritten(call);
        call.records().put(path, new PlainValue(call.now(), payloads.body(call)).encode());
        events.plain(call.context(), "write", path);
        return Response.empty();
    }

    private Response delete(Call call) {
        String path = KvPath.ofAny(call);
        if (path != null) {
            secrets.removePlain(call.context(), path);
            events.plain(call.context(), "delete", path);
        }
        return Response.empty();
    }
}
