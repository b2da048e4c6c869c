"""One decorator for every compiled kernel, with a cache that notices edits."""

import functools
import getpass
import hashlib
import os
import platform
import re
import shutil
import stat
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, cast

import numpy as np
import platformdirs

from simulation.errors import UserError

PACKAGE = Path(__file__).resolve().parents[1]
SWITCH = "MENTORSIM_COMPILE"
UNUSED_DAYS = 30.0

type Order = Literal["C", "F", "A"]


class Look(NamedTuple):
    """What compiled code knows of an argument: its type, its dimensions (0 = a number), its order.

    Order "C" and "F" are contiguous by row and by column, "A" is neither: part of a table.
    """

    dtype: np.dtype[Any]
    ndim: int = 0
    order: Order = "C"


IMPORTS = re.compile(
    r"^\s*(?:from|import)\s+(simulation[\w.]*)(?:\s+import\s+(\([^)]*\)|[^\n]+))?", re.MULTILINE
)
NAMES = re.compile(r"\w+")

ALLOCATING = frozenset(
    ("arange", "argsort", "copy", "empty", "empty_like", "full", "ones", "sort", "zeros")
)
"""Names by which a kernel makes an array of its own."""

HALF_VECTORS_OFF = ",-prefer-256-bit"

_decorating = threading.Lock()
_kernels: list[Any] = []


class Kernel[**P, R](Protocol):
    """A compiled function: called like the plain one, which stays reachable as `py_func`."""

    py_func: Callable[P, R]
    signatures: list[Any]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the compiled code."""
        ...


def compiled[**P, R](function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a function of numbers and arrays with numba: no fastmath, cached.

    The cache belongs to the user and, for each file, to the contents of that file and of every
    file with kernels that it reaches by its imports. A constant that a kernel reads must live in
    such a file: numba freezes it into the code and notices no edit elsewhere. References to
    arrays are counted only where a kernel makes some (`ALLOCATING`): short calls take half as long.
    `MENTORSIM_COMPILE=off` leaves the plain function, for coverage and debuggers (there, dividing
    Python floats by zero raises instead of giving infinity). Raises UserError for another value.
    """
    return _compile(function)


