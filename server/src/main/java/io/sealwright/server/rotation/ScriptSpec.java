package io.sealwright.server.rotation;

import java.util.List;
import java.util.Map;

/**
 * A program of the operator's that does the steps. Immutable.
 *
 * @param path absolute, inside {@code sealwright.rotation.script-folder}
 * @param sha256 of the file, 64 hex digits; another file is not run
 * @param arguments no secrets: every user of the machine can see them
 * @param environment all that it gets besides {@code PATH}
 * @param messages exit status to what it means, for the rotation's status
 */
record ScriptSpec(
        String path,
        String sha256,
        List<String> arguments,
        Map<String, String> environment,
        Map<String, String> messages) {
    ScriptSpec {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        messages = Map.copyOf(messages);
    }

    /** What an exit status other than 0 means. */
    String failure(int status) {
        String meaning = messages.get(Integer.toString(status));
        return "exit status " + status + (meaning == null ? "" : ": " + meaning);
    }

    @Override
    public String toString() {
        return "ScriptSpec[]";
    }
}
