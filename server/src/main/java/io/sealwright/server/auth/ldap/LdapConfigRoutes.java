package io.sealwright.server.auth.ldap;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code config}: which directory is asked, and how. */
@Component
final class LdapConfigRoutes {
    private static final String COLLIDING =
            "userfilter configured does not consider userattr and may result in colliding entity aliases on logins";

    List<Route> routes() {
        return List.of(
                Route.at("config", "Which directory is asked, and how users and groups are found.")
                        .fields(ConfigFields.ALL)
                        .on(Operation.READ, LdapConfigRoutes::read)
                        .on(Operation.UPDATE, LdapConfigRoutes::write)
                        .build());
    }

    private static Response read(Call call) {
        Config config = Config.of(call.records());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        show(config.server(), data);
        show(config.users(), data);
        show(config.groups(), data);
        data.put("deny_null_bind", true);
        data.put("use_token_groups", false);
        data.put("use_pre111_group_cn_behavior", false);
        config.token().show(data);
        return warned(Response.of(data), config.users());
    }

    private static void show(Server server, ObjectNode data) {
        data.put("url", server.url());
        data.put("starttls", server.startTls());
        data.put("insecure_tls", server.insecureTls());
        data.put("tls_min_version", server.leastTls().label());
        data.put("tls_max_version", server.mostTls().label());
        data.put("certificate", server.certificate());
        data.put("connection_timeout", server.connectionTimeout());
        data.put("request_timeout", server.requestTimeout());
        data.put("binddn", server.bindDn());
    }

    private static void show(UserRules users, ObjectNode data) {
        data.put("userdn", users.dn());
        data.put("userattr", users.attribute());
        data.put("userfilter", users.filter());
        data.put("discoverdn", users.discover());
        data.put("upndomain", users.upnDomain());
        data.put("username_as_alias", users.nameIsAlias());
        data.put("case_sensitive_names", users.caseSensitive());
    }

    private static void show(GroupRules groups, ObjectNode data) {
        data.put("groupdn", groups.dn());
        data.put("groupfilter", groups.filter());
        data.put("groupattr", groups.attribute());
        data.put("anonymous_group_search", groups.anonymous());
        data.put("dereference_aliases", groups.dereference().label());
        data.put("max_page_size", groups.pageSize());
    }

    private static Response write(Call call) {
        Config config = ConfigParameters.changed(call, Config.of(call.records()));
        config.put(call.records());
        return warned(Response.empty(), config.users());
    }

    private static Response warned(Response response, UserRules users) {
        String filter = users.usedFilter();
        return FilterTemplate.of(filter).holds(FilterTemplate.USER_ATTRIBUTE)
                        || filter.contains(users.attribute())
                ? response
                : response.withWarning(COLLIDING);
    }
}
