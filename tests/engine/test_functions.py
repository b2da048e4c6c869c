import math
import os
import struct
import subprocess
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from simulation.engine.compiled import compiled
from simulation.engine.functions import exp, inverse_normal, log, logistic, power

ROOT = Path(__file__).resolve().parents[2]
LEAST = 2.0**-54
GREATEST = 1.0 - 2.0**-53
RANDOM = np.random.default_rng(20_261_121)


def ulps(got: float, exact: mpmath.mpf) -> float:
    return float(abs(mpmath.mpf(got) - exact) / mpmath.mpf(math.ulp(float(exact))))


def exact_logistic(x: float) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(x)))


def exact_power(x: float, y: float) -> mpmath.mpf:
    return mpmath.mpf(x) ** mpmath.mpf(y)


def exact_inverse_normal(u: float) -> mpmath.mpf:
    """Newton steps on the tail's probability, from scipy's double-precision value."""
    tail = min(mpmath.mpf(u), 1 - mpmath.mpf(u))
    z = mpmath.mpf(-ndtri(float(tail)))
    for _ in range(5):
        step = (mpmath.erfc(z / mpmath.sqrt(2)) / 2 - tail) / mpmath.npdf(z)
        z += step
        if abs(step) < mpmath.mpf(10) ** -30:
            return -z if u < 0.5 else z
    raise AssertionError(f"no exact value for {u}")


def alone(values: np.ndarray) -> list[tuple[float, ...]]:
    return [(float(value),) for value in values]


def pairs(first: np.ndarray, second: np.ndarray) -> list[tuple[float, ...]]:
    return list(zip(first.tolist(), second.tolist(), strict=True))


def near(value: float, count: int = 40) -> np.ndarray:
    return value + np.arange(-count, count + 1) * math.ulp(value)


def spread(low: float, high: float, count: int = 400) -> np.ndarray:
    return RANDOM.uniform(low, high, count)


def signs(count: int = 400) -> np.ndarray:
    return RANDOM.choice([-1.0, 1.0], count)


BASES = np.exp(spread(-0.5, 0.5))
EXP = (exp, mpmath.exp, 1.0)
LOG = (log, mpmath.log, 1.0)
LOGISTIC = (logistic, exact_logistic, 3.0)
POWER = (power, exact_power, 2.0)
INVERSE_NORMAL = (inverse_normal, exact_inverse_normal, 4.0)
CASES = {
    "exp, full range": (EXP, alone(spread(-745.1, 709.7))),
    "exp, everyday": (EXP, alone(RANDOM.normal(0.0, 1.0, 400))),
    "exp, tiny": (EXP, alone(signs() * 2.0 ** spread(-80, -5))),
    "exp, subnormal results": (EXP, alone(spread(-745.1, -708.0))),
    "log, full range": (LOG, alone(np.exp(spread(-708.0, 709.7)))),
    "log, everyday": (LOG, alone(spread(0.5, 2.0))),
    "log, seams": (LOG, alone(np.r_[near(1.0), near(math.sqrt(0.5)), near(math.sqrt(2.0))])),
    "log, subnormal": (LOG, alone(spread(5e-324, 2.2e-308))),
    "logistic, everyday": (LOGISTIC, alone(RANDOM.normal(0.0, 3.0, 400))),
    "logistic, full range": (LOGISTIC, alone(spread(-745.0, 745.0))),
    "power, everyday": (POWER, pairs(np.exp(spread(-4.0, 4.0)), spread(-9.0, 9.0))),
    "power, half-lives": (POWER, pairs(np.full(400, 0.5), spread(0.0, 60.0))),
    "power, subnormal": (POWER, pairs(spread(5e-324, 2.2e-308), spread(-0.9, 0.9))),
    "power, large exponents": (POWER, pairs(BASES, spread(-700.0, 700.0) / np.log(BASES))),
    "inverse normal, all": (INVERSE_NORMAL, alone(spread(0.0, 1.0))),
    "inverse normal, lower tail": (INVERSE_NORMAL, alone(2.0 ** spread(-54, -3))),
    "inverse normal, upper tail": (INVERSE_NORMAL, alone(1.0 - 2.0 ** spread(-52, -3))),
    "inverse normal, center": (INVERSE_NORMAL, alone(0.5 + signs() * 2.0 ** spread(-52, -2))),
    "inverse normal, seams": (INVERSE_NORMAL, alone(np.r_[near(0.075), near(0.925)])),
    "inverse normal, ends": (INVERSE_NORMAL, alone(np.array([LEAST, 2.0**-53, GREATEST]))),
}


