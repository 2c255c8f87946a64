namespace MayorsMechanism.Messaging.Tests.Faults;

static class Eventually
{
    /// <summary>Waits until the answer is what it shall be, and fails with the last one when it does not become so.</summary>
    public static async Task<T> BecomesAsync<T>(Func<Task<T>> ask, Func<T, bool> shall, int seconds = 120)
    {
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            var answer = await ask();
            if (shall(answer)) return answer;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"After {seconds} s it is still: {answer}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
