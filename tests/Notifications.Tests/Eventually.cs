namespace MayorsMechanism.Notifications.Tests;

/// <summary>What other processes do takes a moment.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Reads until it is as expected; the last reading when it never is fails the test.</summary>
    public static async Task<T> HoldsAsync<T>(Func<Task<T>> read, Func<T, bool> expected)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var seen = await read();
            if (expected(seen)) return seen;
            (DateTime.UtcNow < deadline).ShouldBeTrue($"Still {System.Text.Json.JsonSerializer.Serialize(seen)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public static Task HoldsAsync(Func<bool> expected) => HoldsAsync(() => Task.FromResult(expected()), held => held);
}
