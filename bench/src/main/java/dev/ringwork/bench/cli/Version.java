package dev.ringwork.bench.cli;

import dev.ringwork.PoolExecutor;
import picocli.CommandLine.IVersionProvider;

/** The versions of Ringwork and of the JVM. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = PoolExecutor.class.getPackage().getImplementationVersion();
        return new String[] {"ringwork " + (version == null ? "(unpackaged)" : version), "Java " + Runtime.version()};
    }
}
