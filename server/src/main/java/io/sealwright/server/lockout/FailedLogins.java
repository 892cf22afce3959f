package io.sealwright.server.lockout;

/**
 * The failed logins of one name since it last succeeded.
 *
 * @param alias the name
 * @param known whether there is such a name at the mount
 * @param last epoch milliseconds
 * @param until epoch milliseconds: when the record goes
 */
record FailedLogins(String alias, boolean known, long count, long last, long until) {
    @Override
    public String toString() {
        return "FailedLogins[" + count + "]";
    }
}
