using MayorsMechanism.ServiceDefaults;
using Microsoft.Extensions.Logging.Abstractions;

namespace MayorsMechanism.Messaging.Tests;

public sealed class PeriodicTests
{
    [Fact]
    public async Task Work_that_was_cancelled_by_anything_but_the_host_is_done_the_next_time()
    {
        using var work = new Interrupted();
        await work.StartAsync(TestContext.Current.CancellationToken);

        await Task.WhenAny(work.Repeated, work.ExecuteTask!);

        work.Repeated.IsCompleted.ShouldBeTrue($"it ended: {work.ExecuteTask!.Status}");
        await work.StopAsync(TestContext.Current.CancellationToken);
        work.ExecuteTask!.Status.ShouldBeOneOf(TaskStatus.RanToCompletion, TaskStatus.Canceled);
    }

    /// <summary>As work is whose own patience ran out, such as that of an HTTP client.</summary>
    sealed class Interrupted() : Periodic(TimeSpan.FromMilliseconds(1), "Failed", TimeProvider.System, NullLogger.Instance)
    {
        readonly TaskCompletionSource _repeated = new();
        int _times;

        public Task Repeated => _repeated.Task;

        protected override Task WorkAsync(CancellationToken cancel)
        {
            if (++_times == 3) _repeated.SetResult();
            throw new TaskCanceledException();
        }
    }
}
