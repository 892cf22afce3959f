package io.sealwright.server.config;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * The dev server's last step: initialises the node that is now listening, and prints how to use it.
 */
@Component
@ConditionalOnBooleanProperty("sealwright.dev.enabled")
final class DevServer implements ApplicationRunner {
    private final Settings settings;
    private final DevInitialiser initialiser;

    DevServer(Settings settings, DevInitialiser initialiser) {
        this.settings = settings;
        this.initialiser = initialiser;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        DevInitialiser.Ready ready = initialiser.initialise(settings.dev().rootToken());
        // To stdout and not through the log: it holds the token and the key, which a log never
        // does.
        System.out.print(banner(settings.url(), ready));
        System.out.flush();
    }

    static String banner(String url, DevInitialiser.Ready ready) {
        return """

        Sealwright %s dev server: one node, unsealed, nothing is kept. Not for production.

            Address:    %s
            Root Token: %s
            Unseal Key: %s

            export BAO_ADDR='%s' VAULT_ADDR='%s'
            export BAO_TOKEN='%s' VAULT_TOKEN='%s'

        Try:

            bao kv put secret/db password=hunter2
            bao kv get -field=password secret/db
            curl -H "X-Vault-Token: %s" %s/v1/secret/data/db

        """
                .formatted(
                        Version.PRODUCT,
                        url,
                        ready.rootToken(),
                        ready.unsealKey(),
                        url,
                        url,
                        ready.rootToken(),
                        ready.rootToken(),
                        ready.rootToken(),
                        url);
    }
}
