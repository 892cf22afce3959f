package io.sealwright.server.auth.approle;

import io.sealwright.server.token.TokenSettings;
import java.util.List;

/**
 * A stored role.
 *
 * @param uid hex of 16 random bytes: its secret ids lie under it, so that a role that is made again
 *     under the same name has none of the old ones
 * @param roleId what programs call it by at login
 * @param bindSecretId whether a login needs a secret id
 * @param secretIdTtl seconds; 0 = they do not expire
 * @param secretIdNumUses 0 = without limit
 * @param secretIdCidrs blocks from where logins may come; empty = from everywhere
 */
record Role(
        String name,
        String uid,
        String roleId,
        boolean bindSecretId,
        boolean localSecretIds,
        int secretIdNumUses,
        long secretIdTtl,
        List<String> secretIdCidrs,
        TokenSettings token) {
    Role {
        secretIdCidrs = List.copyOf(secretIdCidrs);
    }

    static Role unset(String name, String uid, String roleId) {
        return new Role(name, uid, roleId, true, false, 0, 0, List.of(), TokenSettings.NONE);
    }

    /** Something besides the role id, which is no secret, must be asked of a login. */
    boolean constrained() {
        return bindSecretId || !secretIdCidrs.isEmpty() || !token.boundCidrs().isEmpty();
    }

    Role withRoleId(String other) {
        return new Role(
                name,
                uid,
                other,
                bindSecretId,
                localSecretIds,
                secretIdNumUses,
                secretIdTtl,
                secretIdCidrs,
                token);
    }

    @Override
    public String toString() {
        return "Role[" + name + "]";
    }
}
