package dev.ringwork.process;

import dev.ringwork.contract.CallbackContract;
import dev.ringwork.contract.CompletionContract;
import dev.ringwork.contract.DropContract;
import dev.ringwork.contract.ExecutorServiceContract;
import dev.ringwork.contract.ExitContract;
import dev.ringwork.contract.FutureContract;
import dev.ringwork.contract.MapContract;
import dev.ringwork.contract.PoolSource;
import dev.ringwork.contract.PythonExecutorContract;
import dev.ringwork.contract.PythonWaitContract;
import dev.ringwork.contract.ShutdownContract;
import dev.ringwork.contract.WaitContract;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The contract over a pool of one worker JVM. */
class ProcessPoolOfOneIT {
    private static final PoolSource POOLS = new ProcessSource(1);

    @Nested
    class FutureIT extends FutureContract {
        FutureIT() {
            super(POOLS);
        }
    }

    @Nested
    class CallbackIT extends CallbackContract {
        CallbackIT() {
            super(POOLS);
        }
    }

    @Nested
    class WaitIT extends WaitContract {
        WaitIT() {
            super(POOLS);
        }
    }

    @Nested
    class CompletionIT extends CompletionContract {
        CompletionIT() {
            super(POOLS);
        }
    }

    @Nested
    class MappingIT extends MapContract {
        MappingIT() {
            super(POOLS);
        }
    }

    @Nested
    class ServiceIT extends ExecutorServiceContract {
        ServiceIT() {
            super(POOLS);
        }
    }

    @Nested
    class ShutdownIT extends ShutdownContract {
        ShutdownIT() {
            super(POOLS);
        }
    }

    @Nested
    class PythonWaitIT extends PythonWaitContract {
        PythonWaitIT() {
            super(POOLS);
        }
    }

    @Nested
    class PythonExecutorIT extends PythonExecutorContract {
        PythonExecutorIT() {
            super(POOLS);
        }
    }

    @Nested
    class ExitIT extends ExitContract {
        ExitIT() {
            super(POOLS);
        }
    }

    @Nested
    class DropIT extends DropContract {
        DropIT() {
            super(POOLS);
        }

        @Override
        protected Set<?> parts() {
            return WorkersOfTest.children();
        }
    }
}
