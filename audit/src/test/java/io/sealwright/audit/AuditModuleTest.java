package io.sealwright.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(
        packages = "io.sealwright.audit",
        importOptions = ImportOption.DoNotIncludeTests.class)
class AuditModuleTest {

    @ArchTest
    static final ArchRule DEPENDS_ON_CRYPTO_ALONE =
            classes()
                    .that()
                    .resideInAPackage("io.sealwright.audit..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sealwright.audit..",
                            "io.sealwright.crypto..",
                            "java..",
                            "javax.crypto..",
                            "javax.net.ssl..",
                            "tools.jackson..",
                            "org.slf4j..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule TAKES_ITS_TIME_FROM_THE_CALLER =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule PRINTS_NOTHING_ITSELF =
            noClasses()
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");
}