@pytest.mark.parametrize("name", CASES)
def test_within_so_many_ulp_of_the_exact_value(name: str) -> None:
    (function, exact, bound), arguments = CASES[name]
    with mpmath.workdps(50):
        worst = max((ulps(function(*a), exact(*a)), a) for a in arguments if exact(*a) != 0)
    assert worst[0] <= bound, worst


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (exp(0.0), 1.0),
        (exp(-0.0), 1.0),
        (exp(1e-300), 1.0),
        (exp(709.79), math.inf),
        (exp(1e300), math.inf),
        (exp(math.inf), math.inf),
        (exp(-745.14), 0.0),
        (exp(-1e300), 0.0),
        (exp(-math.inf), 0.0),
        (exp(-745.13), 5e-324),
        (log(1.0), 0.0),
        (log(0.0), -math.inf),
        (log(math.inf), math.inf),
        (logistic(0.0), 0.5),
        (logistic(1e300), 1.0),
        (logistic(-1e300), 0.0),
        (power(2.0, 10.0), 1024.0),
        (power(3.0, 4.0), 81.0),
        (power(0.25, 0.5), 0.5),
        (power(1.0, 1e300), 1.0),
        (power(0.5, 1e300), 0.0),
        (power(0.5, -1e300), math.inf),
        (power(1.1, 1e30), math.inf),
        (power(0.9, 1e12), 0.0),
        (power(2.0, 1024.0), math.inf),
        (power(0.0, 0.5), 0.0),
        (power(0.0, -1.0), math.inf),
        (power(0.0, 0.0), 1.0),
        (power(7.0, 0.0), 1.0),
        (power(math.inf, 2.0), math.inf),
        (power(math.inf, -2.0), 0.0),
        (power(5e-324, 0.5), 2.0**-537),
        (inverse_normal(0.5), 0.0),
    ],
)
def test_exact_values(got: float, expected: float) -> None:
    assert got == expected


@pytest.mark.parametrize(
    "undefined",
    [
        exp(math.nan),
        log(-1.0),
        log(math.nan),
        logistic(math.nan),
        power(-1.0, 2.0),
        power(2.0, math.nan),
        power(0.0, math.nan),
        power(math.nan, 2.0),
        inverse_normal(math.nan),
        inverse_normal(0.0),
        inverse_normal(LEAST / 2),
        inverse_normal(1.0),
        inverse_normal(-0.5),
        inverse_normal(1.5),
    ],
)
def test_undefined_is_nan(undefined: float) -> None:
    assert math.isnan(undefined)


reals = st.floats(-800.0, 800.0)
positive = st.floats(5e-324, 1e308)
probabilities = st.floats(LEAST, GREATEST)


@given(reals, st.integers(1, 20))
def test_exp_never_falls(x: float, steps: int) -> None:
    assert exp(x) <= exp(math.nextafter(x, math.inf, steps=steps))


@given(positive, st.integers(1, 20))
def test_log_never_falls(x: float, steps: int) -> None:
    assert log(x) <= log(math.nextafter(x, math.inf, steps=steps))


@given(reals, st.integers(1, 20))
def test_logistic_rises_but_for_an_ulp(x: float, steps: int) -> None:
    above = logistic(math.nextafter(x, math.inf, steps=steps))
    assert logistic(x) <= math.nextafter(above, math.inf)


@given(probabilities, st.integers(1, 20))
def test_inverse_normal_rises_but_for_an_ulp(u: float, steps: int) -> None:
    above = inverse_normal(min(math.nextafter(u, 1.0, steps=steps), GREATEST))
    assert inverse_normal(u) <= math.nextafter(above, math.inf)


@given(reals, reals)
def test_order_is_kept_between_distinct_arguments(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert exp(low) <= exp(high)
    if high - low > 1e-12:
        assert logistic(low) <= logistic(high)


@given(probabilities, probabilities)
def test_inverse_normal_keeps_order(a: float, b: float) -> None:
    low, high = sorted((a, b))
    if high > low * (1.0 + 1e-12) and (1.0 - low) > (1.0 - high) * (1.0 + 1e-12):
        assert inverse_normal(low) < inverse_normal(high)


@given(st.integers(0, 2**51 - 1))
def test_inverse_normal_is_odd(n: int) -> None:
    u = (n + 0.5) * 2.0**-52
    assert inverse_normal(u) == -inverse_normal(1.0 - u)


@given(st.floats(-40.0, 40.0))
def test_logistic_of_opposites_sums_to_one(x: float) -> None:
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=4e-16)


