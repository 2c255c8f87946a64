namespace MayorsMechanism.Notifications.Letters;

/// <summary>What an attempt to send a letter came to.</summary>
public enum Outcome
{
    /// <summary>A mail server has it, or the pickup folder.</summary>
    Sent,

    /// <summary>Kept here only: the address is of a domain that exists for examples and tests.</summary>
    Recorded,

    /// <summary>It did not leave, for a reason that passes.</summary>
    Deferred,

    /// <summary>It broke off where the letter may or may not have left.</summary>
    Unknown,

    /// <summary>It never will.</summary>
    Failed,
}

/// <summary>One attempt to send a letter.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Reason">Why it did not leave; the server's words if it gave any.</param>
public sealed record Attempt(DateTimeOffset At, Outcome Outcome, string? Reason = null)
{
    internal bool IsDelivery => Outcome is Outcome.Sent or Outcome.Recorded;
}
