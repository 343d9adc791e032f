package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.os.Jvm;
import dev.ringwork.os.Means;
import dev.ringwork.worker.WorkerMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that see no process of the coordinator's, since they have a pid namespace and a /proc of their own. */
class WorkerInContainerIT {
    private static final List<String> CONTAINER =
            List.of("unshare", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc");

    @TempDir
    private Path directory;

    @BeforeAll
    static void containersWork() {
        List<String> probe = new ArrayList<>(CONTAINER);
        probe.add("true");
        Means.works(probe, "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)");
    }

    /** Both of the first two exit with the same code: no death that anybody wants to break a pool. */
    @ParameterizedTest
    @EnumSource(OnWorkerDeath.class)
    void shouldGiveTheNextWorkersANameWhenTheFirstCantSeeTheCoordinatorsDescriptors(OnWorkerDeath policy)
            throws Exception {
        List<String> program = new ArrayList<>(CONTAINER);
        program.addAll(Jvm.command(WorkerMain.class));
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(2)
                .directory(directory)
                .workerProgram(program)
                .onWorkerDeath(policy)
                .build()) {
            pool.prestart();
            WorkersOfTest.awaitIdle(pool, 2);
            long pid = pool.submit(() -> ProcessHandle.current().pid()).get(1, TimeUnit.MINUTES);

            assertThat(pid).as("in a namespace of its own").isLessThan(100);
            assertThat(directory).isEmptyDirectory();
        }
        assertThat(directory).isEmptyDirectory();
    }
}
