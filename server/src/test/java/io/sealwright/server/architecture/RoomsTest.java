package io.sealwright.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The server's rooms: what may know of what. */
@AnalyzeClasses(packages = "io.sealwright", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    private static final String SERVER = "io.sealwright.server.";

    @ArchTest
    static final ArchRule ENGINES_KNOW_NEITHER_HTTP_NOR_THE_PIPELINE =
            noClasses()
                    .that()
                    .resideInAnyPackage(SERVER + "engine..", SERVER + "auth..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            SERVER + "http..",
                            SERVER + "api..",
                            SERVER + "request..",
                            SERVER + "operator..",
                            "jakarta.servlet..",
                            "org.springframework.web..");

    @ArchTest
    static final ArchRule ENGINES_DO_NOT_KNOW_EACH_OTHER =
            slices().matching(SERVER + "engine.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule AUTH_METHODS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching(SERVER + "auth.(*)..").should().notDependOnEachOther();

    /** There it is decided whether a second factor is asked for: no method can forget it. */
    @ArchTest
    static final ArchRule AUTH_METHODS_MAKE_TOKENS_BY_LOGINS_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage(SERVER + "auth..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching(
                            "io\\.sealwright\\.server\\.token\\.(TokenStore|TokenSpec|IssuedToken)|"
                                    + "io\\.sealwright\\.server\\.spi\\.AuthGrant");

    @ArchTest
    static final ArchRule IDENTITY_DOES_NOT_KNOW_WHAT_IS_BUILT_ON_IT =
            noClasses()
                    .that()
                    .resideInAPackage(SERVER + "identity")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SERVER + "identity.mfa", SERVER + "identity.tokens");

    @ArchTest
    static final ArchRule WIRE_APIS_REACH_THE_SERVER_THROUGH_THE_PIPELINE =
            noClasses()
                    .that()
                    .resideInAPackage(SERVER + "api..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            SERVER + "engine..",
                            SERVER + "mount..",
                            SERVER + "policies..",
                            "io.sealwright.storage.barrier..");

    @ArchTest
    static final ArchRule NOBODY_BELOW_KNOWS_THE_PIPELINE =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            SERVER + "spi..",
                            SERVER + "mount..",
                            SERVER + "policies..",
                            SERVER + "token..",
                            SERVER + "wrapping..",
                            SERVER + "lease..",
                            SERVER + "lockout..",
                            SERVER + "node..",
                            SERVER + "auditing..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SERVER + "request..", SERVER + "api..", SERVER + "http..");

    @ArchTest
    static final ArchRule ONLY_RAFT_KNOWS_RATIS_AND_ONLY_THE_STORE_ROCKSDB =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.sealwright.storage..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.ratis..", "org.rocksdb..");

    /** A node without such a listener loads nothing of it. */
    @ArchTest
    static final ArchRule ONLY_ITS_LISTENER_KNOWS_GRPC =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(SERVER + "api.gcp.grpc..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.grpc..");

    @ArchTest
    static final ArchRule HANDLERS_READ_NO_CLOCK =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            SERVER + "engine..",
                            SERVER + "auth..",
                            SERVER + "identity..",
                            SERVER + "lockout..",
                            SERVER + "sys..",
                            SERVER + "token..",
                            SERVER + "policies..")
                    .should()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule NAMES_ARE_THE_FIELDS_NAMES =
            classes()
                    .that()
                    .resideInAPackage("io.sealwright..")
                    .should()
                    .haveSimpleNameNotContaining("Manager")
                    .andShould()
                    .haveSimpleNameNotContaining("Helper")
                    .andShould()
                    .haveSimpleNameNotContaining("Util")
                    .andShould()
                    .haveSimpleNameNotContaining("Backend");

    @ArchTest
    static final ArchRule MODULE_ARROWS_GO_DOWN =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "io.sealwright.crypto..",
                            "io.sealwright.policy..",
                            "io.sealwright.audit..",
                            "io.sealwright.storage..",
                            "io.sealwright.rotation..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sealwright.server..", "org.springframework..", "jakarta..");
}
