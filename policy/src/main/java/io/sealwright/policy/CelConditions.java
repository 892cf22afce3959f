package io.sealwright.policy;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.RegexLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiles conditions written in CEL, and bounds what they cost. The library is loaded with this
 * class, which happens when the first condition is read. Thread-safe.
 */
final class CelConditions {
    static final int MAX_LENGTH = 2_048;

    /** Steps of all loops of one evaluation together. */
    static final int MAX_ITERATIONS = 250;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 500;
    private static final int MAX_REGEX_PROGRAM = 2_000;

    // A compiled condition takes some 10 KiB; beyond this many the cache starts again.
    private static final int MAX_CACHED = 1_000;

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(MAX_LENGTH)
                    .maxParseRecursionDepth(MAX_DEPTH)
                    .maxParseExpressionNodeCount(MAX_NODES)
                    .comprehensionMaxIterations(MAX_ITERATIONS)
                    .maxRegexProgramSize(MAX_REGEX_PROGRAM)
                    .build();

    private static final CelConditions ALL = new CelConditions();

    private final CelCompiler compiler;
    private final CelRuntime runtime;
    private final CelValidator validator;
    private final ConcurrentHashMap<String, Condition> compiled = new ConcurrentHashMap<>();

    private CelConditions() {
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setOptions(OPTIONS)
                        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                        .addFunctionDeclarations(
                                CelFunctionDecl.newFunctionDeclaration(
                                        "inCidr",
                                        CelOverloadDecl.newMemberOverload(
                                                "string_in_cidr",
                                                SimpleType.BOOL,
                                                SimpleType.STRING,
                                                SimpleType.STRING)))
                        .setResultType(SimpleType.BOOL);
        for (CelVariable variable : CelVariable.values()) {
            builder.addVar(variable.celName(), variable.type());
        }
        compiler = builder.build();
        runtime =
                CelRuntimeFactory.standardCelRuntimeBuilder()
                        .setOptions(OPTIONS)
                        .addFunctionBindings(
                                CelFunctionBinding.from(
                                        "string_in_cidr",
                                        String.class,
                                        String.class,
                                        CelConditions::inCidr))
                        .build();
        validator =
                CelValidatorFactory.standardCelValidatorBuilder(compiler, runtime)
                        .addAstValidators(
                                TimestampLiteralValidator.INSTANCE,
                                DurationLiteralValidator.INSTANCE,
                                RegexLiteralValidator.INSTANCE,
                                new CidrLiteralValidator(),
                                new CelRegexLimit())
                        .build();
    }

    /**
     * Compiles and type-checks.
     *
     * @throws IllegalArgumentException with what is wrong; quotes names and types of the expression
     *     alone
     */
    static Condition compile(String text) {
        Condition known = ALL.compiled.get(text);
        if (known != null) {
            return known;
        }
        Condition condition = ALL.compileNew(text);
        if (ALL.compiled.size() >= MAX_CACHED) {
            ALL.compiled.clear();
        }
        ALL.compiled.put(text, condition);
        return condition;
    }

    private Condition compileNew(String text) {
        if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
            throw new IllegalArgumentException("longer than " + MAX_LENGTH + " characters");
        }
        CelAbstractSyntaxTree parsed = tree(compiler.parse(text), false);
        CelAbstractSyntaxTree checked = tree(compiler.check(parsed), true);
        tree(validator.validate(checked), true);
        try {
            return new CelCondition(text, runtime.createProgram(checked));
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException("not an expression that can be evaluated", e);
        }
    }

    private static CelAbstractSyntaxTree tree(CelValidationResult result, boolean quoting) {
        if (result.hasError()) {
            throw new IllegalArgumentException(problem(result.getErrors(), quoting));
        }
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            throw new IllegalArgumentException(
                    problem(ImmutableList.copyOf(e.getErrors()), quoting));
        }
    }

    /** A syntax error of the library may quote any piece of the text: only its place is told. */
    private static String problem(ImmutableList<CelIssue> errors, boolean quoting) {
        if (errors.isEmpty()) {
            return "not a CEL expression";
        }
        CelIssue first = errors.getFirst();
        int line = Math.max(1, first.getSourceLocation().getLine());
        int column = Math.max(0, first.getSourceLocation().getColumn()) + 1;
        String what =
                quoting
                        ? Quoted.shorten(first.getMessage().replace(" (in container '')", ""))
                        : "syntax error, or too deep or long";
        boolean unknownName = quoting && what.startsWith("undeclared reference");
        return what
                + " at "
                + line
                + ":"
                + column
                + " of the expression"
                + (unknownName ? "; there are " + CelVariable.names() : "");
    }

    private static Boolean inCidr(String address, String range) {
        return CidrRange.parse(range)
                .orElseThrow(() -> new IllegalArgumentException("not an address range"))
                .contains(
                        CidrRange.address(address)
                                .orElseThrow(() -> new IllegalArgumentException("not an address")));
    }
}
