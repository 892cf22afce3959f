package io.sealwright.server.identity.mfa;

import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.MfaRequirement;
import tools.jackson.databind.node.ObjectNode;

/** A method with the namespace that it is of: it can be used in there, and within it. */
record PlacedMethod(TotpMethod method, Namespace namespace) {
    String id() {
        return method.id();
    }

    /** How clients may name it instead of by its id. */
    String fullName() {
        return namespace.path() + method.name();
    }

    ObjectNode shown() {
        return method.shown(namespace);
    }

    MfaRequirement.Method required() {
        return new MfaRequirement.Method(TotpMethod.TYPE, method.id(), true, method.name());
    }
}
