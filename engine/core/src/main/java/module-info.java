/**
 * Executor pools whose workers are threads or other JVMs, behind one {@link java.util.concurrent.ExecutorService}.
 *
 * <p>Start at {@link dev.ringwork.PoolExecutor}. Packages that are not exported are the engine's own and may change with any release.
 */
@org.jspecify.annotations.NullMarked
module dev.ringwork {
    requires jdk.unsupported;
    requires org.agrona;
    requires org.jctools.core;
    requires static org.jspecify;

    exports dev.ringwork;
    exports dev.ringwork.function;
    exports dev.ringwork.process;
    exports dev.ringwork.spi;
    exports dev.ringwork.thread;

    uses dev.ringwork.spi.TaskCodec;
}
