package io.sealwright.server.sys;

import io.sealwright.server.config.Version;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.LockoutConfig;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A mount as the API shows it. */
final class MountJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private MountJson() {}

    /** Of the engines: this program brings along all of them. */
    static final String ENGINE_VERSION = "v" + Version.PRODUCT + "+builtin";

    /** The path without {@code auth/}, which its family implies. */
    static String name(Mount mount) {
        return mount.engineClass() == EngineClass.AUTH
                ? mount.path().substring("auth/".length())
                : mount.path();
    }

    static ObjectNode of(Mounted mounted) {
        Mount mount = mounted.mount();
        ObjectNode json = JSON.objectNode();
        json.put("accessor", mount.accessor());
        json.set("config", config(mount));
        if (mount.type().equals("kv")) {
            json.put("deprecation_status", "supported");
        }
        json.put("description", mount.description());
        json.put("external_entropy_access", mount.externalEntropyAccess());
        json.put("local", mount.local());
        json.set(
                "options", mounted.type().builtin() ? JSON.nullNode() : stringMap(mount.options()));
        json.put("plugin_version", "");
        json.put("running_plugin_version", ENGINE_VERSION);
        json.put("running_sha256", "");
        json.put("seal_wrap", mount.sealWrap());
        json.put("type", mount.type());
        json.put("uuid", mount.uuid());
        return json;
    }

    private static ObjectNode config(Mount mount) {
        MountConfig config = mount.config();
        ObjectNode json = JSON.objectNode();
        json.put("default_lease_ttl", config.defaultLeaseTtl());
        json.put("force_no_cache", config.forceNoCache());
        json.put("max_lease_ttl", config.maxLeaseTtl());
        addTuning(json, mount);
        if (!mount.config().lockout().equals(LockoutConfig.NONE)) {
            addLockout(json.putObject("user_lockout_config"), mount.config().lockout());
        }
        return json;
    }

    private static void addLockout(ObjectNode json, LockoutConfig lockout) {
        json.put("user_lockout_counter_reset_duration", lockout.counterReset());
        json.put("user_lockout_disable", lockout.disabled());
        json.put("user_lockout_duration", lockout.duration());
        json.put("user_lockout_threshold", lockout.threshold());
    }

    /** What {@code tune} shows: the TTLs in force in place of the configured zeros. */
    static ObjectNode tuning(Mount mount, long systemDefaultTtl, long systemMaxTtl) {
        MountConfig config = mount.config();
        ObjectNode json = JSON.objectNode();
        json.put(
                "default_lease_ttl",
                config.defaultLeaseTtl() == 0 ? systemDefaultTtl : config.defaultLeaseTtl());
        json.put("description", mount.description());
        json.put("force_no_cache", config.forceNoCache());
        json.put("max_lease_ttl", config.maxLeaseTtl() == 0 ? systemMaxTtl : config.maxLeaseTtl());
        if (!mount.options().isEmpty()) {
            json.set("options", options(mount));
        }
        addTuning(json, mount);
        if (!config.lockout().equals(LockoutConfig.NONE)) {
            addLockout(json, config.lockout());
        }
        return json;
    }

    private static void addTuning(ObjectNode json, Mount mount) {
        MountConfig config = mount.config();
        addList(json, "allowed_response_headers", config.allowedResponseHeaders());
        addList(json, "audit_non_hmac_request_keys", config.auditNonHmacRequestKeys());
        addList(json, "audit_non_hmac_response_keys", config.auditNonHmacResponseKeys());
        if (!config.listingVisibility().isEmpty()) {
            json.put("listing_visibility", config.listingVisibility());
        }
        addList(json, "passthrough_request_headers", config.passthroughRequestHeaders());
        if (mount.engineClass() == EngineClass.AUTH) {
            json.put(
                    "token_type",
                    config.tokenType().isEmpty() ? "default-service" : config.tokenType());
        }
    }

    private static void addList(ObjectNode json, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = json.putArray(name);
            values.forEach(array::add);
        }
    }

    static JsonNode options(Mount mount) {
        return mount.options().isEmpty() ? JSON.nullNode() : stringMap(mount.options());
    }

    private static ObjectNode stringMap(Map<String, String> map) {
        ObjectNode json = JSON.objectNode();
        map.forEach(json::put);
        return json;
    }
}
