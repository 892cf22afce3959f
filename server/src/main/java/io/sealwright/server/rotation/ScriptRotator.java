package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;
import io.sealwright.rotation.RotationStep;
import io.sealwright.server.config.RotationConfig;
import io.sealwright.server.config.StorageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Runs a program of the operator's for each step: JSON with the values on its standard input, exit
 * status 0 for success. Thread-safe.
 */
@Component
final class ScriptRotator implements Rotator {
    private final String folder;
    private final Path copies;

    @Autowired
    ScriptRotator(RotationConfig config, StorageSettings storage) {
        this(config.scriptFolder(), Path.of(storage.path()).resolve("rotation"));
    }

    /**
     * @param folder that scripts lie in; empty: none is run
     * @param copies of this server's own
     */
    ScriptRotator(String folder, Path copies) {
        this.folder = folder;
        this.copies = copies.toAbsolutePath();
    }

    @Override
    public StepResult run(RotatorDefinition definition, StepRequest request, Leading leading)
            throws InterruptedException {
        ScriptSpec script = definition.script();
        if (folder.isEmpty() || script == null) {
            return new StepResult.Refused(
                    "this node runs no scripts: sealwright.rotation.script-folder is not set");
        }
        Path copy;
        try {
            copy = new ScriptFile(Path.of(folder), copies).copy(script.path(), script.sha256());
        } catch (RotationException e) {
            return new StepResult.Refused(e.reason());
        }
        return run(definition, script, copy, request, leading);
    }

    private static StepResult run(
            RotatorDefinition definition,
            ScriptSpec script,
            Path copy,
            StepRequest request,
            Leading leading)
            throws InterruptedException {
        byte[] input = StepJson.of(request);
        try (ScriptProcess process =
                ScriptProcess.start(
                        copy.toString(), script.arguments(), script.environment(), input)) {
            int status = process.await(Duration.ofSeconds(definition.timeoutSeconds()), leading);
            if (status != 0) {
                return new StepResult.Failed(script.failure(status));
            }
            return request.step() == RotationStep.CREATE
                    ? new StepResult.Done(StepJson.changes(process.output()))
                    : StepResult.Done.withoutChanges();
        } finally {
            Arrays.fill(input, (byte) 0);
            delete(copy);
        }
    }

    private static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new RotationException("the copy of the script cannot be deleted");
        }
    }
}
