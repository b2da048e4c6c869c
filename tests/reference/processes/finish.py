"""Finish: pairs that still meet when the program ends stop, neither completed nor ended early."""

from tests.reference.pairing import forget_ended, part


def finish(model):
    if not model.running_program:
        for pair in model.pairs:
            part(model, pair)
            model.count("pairs_stopped")
        forget_ended(model)
