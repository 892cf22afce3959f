package io.sealwright.crypto;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.Socket;
import java.security.Security;

@AnalyzeClasses(
        packages = "io.sealwright.crypto",
        importOptions = ImportOption.DoNotIncludeTests.class)
class CryptoArchitectureTest {
    @ArchTest
    static final ArchRule knowsOnlyTheJdkAndBouncyCastle =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sealwright.crypto..",
                            "java.lang..",
                            "java.math..",
                            "java.nio..",
                            "java.security..",
                            "java.time..",
                            "java.util..",
                            "javax.crypto..",
                            "org.bouncycastle.crypto..",
                            "org.bouncycastle.asn1.x9..",
                            "org.bouncycastle.math.ec..",
                            "org.jspecify.annotations");

    @ArchTest
    static final ArchRule opensNoConnection =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.net..", "javax.net..", "java.nio.channels..")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Socket.class);

    @ArchTest
    static final ArchRule registersNoProvider =
            noClasses().should().dependOnClassesThat().areAssignableTo(Security.class);
}
