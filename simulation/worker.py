"""Worker: what the processes of a pool are copies of: the model and its compiled code.

All is done when this module is imported, once for all processes.
"""

from simulation.pool import importing

with importing():
    import simulation.model
    import simulation.runner  # noqa: F401  what tasks call
    from simulation.warming import load

    load()
