"""CPython's own pools on the suite's work. Usage: rival.py SECTION; prints lines "figure NAME VALUE", in nanoseconds or per second."""

import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def same(value):
    return value


def divisors(limit):
    count = 0
    for i in range(1, limit + 1):
        if 720720 % i == 0:
            count += 1
    return count


def figure(name, value):
    print("figure", name, "Infinity" if value == float("inf") else value)


def percentiles(samples):
    samples.sort()
    for name, part in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)):
        figure(name, samples[min(len(samples) - 1, int(part * len(samples)))])


def round_trips(pool, argument, warm, count):
    for _ in range(warm):
        pool.submit(same, argument).result()
    samples = []
    for _ in range(count):
        start = time.perf_counter_ns()
        pool.submit(same, argument).result()
        samples.append(time.perf_counter_ns() - start)
    percentiles(samples)


def process_round_trip():
    with ProcessPoolExecutor(1) as pool:
        round_trips(pool, 1, 500, 3000)


def thread_round_trip():
    with ThreadPoolExecutor(1) as pool:
        round_trips(pool, 1, 500, 10000)


def echo():
    with ProcessPoolExecutor(1) as pool:
        round_trips(pool, bytes(1 << 20), 20, 100)


def throughput(pool, count):
    rates = []
    for _ in range(2):
        start = time.perf_counter()
        futures = [pool.submit(same, i) for i in range(count)]
        total = sum(f.result() for f in futures)
        rates.append(count / (time.perf_counter() - start))
        assert total == count * (count - 1) // 2
    figure("rate", max(rates))


def process_throughput():
    with ProcessPoolExecutor(1) as pool:
        throughput(pool, 8000)


def thread_throughput():
    with ThreadPoolExecutor(1) as pool:
        throughput(pool, 20000)


def process_map():
    count = 200000
    with ProcessPoolExecutor() as pool:
        rates = []
        for _ in range(2):
            start = time.perf_counter()
            total = sum(pool.map(same, range(count), chunksize=100))
            rates.append(count / (time.perf_counter() - start))
            assert total == count * (count - 1) // 2
        figure("rate", max(rates))


def median(values):
    return sorted(values)[len(values) // 2]


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def break_even():
    """From which length of a task on do two processes beat one? The shortest from which on all longer ones gain."""
    limit = 200000
    steps_a_second = limit / min(seconds(lambda: divisors(limit)) for _ in range(5))
    with ProcessPoolExecutor(2) as pool:
        for name, chunk in (("futures", 1), ("map", 100)):
            beginning = float("inf")
            for micros in (2000, 1000, 700, 500, 300, 200, 100, 50, 20, 15, 10, 7, 5):
                steps = max(1, int(micros * steps_a_second / 1e6))
                count = max(16, 40000 // micros)
                inputs = [steps] * count
                serial, pooled = [], []
                for _ in range(3):
                    serial.append(seconds(lambda: [divisors(n) for n in inputs]))
                    if name == "map":
                        pooled.append(seconds(lambda: list(pool.map(divisors, inputs, chunksize=max(1, min(chunk, count // 2))))))
                    else:
                        pooled.append(seconds(lambda: [f.result() for f in [pool.submit(divisors, n) for n in inputs]]))
                if median(serial) <= median(pooled):
                    break
                beginning = median(serial) / count * 1e9
            figure("from." + name, beginning)


def cold_start():
    for name, kind in (("process", ProcessPoolExecutor), ("thread", ThreadPoolExecutor)):
        samples = []
        for _ in range(5):
            start = time.perf_counter_ns()
            with kind(1) as pool:
                pool.submit(same, 1).result()
                samples.append(time.perf_counter_ns() - start)
        figure(name, median(samples))


SECTIONS = {
    "breakEven": break_even,
    "coldStart": cold_start,
    "processRoundTrip": process_round_trip,
    "threadRoundTrip": thread_round_trip,
    "processThroughput": process_throughput,
    "threadThroughput": thread_throughput,
    "processMap": process_map,
    "echo": echo,
}

if __name__ == "__main__":
    SECTIONS[sys.argv[1]]()
