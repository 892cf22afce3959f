package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** CreateSecret, GetSecret, UpdateSecret and DeleteSecret. */
final class GcpSecrets {
    private static final String SECRET = "secret";
    private static final String ETAG = "etag";

    private final Secrets secrets;
    private final KvEvents events;

    GcpSecrets(Secrets secrets, KvEvents events) {
        this.secrets = secrets;
        this.events = events;
    }

    /** Without a version. */
    Response create(Call call) {
        GcpName name = GcpSecret.newName(call);
        GcpParameters sent = new GcpParameters(call.body()).message(SECRET);
        if (sent.has("tags")) {
            throw GcpErrors.invalid("Tags of the resource manager are not supported: use labels.");
        }
        String replication = GcpReplication.of(name, sent);
        // Also one that waits for its deletion has the name.
        if (Secrets.findAny(call.records(), name.secret()) != null) {
            throw GcpErrors.exists(name);
        }
        Secret fresh = secrets.create(call.now());
        SecretGoogle google =
                fresh.about().google().withReplication(replication).withLocation(name.location());
        Secret placed = fresh.with(fresh.about().withGoogle(google), call.now());
        Secret made = new GcpChanges(placed, sent, call.now()).created();
        save(call, name.secret(), placed, made);
        events.created(call.context(), name.secret(), made);
        return shown(new GcpSecret(name, made));
    }

    private static void save(Call call, String path, Secret before, Secret after) {
        ExpiresAt.move(call.context(), path, before, after);
        GcpDue.move(call.context(), path, before, after);
        Secrets.save(call.records(), path, after);
    }

    static Response get(Call call) {
        return shown(GcpSecret.of(call));
    }

    private static Response shown(GcpSecret found) {
        return Response.of(GcpShown.secret(found));
    }

    Response update(Call call) {
        GcpSecret found = GcpSecret.edited(call, secrets);
        GcpParameters request = new GcpParameters(call.body());
        GcpParameters sent = request.message(SECRET);
        String etag = sent.text(ETAG);
        requireEtag(found, etag);
        Secret before = found.secret();
        boolean checked = KvConfig.of(call.records()).metadataCasRequired();
        if ((checked || before.metadataCasRequired()) && etag.isEmpty()) {
            throw GcpErrors.precondition(
                    "Changes of this secret must say check-and-set (metadata_cas_required of the"
                            + " mount or the secret): send its etag.");
        }
        Secret after = new GcpChanges(before, sent, call.now()).updated(mask(request));
        save(call, found.path(), before, after);
        events.metadata(call.context(), "metadata-write", found.path(), after);
        return shown(found.with(after));
    }

    private static List<String> mask(GcpParameters request) {
        String mask = request.text("updateMask");
        return mask.isEmpty() ? List.of() : List.of(mask.split(","));
    }

    private static void requireEtag(GcpSecret found, String etag) {
        if (!etag.isEmpty() && !etag.equals(GcpShown.secret(found).path(ETAG).stringValue(""))) {
            throw GcpErrors.wrongEtag(SECRET);
        }
    }

    /** With all its versions, at once. */
    Response delete(Call call) {
        GcpSecret found = GcpSecret.edited(call, secrets);
        requireEtag(found, new GcpParameters(call.body()).text(ETAG));
        secrets.remove(call.context(), found.path(), found.secret());
        secrets.tellRemoved(call.context(), found.path(), found.secret());
        return Response.of(JsonNodeFactory.instance.objectNode());
    }
}
