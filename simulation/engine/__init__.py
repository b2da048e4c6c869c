"""The engine: clock, addressed draws, parameters, processes in order; it knows no mentoring."""
