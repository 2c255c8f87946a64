using System.Collections.Concurrent;

namespace MayorsMechanism.Fixtures;

/// <summary>
/// Forks every child. The kernel's parent-death signal is bound to the thread that forked, not to the process:
/// a child started from a pool thread would be killed when the pool retires that thread.
/// </summary>
static class LauncherThread
{
    static readonly BlockingCollection<Action> Starts = [];

    static LauncherThread() =>
        new Thread(Work) { IsBackground = true, Name = "launcher" }.Start();

    public static Task<T> RunAsync<T>(Func<T> start)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                result.SetResult(start());
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        });
        return result.Task;
    }

    static void Work()
    {
        foreach (var start in Starts.GetConsumingEnumerable())
            start();
    }
}
