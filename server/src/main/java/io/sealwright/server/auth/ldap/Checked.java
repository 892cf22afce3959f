package io.sealwright.server.auth.ldap;

import java.util.List;

/** What a directory says to a name and a password. */
sealed interface Checked {
    /**
     * The password is right.
     *
     * @param alias what the person is called here
     * @param groups names of the groups that the directory says it belongs to
     */
    record Person(String alias, List<String> groups) implements Checked {
        public Person {
            groups = List.copyOf(groups);
        }

        @Override
        public String toString() {
            return "Person";
        }
    }

    /**
     * The name or the password is wrong.
     *
     * @param known whether the directory was seen to have such a user
     */
    record Refused(boolean known) implements Checked {}
}
