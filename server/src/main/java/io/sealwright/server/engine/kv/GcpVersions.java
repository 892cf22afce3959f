package io.sealwright.server.engine.kv;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Adds versions, shows them, and moves them between their states. */
final class GcpVersions {
    private final Secrets secrets;
    private final KvEvents events;
    private final SecureRandom random;

    GcpVersions(Secrets secrets, KvEvents events, SecureRandom random) {
        this.secrets = secrets;
        this.events = events;
        this.random = random;
    }

    Response add(Call call) {
        GcpSecret found = GcpSecret.edited(call, secrets);
        KvConfig config = KvConfig.of(call.records());
        if (config.casRequired() || found.secret().casRequired()) {
            throw GcpErrors.precondition(
                    "Writes of this secret must say check-and-set (cas_required of the mount or the"
                            + " secret), which this API cannot.");
        }
        GcpPayload payload = GcpPayload.of(new GcpParameters(call.body()).message("payload"));
        SecretVersion added =
                secrets.append(
                        call,
                        found.path(),
                        found.secret(),
                        config,
                        new NewVersion(
                                RandomTokens.uuid(random),
                                payload.kind(),
                                payload.bytes(),
                                List.of(Secret.CURRENT)));
        Arrays.fill(payload.bytes(), (byte) 0);
        Secret written = Secrets.find(call.records(), found.path());
        if (written == null) {
            throw new IllegalStateException("a secret that was just written is not there");
        }
        SecretVersion version = payload.checked() ? added.withChecksum() : added;
        if (payload.checked()) {
            Secrets.save(call.records(), found.path(), written.replace(version));
        }
        return shown(call, found.with(written), version);
    }

    static Response get(Call call) {
        GcpSecret found = GcpSecret.of(call);
        return shown(call, found, GcpVersionNames.find(GcpSecret.name(call), found.secret()));
    }

    private static Response shown(Call call, GcpSecret found, SecretVersion version) {
        return Response.of(GcpShown.version(found, version, call.now()));
    }

    /** What happens to one version; the same object if nothing does. */
    @FunctionalInterface
    private interface Change {
        Secret apply(GcpSecret found, SecretVersion version);
    }

    Response enable(Call call) {
        return change(
                call,
                "enable",
                (found, version) -> {
                    requireNotDestroyed(found, version);
                    GcpDue.spare(call.context(), found.secret(), version);
                    return found.secret().replace(version.enabled(call.now()));
                });
    }

    Response disable(Call call) {
        return change(
                call,
                "disable",
                (found, version) -> {
                    requireNotDestroyed(found, version);
                    return version.readable(call.now())
                            ? found.secret().replace(version.disabled(null))
                            : found.secret();
                });
    }

    /** At once, or when the secret's delay is over: until then the version can be enabled again. */
    Response destroy(Call call) {
        return change(
                call,
                "destroy",
                (found, version) -> {
                    requireNotDestroyed(found, version);
                    Duration delay = found.secret().about().google().versionDestroyTtl();
                    if (delay.isZero()) {
                        GcpDue.spare(call.context(), found.secret(), version);
                        return Secrets.destroy(call.context(), found.secret(), version);
                    }
                    if (version.destroyAt() != null) {
                        return found.secret();
                    }
                    Instant at = call.now().plus(delay);
                    GcpDue.destroy(call.context(), found.path(), found.secret(), version, at);
                    return found.secret().replace(version.disabled(at));
                });
    }

    private Response change(Call call, String name, Change change) {
        GcpSecret found = GcpSecret.edited(call, secrets);
        SecretVersion version = GcpVersionNames.find(GcpSecret.name(call), found.secret());
        if (found.secret().isPending(version.number())) {
            throw GcpErrors.precondition(
                    "The version is pending: this server is rotating the secret to it.");
        }
        requireEtag(call, found, version);
        Secret changed = change.apply(found, version);
        if (changed != found.secret()) {
            Secrets.save(call.records(), found.path(), changed);
            events.versions(
                    call.context(),
                    told(name, changed, version),
                    found.path(),
                    changed,
                    List.of(version.number()));
        }
        SecretVersion now = changed.version(version.number());
        return shown(call, found.with(changed), now == null ? version : now);
    }

    /** A destruction that waits has only disabled it. */
    private static String told(String name, Secret changed, SecretVersion version) {
        SecretVersion now = changed.version(version.number());
        return name.equals("destroy") && now != null && !now.destroyed() ? "disable" : name;
    }

    private static void requireEtag(Call call, GcpSecret found, SecretVersion version) {
        String wanted = new GcpParameters(call.body()).text("etag");
        String current = GcpShown.version(found, version, call.now()).path("etag").stringValue("");
        if (!wanted.isEmpty() && !wanted.equals(current)) {
            throw GcpErrors.wrongEtag("version");
        }
    }

    private static void requireNotDestroyed(GcpSecret found, SecretVersion version) {
        if (version.destroyed()) {
            GcpName name = found.name().withVersion(version.number());
            throw GcpErrors.precondition("Secret Version [" + name + "] is in DESTROYED state.");
        }
    }
}
