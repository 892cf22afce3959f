package io.sealwright.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/16, 10.1.9.9, true",
        "10.1.2.3/16, 10.2.9.9, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "192.168.0.0/23, 192.168.1.7, true",
        "192.168.0.0/23, 192.168.2.7, false",
        "::1, ::1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
    })
    void contains(String block, String address, boolean expected) {
        assertThat(CidrBlock.parse(block).contains(CidrBlock.parse(address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "127.0.0.1/32, 127.0.0.1",
        "10.1.2.3/16, 10.1.2.3/16",
        "::1, ::1",
        "2001:db8:0:0:0:0:0:1/64, 2001:db8::1/64",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "::/0, ::/0",
    })
    void isShownAsThePeerShowsIt(String given, String shown) {
        assertThat(CidrBlock.parse(given).text()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zz",
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "1.2.3",
                "::1/129",
                "fe80::1%1",
                "/8"
            })
    void refusesEverythingElse(String given) {
        assertThatThrownBy(() -> CidrBlock.parse(given))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
