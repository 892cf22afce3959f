package io.sealwright.policy;

import dev.cel.bundle.Cel;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.validator.CelAstValidator;

/** Finds an address range that is none while the policy is written, not when somebody needs it. */
final class CidrLiteralValidator implements CelAstValidator {

    @Override
    public void validate(CelNavigableAst tree, Cel cel, IssuesFactory issues) {
        tree.getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL)
                .filter(expr -> expr.call().function().equals("inCidr"))
                .flatMap(expr -> expr.call().args().stream())
                .filter(CidrLiteralValidator::isWrong)
                .forEach(arg -> issues.addError(arg.id(), "not a range such as 10.0.0.0/8"));
    }

    private static boolean isWrong(CelExpr argument) {
        return argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && argument.constant().getKind() == CelConstant.Kind.STRING_VALUE
                && CidrRange.parse(argument.constant().stringValue()).isEmpty();
    }
}
