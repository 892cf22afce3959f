package io.sealwright.policy;

import dev.cel.bundle.Cel;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.validator.CelAstValidator;
import java.util.List;

/** Regular expressions are what costs most: a loop over many of them would take a minute. */
final class CelRegexLimit implements CelAstValidator {
    static final int MAX_MATCHES = 4;

    @Override
    public void validate(CelNavigableAst tree, Cel cel, IssuesFactory issues) {
        List<CelExpr> matches =
                tree.getRoot()
                        .allNodes()
                        .map(CelNavigableExpr::expr)
                        .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL)
                        .filter(expr -> expr.call().function().equals("matches"))
                        .toList();
        if (matches.size() > MAX_MATCHES) {
            issues.addError(
                    matches.get(MAX_MATCHES).id(), "more than " + MAX_MATCHES + " uses of matches");
        }
    }
}
