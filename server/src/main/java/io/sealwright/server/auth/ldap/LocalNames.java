package io.sealwright.server.auth.ldap;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.storage.barrier.Records;
import java.util.List;

/**
 * Where users and groups lie that policies are given to here: in a folder each, under their names
 * in their local form. A name can hold a slash, which is no folder.
 */
final class LocalNames {
    private LocalNames() {}

    /**
     * The name that a path ends with, in its local form.
     *
     * @throws RequestFailure if nobody can be called so
     */
    static String of(Call call, String parameter) {
        return required(call.path(parameter))
                .local(Config.of(call.records()).users().caseSensitive());
    }

    /**
     * @throws RequestFailure if nobody can be called so
     */
    static LoginName required(String given) {
        LoginName name = LoginName.of(given);
        if (name == null) {
            throw RequestFailure.invalid(
                    "the name of a user or group has 1 to "
                            + LoginName.MAX_LENGTH
                            + " characters, of which none is invisible");
        }
        return name;
    }

    static String record(String folder, String name) {
        return folder + name.replace("%", "%25").replace("/", "%2f");
    }

    private static String name(String record) {
        return record.replace("%2f", "/").replace("%25", "%");
    }

    /** In the order of their records. */
    static List<String> page(Records records, String folder, String after, int limit) {
        if (limit <= 0) {
            return List.of();
        }
        String from = after.isEmpty() ? "" : record("", after);
        return records.list(folder, from, limit).stream().map(LocalNames::name).toList();
    }

    /**
     * @throws RequestFailure not found, if there are none
     */
    static Response list(Call call, String folder) {
        return LoginNames.listed(
                page(call.records(), folder, call.string("after", ""), LoginNames.limit(call)));
    }
}
