package io.sealwright.server.engine.transit;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The secret engine {@code transit}. */
@Component
final class TransitEngineType implements EngineType {
    private final List<Route> routes;

    TransitEngineType(
            KeyRoutes keys,
            KeyConfigRoutes config,
            CipherRoutes ciphers,
            DatakeyRoutes datakeys,
            SignRoutes sign,
            VerifyRoutes verify,
            HmacRoutes hmac,
            HashRoutes hashes,
            ExportRoutes exports,
            BackupRoutes backups,
            ImportRoutes imports,
            SettingsRoutes settings) {
        routes =
                Stream.of(
                                keys.routes(),
                                config.routes(),
                                ciphers.routes(),
                                datakeys.routes(),
                                sign.routes(),
                                verify.routes(),
                                hmac.routes(),
                                hashes.routes(),
                                exports.routes(),
                                backups.routes(),
                                imports.routes(),
                                settings.routes())
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public String name() {
        return "transit";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.SECRET;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return routes;
    }

    @Override
    public String help() {
        return "The transit engine encrypts, signs and hashes what callers send, under keys that do not leave it. It keeps no"
                + " data, but for the keys and their versions.";
    }
}
