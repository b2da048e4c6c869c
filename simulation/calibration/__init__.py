"""Calibration: defaults refitted, by simulation, on rows of the ledger and the named anchors."""
