/*
 * stepper ORDER PROGRAM…: runs a program and kills or stops it between two of its instructions.
 *
 * The program raises SIGUSR1 at the beginning and SIGUSR2 at the end of what is of interest. At a beginning the file ORDER, if
 * there is one, is read and removed: it holds how many more instructions may run, and "kill" or "stop". One that is stopped
 * goes on when there is a file ORDER again, whatever it holds, which is removed. What happened is told on stderr: "killed after N"
 * or "stopped after N", with ", committed" behind it, or "ended after N". When the program has ended this process ends as it did,
 * since whoever started it watches it and not the program.
 *
 * The signals' value is where the program keeps the address of the record that decides. How many instructions lie before its
 * commit depends on whether the coordinator had to be woken; so whether it was committed is looked up, not counted.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t program;

static void fail(const char *what) {
    fprintf(stderr, "stepper: %s: %s\n", what, strerror(errno));
    exit(99);
}

static void end_as(int status) {
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        kill(getpid(), WTERMSIG(status));
    }
    exit(WEXITSTATUS(status));
}

/* Lets it go on by one instruction or to its next signal; returns the signal at which it stopped. */
static int resume(int how, int signal) {
    int status;
    if (ptrace(how, program, NULL, (void *)(long)signal) != 0 && errno != ESRCH) {
        fail("ptrace");
    }
    if (waitpid(program, &status, 0) != program) {
        fail("waitpid");
    }
    if (!WIFSTOPPED(status)) {
        end_as(status);
    }
    return WSTOPSIG(status);
}

struct order {
    long steps; /* negative: there is none */
    int stop;
};

static struct order take_order(const char *file) {
    struct order order = {.steps = -1};
    char what[8];
    FILE *text = fopen(file, "r");
    if (text != NULL) {
        if (fscanf(text, "%ld %7s", &order.steps, what) != 2 || unlink(file) != 0) {
            fail(file);
        }
        fclose(text);
        order.stop = strcmp(what, "stop") == 0;
    }
    return order;
}

/* Whoever ordered the stop does meanwhile what it is about. */
static void await_word(const char *file) {
    while (unlink(file) != 0) {
        if (errno != ENOENT) {
            fail(file);
        }
        usleep(50);
    }
}

static long word_at(long address) {
    errno = 0;
    long word = ptrace(PTRACE_PEEKDATA, program, (void *)address, NULL);
    if (errno != 0) {
        fail("can't read the program's memory");
    }
    return word;
}

/* Whether the record whose address lies there has a positive length. */
static int is_committed(long place) {
    long record = word_at(place);
    return record != 0 && (int32_t)word_at(record) > 0;
}

static void follow(struct order order, const char *file) {
    siginfo_t mark;
    if (ptrace(PTRACE_GETSIGINFO, program, NULL, &mark) != 0) {
        fail("ptrace siginfo");
    }
    long place = (long)mark.si_value.sival_ptr;
    for (long done = 0; done < order.steps; done++) {
        int signal = resume(PTRACE_SINGLESTEP, 0);
        if (signal == SIGUSR2) {
            fprintf(stderr, "ended after %ld\n", done);
            return;
        }
        if (signal != SIGTRAP) {
            fprintf(stderr, "stepper: a signal among the steps: signal=%d\n", signal);
            exit(99);
        }
    }
    int status;
    const char *committed = is_committed(place) ? ", committed" : "";
    if (order.stop) {
        fprintf(stderr, "stopped after %ld%s\n", order.steps, committed);
        await_word(file);
        return;
    }
    fprintf(stderr, "killed after %ld%s\n", order.steps, committed);
    kill(program, SIGKILL);
    waitpid(program, &status, 0);
    end_as(status);
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: stepper ORDER PROGRAM...\n");
        return 2;
    }
    program = fork();
    if (program == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execv(arguments[2], arguments + 2);
        fail(arguments[2]);
    }
    int status;
    if (program < 0 || waitpid(program, &status, 0) != program || !WIFSTOPPED(status)) {
        fail("can't start the program");
    }
    if (ptrace(PTRACE_SETOPTIONS, program, NULL, (void *)PTRACE_O_EXITKILL) != 0) {
        fail("ptrace options");
    }
    for (int signal = 0;;) {
        signal = resume(PTRACE_CONT, signal);
        if (signal == SIGUSR1) {
            struct order order = take_order(arguments[1]);
            if (order.steps >= 0) {
                follow(order, arguments[1]);
            }
        }
        if (signal == SIGUSR1 || signal == SIGUSR2 || signal == SIGTRAP) {
            signal = 0;
        }
    }
}
