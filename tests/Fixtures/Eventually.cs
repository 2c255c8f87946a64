using Xunit;

namespace MayorsMechanism.Fixtures;

/// <summary>What other processes do takes a moment.</summary>
public static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <param name="condition">What is to come true.</param>
    /// <param name="otherwise">What is seen while it has not.</param>
    /// <exception cref="TimeoutException">It did not in two minutes.</exception>
    public static async Task IsAsync(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            if (DateTime.UtcNow > deadline) throw new TimeoutException(otherwise?.Invoke() ?? "It did not come true in time.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
