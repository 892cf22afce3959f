package io.sealwright.server.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealwright.server.outbound.OutboundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryUrlTest {
    @Test
    void serversAreListedInOrder() {
        assertThat(DirectoryUrl.parse("ldaps://a.example:1636, ldap://b.example/,LDAP://[::1]"))
                .containsExactly(
                        new DirectoryUrl("a.example", 1636, true, false),
                        new DirectoryUrl("b.example", 389, false, false),
                        new DirectoryUrl("::1", 389, false, true));
    }

    @ParameterizedTest
    @CsvSource({
        "ldap://127.0.0.1, true",
        "ldap://localhost, true",
        "ldap://127.9.9.9:1, true",
        "ldap://127.0.0.1.example.com, false",
        "ldap://localhost.example.com, false",
        "ldap://0.0.0.0, false",
        "ldap://10.0.0.1, false"
    })
    void thisMachineIsWhatNoOtherCanBe(String url, boolean local) {
        assertThat(DirectoryUrl.parse(url).getFirst().local()).isEqualTo(local);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "ldaps://a.example,",
                "a.example",
                "http://a.example",
                "ldapi://%2fvar%2frun%2fldapi",
                "ldap://",
                "ldap://user@a.example",
                "ldap://a.example/dc=example",
                "ldap://a.example?x",
                "ldap://a.example#x",
                "ldap://a.example:65536",
                "ldap://a b"
            })
    void anythingElseIsNoServer(String list) {
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> DirectoryUrl.parse(list));
    }

    @Test
    void aListHasABound() {
        String one = "ldap://127.0.0.1";
        assertThat(DirectoryUrl.parse((one + ",").repeat(15) + one)).hasSize(16);
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> DirectoryUrl.parse((one + ",").repeat(16) + one))
                .withMessage("url names more than 16 servers");
    }
}
