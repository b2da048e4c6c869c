"""Worker: what the processes of a pool are copies of: the model, with its compiled code loaded.

Both are done when this module is imported, once for all processes.
"""

import gc

import simulation.model
import simulation.runner  # noqa: F401  what tasks call
from simulation.warming import load

load()
gc.freeze()  # what is here to stay is not looked through again, so copies go on sharing its memory
