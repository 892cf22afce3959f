package io.sealwright.server.spi;

import io.sealwright.storage.SpaceId;
import java.util.Map;

/**
 * One mounted engine or auth method.
 *
 * @param path with a trailing slash; {@code auth/} in front for an auth method
 * @param space where its data lies; never changes, also when the mount is moved
 */
public record Mount(
        int namespaceId,
        String path,
        String type,
        EngineClass engineClass,
        String accessor,
        String uuid,
        SpaceId space,
        String description,
        Map<String, String> options,
        MountConfig config,
        boolean local,
        boolean sealWrap,
        boolean externalEntropyAccess) {

    public Mount {
        options = Map.copyOf(options);
    }

    public Mount withPath(String newPath) {
        return new Mount(
                namespaceId,
                newPath,
                type,
                engineClass,
                accessor,
                uuid,
                space,
                description,
                options,
                config,
                local,
                sealWrap,
                externalEntropyAccess);
    }

    public Mount withSpace(SpaceId newSpace) {
        return new Mount(
                namespaceId,
                path,
                type,
                engineClass,
                accessor,
                uuid,
                newSpace,
                description,
                options,
                config,
                local,
                sealWrap,
                externalEntropyAccess);
    }

    public Mount withOptions(Map<String, String> newOptions) {
        return new Mount(
                namespaceId,
                path,
                type,
                engineClass,
                accessor,
                uuid,
                space,
                description,
                newOptions,
                config,
                local,
                sealWrap,
                externalEntropyAccess);
    }

    public Mount withConfig(MountConfig newConfig) {
        return new Mount(
                namespaceId,
                path,
                type,
                engineClass,
                accessor,
                uuid,
                space,
                description,
                options,
                newConfig,
                local,
                sealWrap,
                externalEntropyAccess);
    }

    public Mount withDescription(String newDescription) {
        return new Mount(
                namespaceId,
                path,
                type,
                engineClass,
                accessor,
                uuid,
                space,
                newDescription,
                options,
                config,
                local,
                sealWrap,
                externalEntropyAccess);
    }
}
