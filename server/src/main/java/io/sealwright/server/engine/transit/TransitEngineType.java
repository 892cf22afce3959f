package io.sealwright.server.engine.transit;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Route;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The secret engine {@code transit}. */
@Component
final class TransitEngineType implements EngineType {
    private final List<Route> routes;

    @Autowired
    TransitEngineType(SecureRandom random) {
        this(random, new NamedKeys(random));
    }

    TransitEngineType(SecureRandom random, NamedKeys keys) {
        MountSettings settings = new MountSettings();
        KeyCreation creation = new KeyCreation(keys, settings);
        KeyRoutes keyRoutes = new KeyRoutes(keys, creation, new KeyView(keys));
        HmacRoutes hmacs = new HmacRoutes(keys);
        ExportRoutes exports = new ExportRoutes(keys);
        routes =
                Stream.of(
                                keyRoutes.routes(),
                                new KeyConfigRoutes(keys, keyRoutes).routes(),
                                new CipherRoutes(keys, creation).routes(),
                                new DatakeyRoutes(keys, random).routes(),
                                new SignRoutes(keys).routes(),
                                new VerifyRoutes(keys, hmacs).routes(),
                                hmacs.routes(),
                                new HashRoutes(random).routes(),
                                exports.routes(),
                                new WrappedExportRoutes(keys, exports).routes(),
                                new CertificateRoutes(keys).routes(),
                                new AgreementRoutes(keys).routes(),
                                new BackupRoutes(keys).routes(),
                                new ImportRoutes(keys, new WrappingKey(random)).routes(),
                                new SettingsRoutes(settings).routes())
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
