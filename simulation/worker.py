"""Worker: what the processes of a pool are copies of: the model, its compiled code, what draws.

All is done when this module is imported, once for all processes.
"""

from simulation.pool import importing

with importing():
    import simulation.model
    import simulation.report.figures.fan
    import simulation.report.figures.readings
    import simulation.runner  # noqa: F401  what tasks call
    from simulation.warming import load

    load()
