package io.sealwright.server.api.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.sealwright.server.gcp.GcpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON in Google's forms, and what is none. */
class GcpMessagesTest {
    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static ObjectNode read(GcpMethod method, String text) throws Exception {
        return GcpMessages.parameters(method, json(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'parent':'p','payload':{'data':'--8=','dataCrc32c':'12'}}",
                "{'parent':'p','payload':{'data':'++8=','data_crc32c':12}}",
                "{'parent':'p','payload':{'data':'++8','dataCrc32c':1.2e1}}"
            })
    void everyFormThatGoogleTakesBecomesOne(String text) throws Exception {
        assertThat(read(GcpMethod.ADD_SECRET_VERSION, text))
                .isEqualTo(json("{'parent':'p','payload':{'data':'++8=','dataCrc32c':'12'}}"));
    }

    @Test
    void masksTimesAndDurations() throws Exception {
        assertThat(
                        read(
                                GcpMethod.UPDATE_SECRET,
                                "{'update_mask':'version_aliases,rotation.next_rotation_time','secret':{"
                                        + "'expire_time':'2030-01-01T01:00:00+01:00','version_destroy_ttl':'86400.0s',"
                                        + "'versionAliases':{'a':1},'labels':null}}"))
                .isEqualTo(
                        json(
                                "{'secret':{'expireTime':'2030-01-01T00:00:00Z','versionAliases':{'a':'1'},"
                                        + "'versionDestroyTtl':'86400s'},"
                                        + "'updateMask':'versionAliases,rotation.nextRotationTime'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'bogus':1}|Unknown name \"bogus\": Cannot find field.",
                "{'payload':{'bogus':1}}|Unknown name \"bogus\" at 'payload': Cannot find field.",
                "{'payload':{'data':'s3cr3t!'}}|A value is not of the type",
                "{'payload':{'dataCrc32c':'s3cr3t'}}|A value is not of the type",
                "{'payload':['s3cr3t']}|A value is not of the type",
                "{'parent':{'s3cr3t':1}}|A value is not of the type"
            })
    void whatDoesNotFitIsRefusedInGooglesWordsAndNotRepeated(String text, String words) {
        assertThatThrownBy(() -> read(GcpMethod.ADD_SECRET_VERSION, text))
                .isInstanceOfSatisfying(
                        InvalidProtocolBufferException.class,
                        e ->
                                assertThat(
                                                BadRequest.notTheMessage(
                                                                String.valueOf(e.getMessage()))
                                                        .error()
                                                        .message())
                                        .contains(words)
                                        .doesNotContain("s3cr3t"));
    }

    @Test
    void bothEndsOfASecretAreRefused() {
        assertThatThrownBy(() ->
                        read(
                                GcpMethod.CREATE_SECRET,
                                "{'secret':{'ttl':'100s','expireTime':'2030-01-01T00:00:00Z'}}"))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    @ParameterizedTest
    @EnumSource(GcpMethod.class)
    void everyMethodHasItsMessages(GcpMethod method) {
        Message request = GcpMessages.request(method).build();
        String member = method.member();
        assertThat(
                        request.getDescriptorForType()
                                .findFieldByName(
                                        member.contains(".")
                                                ? member.substring(0, member.indexOf('.'))
                                                : member))
                .isNotNull();
        assertThat(request.getDescriptorForType().getName())
                .isEqualTo(method.wireName() + "Request");
        assertThat(GcpMessages.response(method)).isNotNull();
    }

    @Test
    void aQueryIsFieldsAndParametersOfTheSystem() throws Exception {
        GcpQuery query =
                GcpQuery.of(
                        json(
                                "{'$alt':'json;enum-encoding=int','$prettyPrint':'true','key':'x','pageSize':'2',"
                                        + "'options.requestedPolicyVersion':'3'}"));
        assertThat(query.numbers()).isTrue();
        assertThat(query.fields())
                .isEqualTo(json("{'pageSize':'2','options':{'requestedPolicyVersion':'3'}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alt':'media'}",
                "{'fields':'name'}",
                "{'access_token':'x'}",
                "{'a.b.c.d.e':'1'}",
                "{'a..b':'1'}",
                "{'a':'1','a.b':'2'}",
                "{'':'1'}"
            })
    void aQueryThatIsNotServedIsRefused(String text) {
        assertThatThrownBy(() -> GcpQuery.of(json(text))).isInstanceOf(BadRequest.class);
    }
}
