package judge

// OvertakenResult is the result of an attempt that is not repeated because what follows it was attempted.
const OvertakenResult = "overtaken"

// StandsFrozen is the code of what a destination is not given because it stands in the same place already.
const StandsFrozen = "stands-frozen"

// NotStanding is the code of an active alert that was given to a destination and stands there no more.
const NotStanding = "not-standing"

// RetainedInput is the reason of what the broker had kept and gave again.
const RetainedInput = "retained-input"

// FrozenReason is the code of what became of an alert that would have gone to a frozen destination.
const FrozenReason = "destination-frozen"

// Retired marks what an operator took down with its destination.
const Retired = "retired"
