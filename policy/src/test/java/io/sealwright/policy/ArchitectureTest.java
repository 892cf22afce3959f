package io.sealwright.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.sealwright.policy");

    @Test
    void dependsOnTheJdkAndTheLibraryOfConditionsAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.sealwright.policy..",
                        "java..",
                        "org.jspecify..",
                        "dev.cel..",
                        "com.google.common..",
                        "com.google.errorprone..")
                .check(CLASSES);
    }

    /** So that the library is loaded only once there is a condition. */
    @Test
    void onlyConditionsKnowTheirLibrary() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(Cel|CidrLiteralValidator).*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cel..", "com.google..")
                .check(CLASSES);
    }

    @Test
    void usesNoRegularExpressionsOfItsOwn() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex..")
                .check(CLASSES);
    }
}
