"""The outcomes: functions of the state, one row a quarter and slice."""
