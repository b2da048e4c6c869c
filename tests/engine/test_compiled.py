import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numba
import numpy as np
import pytest

from simulation.engine import compiled as module
from simulation.engine.compiled import cache_directory, compiled, compiled_inline, signatures
from simulation.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    os.environ.get("MENTORSIM_COMPILE") == "off", reason="MENTORSIM_COMPILE=off: nothing compiles"
)


@compiled_inline
def doubled(x: float) -> float:
    return 2.0 * x


@compiled
def double_all(x: np.ndarray, out: np.ndarray) -> None:
    for i in range(x.size):
        out[i] = doubled(x[i])


@compiled
def ratio(x: float, y: float) -> float:
    return x / y


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A user without a cache: its directory, before the first compiled function."""
    home = tmp_path / "cache"
    monkeypatch.setattr(module.platformdirs, "user_cache_path", lambda *_, **__: home)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cache_directory.cache_clear()
    module._directory_of.cache_clear()
    yield home
    cache_directory.cache_clear()
    module._directory_of.cache_clear()


def test_a_kernel_computes_what_its_plain_function_does() -> None:
    x, out, plain = np.arange(5.0), np.empty(5), np.empty(5)
    double_all(x, out)
    double_all.py_func(x, plain)
    assert out.tolist() == plain.tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_a_kernel_may_make_arrays_by_the_names_known_for_it() -> None:
    @compiled
    def total(x: np.ndarray) -> float:
        twice = np.empty(x.shape[0])
        double_all(x, twice)
        return twice.sum()

    assert total(np.arange(5.0)) == 20.0


def test_a_kernel_that_makes_arrays_by_another_name_is_refused() -> None:
    @compiled
    def turned(x: np.ndarray) -> float:
        return (2.0 * x).sum()

    with pytest.raises(numba.core.errors.NumbaError, match="NRT required"):
        turned(np.arange(3.0))


def test_signatures_counts_compiled_versions() -> None:
    @compiled
    def same(x: float) -> float:
        return x

    assert signatures(same) == 0
    same(1.0)
    same(2.0)
    assert signatures(same) == 1
    same(1)
    assert signatures(same) == 2


def test_ready_counts_the_kernels_of_the_package_only() -> None:
    from simulation.organization.views import views_kernel

    before = module.ready()

    @compiled
    def strangers(x: float) -> float:
        return x

    strangers(1.0)
    assert module.ready() == before
    assert views_kernel in module._kernels
    assert 0 <= before[0] <= before[1]


def test_division_by_zero_is_infinite_as_in_numpy() -> None:
    assert ratio(1.0, 0.0) == np.inf


def test_fastmath_is_off() -> None:
    assert not ratio.targetoptions["fastmath"]


def test_only_what_threads_call_together_leaves_the_lock() -> None:
    from simulation.assignment.scan import scan_kernel
    from simulation.organization.affinity import score_kernel

    together = {kernel for kernel in module._kernels if kernel.targetoptions["nogil"]}
    assert together == {scan_kernel, score_kernel}


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        ("+avx2,+avx512f", "+avx2,+avx512f,-prefer-256-bit"),
        ("+avx2,-avx512f", "+avx2,-avx512f"),
        ("+neon", "+neon"),
    ],
)
def test_whole_vectors_are_used_where_there_are_any(host, taken, monkeypatch) -> None:
    monkeypatch.setattr("numba.core.codegen.get_host_cpu_features", lambda: host)
    config = SimpleNamespace(CPU_NAME=None, CPU_FEATURES=None)
    module._use_whole_vectors(config)
    used = config.CPU_FEATURES
    assert used == taken


@pytest.mark.parametrize(
    ("name", "features"), [("generic", ""), (None, "+avx2"), ("nehalem", None)]
)
def test_a_processor_that_the_user_names_stays(name, features) -> None:
    config = SimpleNamespace(CPU_NAME=name, CPU_FEATURES=features)
    module._use_whole_vectors(config)
    used = config.CPU_NAME, config.CPU_FEATURES
    assert used == (name, features)


def test_our_code_is_cached_in_our_directory_and_theirs_in_theirs(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    @compiled
    def ours(x: float) -> float:
        return x

    @numba.njit(cache=True)
    def theirs(x: float) -> float:
        return x

    assert str(tmp_path) == numba.config.CACHE_DIR
    assert Path(ours._cache.cache_path).is_relative_to(cache_directory())
    assert Path(theirs._cache.cache_path).is_relative_to(tmp_path)


def test_their_directory_is_restored_when_decorating_fails(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def fail(**_):
        raise ZeroDivisionError

    monkeypatch.setattr(numba, "njit", fail)
    with pytest.raises(ZeroDivisionError):
        compiled(ratio.py_func)
    assert str(tmp_path) == numba.config.CACHE_DIR


def forget_sources() -> None:
    """As in another process, which reads all files anew."""
    for read in (module._source, module._stamp, module._imported):
        read.cache_clear()


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A package of four files: a kernel that calls a helper, a stranger, and a plain file."""
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    texts = {
        "kernel": "from simulation.helper import (\n    f,\n)\n@compiled\ndef g(x): return f(x)\n",
        "helper": "import simulation.plain\n@compiled_inline\ndef f(x): return x\n",
        "stranger": "@compiled\ndef h(x): return x\n",
        "plain": "from simulation import kernel\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(text)

    def directories() -> list[Path | None]:
        module._directory_of.cache_clear()
        forget_sources()
        return [
            module._directory_of(str(tmp_path / f"{name}.py")) for name in ("kernel", "stranger")
        ]

    return directories


def test_an_edit_changes_the_directory_of_those_who_import_the_file(sources, tmp_path) -> None:
    kernel, stranger = sources()
    (tmp_path / "helper.py").write_text("@compiled_inline\ndef f(x): return x + 1\n")
    assert sources()[0] != kernel
    assert sources()[1] == stranger


def test_an_edit_of_a_file_without_kernels_changes_no_directory(sources, tmp_path) -> None:
    before = sources()
    (tmp_path / "plain.py").write_text("from simulation import kernel\nname = 2\n")
    assert sources() == before


def test_a_kernel_reached_over_a_plain_file_counts(sources, tmp_path) -> None:
    reached = module._reached(str(tmp_path / "helper.py"))
    assert {Path(file).stem for file in reached} == {"helper", "plain", "kernel"}


def test_the_fingerprint_covers_every_file_with_kernels(sources, tmp_path) -> None:
    def fingerprint() -> str:
        forget_sources()
        return module.fingerprint()

    before = fingerprint()
    (tmp_path / "plain.py").write_text("name = 2\n")
    assert fingerprint() == before
    (tmp_path / "stranger.py").write_text("@compiled\ndef h(x): return x + 1\n")
    after = fingerprint()
    assert after != before
    (tmp_path / "stranger.py").rename(tmp_path / "renamed.py")
    assert fingerprint() not in (before, after)


def test_the_user_directory_is_taken_where_writable(fresh) -> None:
    assert cache_directory().parent == fresh


def test_the_temporary_directory_is_taken_where_the_users_is_not_writable(fresh, tmp_path) -> None:
    fresh.write_text("a file where the directory should be")
    assert cache_directory().parent.parent == tmp_path


def test_without_any_directory_it_says_so_and_compiles_without_cache(fresh, monkeypatch) -> None:
    monkeypatch.setattr(module, "_usable", lambda _: False)
    with pytest.warns(RuntimeWarning, match="Make the user cache directory"):
        assert cache_directory() is None

    @compiled
    def plus_one(x: float) -> float:
        return x + 1.0

    assert plus_one(1.0) == 2.0
    assert isinstance(plus_one._cache, numba.core.caching.NullCache)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of POSIX")
def test_a_directory_that_others_can_write_to_is_refused(fresh, tmp_path) -> None:
    fresh.mkdir()
    fresh.chmod(0o777)
    assert cache_directory().parent.parent == tmp_path


def test_directories_unused_for_a_month_are_removed(fresh) -> None:
    old, recent = fresh / "engine-old", fresh / "engine-recent"
    for directory in (old, recent):
        directory.mkdir(parents=True)
    long_ago = time.time() - 31 * 86_400
    os.utime(old, (long_ago, long_ago))
    used = cache_directory()
    assert sorted(fresh.iterdir()) == sorted([used, recent])


def test_compilation_can_be_switched_off(monkeypatch) -> None:
    monkeypatch.setenv("MENTORSIM_COMPILE", "off")

    @compiled
    def half(x: float) -> float:
        return x / 2.0

    assert half(3.0) == half.py_func(3.0) == 1.5
    assert signatures(half) == 0
    assert type(half).__name__ == "function"


def test_another_value_of_the_switch_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("MENTORSIM_COMPILE", "no")
    with pytest.raises(UserError, match=r"MENTORSIM_COMPILE='no' is not allowed\. Set it to on or"):
        compiled(ratio.py_func)


HELPER = "from simulation.engine.compiled import {name}\n@{name}\ndef f(x): return x + {add}\n"
CALLER = """
from simulation.engine.compiled import compiled
from simulation.helper import f
@compiled
def g(x): return f(x)
if __name__ == "__main__":
    print(g(1.0), sum(g.stats.cache_hits.values()))
"""


@pytest.fixture
def package(tmp_path):
    """A package of its own with the real decorator, a helper and its caller."""
    engine = tmp_path / "simulation" / "engine"
    engine.mkdir(parents=True)
    for name in ("errors.py", "engine/compiled.py"):
        shutil.copy(ROOT / "simulation" / name, tmp_path / "simulation" / name)
    # Regular packages: a namespace package would lose against an installed one.
    for folder in (tmp_path / "simulation", engine):
        (folder / "__init__.py").touch()
    (tmp_path / "simulation" / "caller.py").write_text(CALLER)
    return tmp_path


def start(package: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(package), "XDG_CACHE_HOME": str(package / "c")}
    command = [sys.executable, "-m", "simulation.caller"]
    return subprocess.Popen(command, env=environment, cwd=package, stdout=subprocess.PIPE)


def output(process: subprocess.Popen) -> list[float]:
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return [float(word) for word in text.split()]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="moves the cache by XDG_CACHE_HOME")
@pytest.mark.parametrize("name", ["compiled", "compiled_inline"])
def test_an_edit_in_an_imported_file_is_noticed(package, name) -> None:
    helper = package / "simulation" / "helper.py"
    helper.write_text(HELPER.format(name=name, add="1.0"))
    assert output(start(package)) == [2.0, 0]
    assert output(start(package)) == [2.0, 1]
    helper.write_text(HELPER.format(name=name, add="2.0"))
    assert output(start(package)) == [3.0, 0]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="moves the cache by XDG_CACHE_HOME")
def test_first_starts_in_parallel_do_not_harm_each_other(package) -> None:
    helper = package / "simulation" / "helper.py"
    helper.write_text(HELPER.format(name="compiled", add="1.0"))
    processes = [start(package) for _ in range(4)]
    assert [output(process)[0] for process in processes] == [2.0] * 4
    assert output(start(package)) == [2.0, 1]