@compiled
def table(x: np.ndarray, u: np.ndarray, out: np.ndarray) -> None:
    for i in range(x.size):
        out[0, i] = exp(x[i])
    for i in range(x.size):
        out[1, i] = log(u[i])
    for i in range(x.size):
        out[2, i] = logistic(x[i])
    for i in range(x.size):
        out[3, i] = power(u[i], x[i])
    for i in range(x.size):
        out[4, i] = inverse_normal(u[i])


SCRIPT = """
import sys
import numpy as np
from simulation.engine.functions import exp, inverse_normal, log, logistic, power
x, u = np.frombuffer(sys.stdin.buffer.read()).reshape(2, -1)
rows = [[exp(a) for a in x], [log(a) for a in u], [logistic(a) for a in x],
        [power(a, b) for a, b in zip(u, x)], [inverse_normal(a) for a in u]]
assert "numba" not in sys.modules
sys.stdout.buffer.write(np.array(rows).tobytes())
"""


def run_uncompiled(script: str, given_bytes: bytes) -> bytes:
    environment = {**os.environ, "MENTORSIM_COMPILE": "off", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(
        command, input=given_bytes, env=environment, capture_output=True, check=True
    )
    return done.stdout


def some_arguments() -> np.ndarray:
    """The grid on which versions are compared, its edges included."""
    rng = np.random.default_rng(7)
    x = np.r_[rng.uniform(-760.0, 760.0, 1000), rng.normal(0.0, 2.0, 1000), 0.0, math.inf, -1e300]
    u = np.r_[rng.random(1000), 2.0 ** rng.uniform(-53, -2, 1000), 0.5, LEAST, GREATEST]
    return np.array([x, u])


def test_vectorized_and_plain_python_give_the_same_bits() -> None:
    arguments = some_arguments()
    compiled_rows = np.empty((5, arguments.shape[1]))
    table(arguments[0], arguments[1], compiled_rows)
    plain = np.frombuffer(run_uncompiled(SCRIPT, arguments.tobytes())).reshape(5, -1)
    assert compiled_rows.tobytes() == plain.tobytes()


@pytest.mark.parametrize("function", [exp, log, logistic, inverse_normal])
def test_py_func_gives_the_same_bits(function) -> None:
    for value in (1e-9, 0.02, 0.3, 0.5, 0.77, 0.9999):
        assert struct.pack("d", function(value)) == struct.pack("d", function.py_func(value))


def test_py_func_of_power_gives_the_same_bits() -> None:
    for x, y in ((0.5, 3.3), (1.1, -40.0), (9.0, 0.25)):
        assert power(x, y) == power.py_func(x, y)


CPU_SCRIPT = """
import sys
import numba
import numpy as np
from simulation.engine.functions import exp, inverse_normal, log, logistic, power
@numba.njit(error_model="numpy")
def table(x, u, out):
    for i in range(x.size): out[0, i] = exp(x[i])
    for i in range(x.size): out[1, i] = log(u[i])
    for i in range(x.size): out[2, i] = logistic(x[i])
    for i in range(x.size): out[3, i] = power(u[i], x[i])
    for i in range(x.size): out[4, i] = inverse_normal(u[i])
x, u = np.frombuffer(sys.stdin.buffer.read()).reshape(2, -1)
out = np.empty((5, x.size))
table(x.copy(), u.copy(), out)
sys.stdout.buffer.write(out.tobytes())
"""


@pytest.mark.slow
@pytest.mark.parametrize("cpu", ["generic", "haswell"])
def test_other_processors_give_the_same_bits(cpu: str) -> None:
    """Generic x86-64 has neither AVX nor FMA, Haswell has both; code for them runs here too."""
    import platform

    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("names of x86 processors")
    arguments = some_arguments()
    here = np.empty((5, arguments.shape[1]))
    table(arguments[0], arguments[1], here)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NUMBA_CPU_NAME": cpu,
        "NUMBA_CPU_FEATURES": "",
    }
    there = subprocess.run(
        [sys.executable, "-c", CPU_SCRIPT],
        input=arguments.tobytes(),
        env=environment,
        capture_output=True,
        check=True,
    ).stdout
    assert there == here.tobytes()
