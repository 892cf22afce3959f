package io.sealwright.storage.apply;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Replicas stay equal only if apply depends on nothing but its arguments. */
@AnalyzeClasses(
        packages = "io.sealwright.storage.apply",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ApplyIsPureTest {
    @ArchTest
    static final ArchRule noClock =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.time..")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule noRandomness =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.security..", "java.util.random..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.Random")
                    .orShould()
                    .callMethod(java.util.UUID.class, "randomUUID")
                    .orShould()
                    .callMethod(System.class, "identityHashCode", Object.class);

    @ArchTest
    static final ArchRule noThreads =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.util.concurrent..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.lang.Thread");

    @ArchTest
    static final ArchRule noOutsideWorld =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.io..",
                            "java.nio.file..",
                            "java.nio.channels..",
                            "java.net..",
                            "org.apache.ratis..",
                            "org.rocksdb..",
                            "org.slf4j..");
}
