package io.sealwright.server.usage;

import io.sealwright.server.mount.Mounts;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts that are not beans by themselves. */
@Configuration(proxyBeanMethods = false)
class UsageParts {
    @Bean
    SecretUses secretUses(Barrier barrier) {
        return new SecretUses(barrier::hash);
    }

    @Bean
    Unmerged unmerged(Accesses accesses) {
        return new Unmerged(accesses.reads());
    }

    @Bean
    Merge usageMerge(
            SecretUses uses,
            Mounts mounts,
            List<UsedSecrets> engines,
            RaftStore store,
            SecureRandom random) {
        return new Merge(uses, mounts, engines, store.nodeId(), random.nextLong());
    }
}