def compiled_for_threads[**P, R](function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a kernel that threads call at the same time, so that they do not wait for each other.

    The others keep Python's lock: most calls are so short that to leave it takes part of the time.
    """
    return _compile(function, together=True)


def compiled_inline[**P, R](function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a small function that is always inlined where a kernel calls it.

    LLVM leaves longer helpers as calls, and a loop that calls is not vectorized.
    """
    return _compile(function, inline=True)


def entry(kernel: Callable[..., Any], looks: Iterable[Look]) -> Callable[..., Any]:
    """Return the compiled code of a kernel for arguments that look so.

    Calling it takes half as long as calling the kernel, since numba looks at no type any more:
    who calls it answers for its arrays being of these types and orders. Numbers are converted to
    the type given; anything else in their place is a TypeError.
    """
    return _entry(kernel, tuple(looks)) if is_compiled(kernel) else kernel


def look_of(array: np.ndarray[Any, Any]) -> Look:
    """How compiled code sees an array that can be written to."""
    flags = array.flags
    order: Order = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"
    return Look(array.dtype, array.ndim, order)


def is_compiled(kernel: Callable[..., Any]) -> bool:
    """Whether a kernel is more than the plain function, as it is where compilation is off."""
    return hasattr(kernel, "compile")


@functools.cache
def _entry(kernel: Any, looks: tuple[Look, ...]) -> Any:
    import numba

    kinds = [(numba.from_dtype(look.dtype), look) for look in looks]
    array = numba.types.Array
    return kernel.compile(
        tuple([array(kind, look.ndim, look.order) if look.ndim else kind for kind, look in kinds])
    )


def signatures(kernel: Callable[..., Any]) -> int:
    """Return how many versions of a kernel have been compiled (0 where compilation is off)."""
    return len(cast(Kernel[..., Any], kernel).signatures)


def ready() -> tuple[int, int]:
    """Return how many of this package's kernels are compiled or loaded, and how many it has."""
    return sum(bool(kernel.signatures) for kernel in _kernels), len(_kernels)


@functools.cache
def cache_directory() -> Path | None:
    """Return the directory of compiled code for this machine, or None where none is writable."""
    name = f"engine-{_machine()}"
    for parent in (platformdirs.user_cache_path("mentorsim", appauthor=False), _temporary()):
        if _usable(parent / name):
            _forget_unused(parent, "engine-")
            _forget_unused(parent / name)
            return parent / name
    warnings.warn(
        "No writable directory for compiled code: every start compiles anew, which takes many "
        "seconds. Make the user cache directory or the temporary directory writable.",
        RuntimeWarning,
        stacklevel=2,
    )
    return None


def fingerprint() -> str:
    """Hash all files of this package that hold kernels: what a complete cache belongs to."""
    return _hash(map(str, PACKAGE.rglob("*.py")))


def _compile[**P, R](
    function: Callable[P, R], *, inline: bool = False, together: bool = False
) -> Kernel[P, R]:
    if not _compiling():
        return _plain(function)
    import numba

    _use_whole_vectors(numba.config)
    with _own_cache(numba.config, function.__code__.co_filename) as cached:
        jit = numba.njit(
            nogil=together,
            cache=cached,
            fastmath=False,
            error_model="numpy",
            forceinline=inline,
            no_cfunc_wrapper=True,
            _nrt=_allocates(function),
        )
        kernel = cast(Kernel[P, R], jit(function))
    if function.__module__.startswith("simulation."):
        _kernels.append(kernel)
    return kernel


def _use_whole_vectors(config: Any) -> None:
    """Let loops use vectors of 512 bits where there are any: LLVM itself prefers half of them.

    Results are the same. Numba asks for the features once, before it compiles anything; those that
    a user has set stay.
    """
    if config.CPU_FEATURES is None and config.CPU_NAME is None:
        from numba.core.codegen import get_host_cpu_features

        features = get_host_cpu_features()
        config.CPU_FEATURES = features + HALF_VECTORS_OFF * ("+avx512f" in features)


def _allocates(function: Callable[..., Any]) -> bool:
    """Whether a kernel makes or returns arrays of its own, whose references numba must count.

    A kernel that allocates by another name does not compile: numba says "NRT required".
    """
    returns = function.__annotations__.get("return") not in (None, bool, int, float)
    return returns or not ALLOCATING.isdisjoint(function.__code__.co_names)


def _compiling() -> bool:
    switch = os.environ.get(SWITCH, "on")
    if switch not in ("on", "off"):
        raise UserError(f"{SWITCH}={switch!r} is not allowed. Set it to on or off, or unset it.")
    return switch == "on"


def _plain[**P, R](function: Callable[P, R]) -> Kernel[P, R]:
    kernel = cast(Kernel[P, R], function)
    kernel.py_func = function
    kernel.signatures = []
    return kernel


@contextmanager
def _own_cache(config: Any, file: str) -> Iterator[bool]:
    # numba picks the directory while it decorates, so kernels of users keep their own.
    with _decorating:
        directory = _directory_of(file)
        theirs = config.CACHE_DIR
        config.CACHE_DIR = str(directory or "")
        try:
            yield directory is not None
        finally:
            config.CACHE_DIR = theirs


@functools.cache
def _directory_of(file: str) -> Path | None:
    """Return the directory of the kernels of one file: an edit elsewhere leaves it valid."""
    parent = cache_directory()
    if parent is None:
        return None
    path = Path(file).resolve()
    directory = parent / f"{path.stem}-{_hash(_reached(str(path)))}"
    return directory if _renewed(directory) else None


def _machine() -> str:
    """Hash what compiled code depends on beside its sources: numba, numpy, Python, the processor.

    The processor is in it for homes shared by different machines: numba's index file can lose
    an entry when two processes add different ones at the same time.
    """
    import llvmlite.binding
    import numba
    import numpy

    versions = (numba.__version__, numpy.__version__, platform.python_version())
    digest = hashlib.blake2b(repr(versions).encode(), digest_size=10)
    digest.update(llvmlite.binding.get_host_cpu_name().encode())
    digest.update(llvmlite.binding.get_host_cpu_features().flatten().encode())
    return digest.hexdigest()


def _hash(files: Iterable[str]) -> str:
    """Hash those of the files that hold kernels: where they are, and what they say."""
    stamps = sorted(filter(None, map(_stamp, files)))
    return hashlib.blake2b(repr(stamps).encode(), digest_size=10).hexdigest()


@functools.cache
def _stamp(file: str) -> tuple[str, str] | None:
    """Where a file with kernels is, and the hash of what it says; None for any other file."""
    source = _source(file)
    if b"@compiled" not in source:
        return None
    path = Path(file)
    place = path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name
    return place, hashlib.blake2b(source, digest_size=10).hexdigest()


@functools.cache
def _source(file: str) -> bytes:
    """What a file says, read once; nothing for one typed into a prompt or a notebook."""
    path = Path(file)
    return path.read_bytes() if path.exists() else b""


def _reached(source: str) -> set[str]:
    """Return a file and all files of this package that it imports, however far away."""
    found: set[str] = set()
    waiting = [source]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += _imported(file)
    return found


@functools.cache
def _imported(file: str) -> tuple[str, ...]:
    """Return the files of this package that a file names in its imports."""
    found: list[str] = []
    for dotted, names in IMPORTS.findall(_source(file).decode()):
        parts = dotted.split(".")[1:]
        inside = PACKAGE.joinpath(*parts)
        # `from simulation.engine import functions` names a module or something of the package.
        files = [inside / f"{name}.py" for name in NAMES.findall(names)]
        files += [inside.with_suffix(".py") if parts else inside, inside / "__init__.py"]
        found += [str(path) for path in files if path.is_file()]
    return tuple(found)


def _temporary() -> Path:
    return Path(tempfile.gettempdir()) / f"mentorsim-{getpass.getuser()}"


def _usable(directory: Path) -> bool:
    """Make the directory, private to this user, and try to write into it."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _renewed(directory):
            return False
        tempfile.TemporaryFile(dir=directory).close()
    except OSError:
        return False
    return _private(directory.parent)


def _renewed(directory: Path) -> bool:
    """Make the directory, private to this user, or mark it as used."""
    try:
        directory.mkdir(exist_ok=True, mode=0o700)
        os.utime(directory)
    except OSError:
        return False
    return os.access(directory, os.W_OK | os.X_OK) and _private(directory)


def _private(directory: Path) -> bool:
    # Loading compiled code runs it, so nobody else may be able to put any there.
    if not hasattr(os, "getuid"):
        return True
    status = directory.stat()
    others_write = stat.S_IWGRP | stat.S_IWOTH
    return status.st_uid == os.getuid() and not status.st_mode & others_write


def _forget_unused(parent: Path, prefix: str = "") -> None:
    # Every edit of a kernel makes a new directory; a start renews those it uses.
    oldest = time.time() - UNUSED_DAYS * 86_400
    with os.scandir(parent) as found:
        for entry in found:
            try:
                unused = entry.is_dir() and entry.stat().st_mtime < oldest
            except OSError:  # another process was faster
                continue
            if unused and entry.name.startswith(prefix):
                shutil.rmtree(entry.path, ignore_errors=True)
