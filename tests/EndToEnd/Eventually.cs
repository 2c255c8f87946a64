using System.Collections;

namespace MayorsMechanism.EndToEnd;

/// <summary>What other processes do takes a moment; on a machine that is busy with starting them, a long one.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>Reads until it is as expected; the last reading when it never is fails the test.</summary>
    public static async Task<T> HoldsAsync<T>(Func<Task<T>> read, Func<T, bool> expected)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var seen = await read();
            if (expected(seen)) return seen;
            (DateTime.UtcNow < deadline).ShouldBeTrue($"After {Patience} still {(seen is IEnumerable many ? string.Join('\n', many.Cast<object>()) : seen)}");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
