package dev.ringwork.thread;

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

/** The contract over a pool of one thread. */
class ThreadPoolOfOneTest {
    private static final PoolSource POOLS = new ThreadSource(1);

    @Nested
    class FutureTest extends FutureContract {
        FutureTest() {
            super(POOLS);
        }
    }

    @Nested
    class CallbackTest extends CallbackContract {
        CallbackTest() {
            super(POOLS);
        }
    }

    @Nested
    class WaitTest extends WaitContract {
        WaitTest() {
            super(POOLS);
        }
    }

    @Nested
    class CompletionTest extends CompletionContract {
        CompletionTest() {
            super(POOLS);
        }
    }

    @Nested
    class MappingTest extends MapContract {
        MappingTest() {
            super(POOLS);
        }
    }

    @Nested
    class ServiceTest extends ExecutorServiceContract {
        ServiceTest() {
            super(POOLS);
        }
    }

    @Nested
    class ShutdownTest extends ShutdownContract {
        ShutdownTest() {
            super(POOLS);
        }
    }

    @Nested
    class PythonWaitTest extends PythonWaitContract {
        PythonWaitTest() {
            super(POOLS);
        }
    }

    @Nested
    class PythonExecutorTest extends PythonExecutorContract {
        PythonExecutorTest() {
            super(POOLS);
        }
    }

    @Nested
    class ExitTest extends ExitContract {
        ExitTest() {
            super(POOLS);
        }
    }

    @Nested
    class DropTest extends DropContract {
        DropTest() {
            super(POOLS);
        }

        @Override
        protected Set<?> parts() {
            return ThreadSource.threads();
        }
    }
}
