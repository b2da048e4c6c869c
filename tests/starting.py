"""Processes at round starting values: sizes in unit tests do not move with a new calibration."""

from simulation.evidence.fitted import load_fits
from simulation.organization.people import People


def started(kind, **given):
    """A process, or People, whose fitted parameters have the values that the fit began with."""
    owner = "people" if kind is People else kind.name
    starts = {
        path.removeprefix(f"{owner}."): fit.start
        for path, fit in load_fits().items()
        if path.startswith(f"{owner}.")
    }
    return kind(**(starts | given))
