namespace MayorsMechanism.Identity.Tests;

/// <summary>The machine's clock, moved.</summary>
public sealed class TestClock : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
