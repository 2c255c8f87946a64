using MayorsMechanism.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MayorsMechanism.Messaging.Tests;

public sealed class WakeupTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_process_left_wakes_the_workers_of_each_that_listens_again_and_again()
    {
        await using var postgres = new PostgresFixture();
        await postgres.InitializeAsync();
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync("registry"));
        using var one = new Wakeup(database, NullLogger<Wakeup>.Instance);
        using var other = new Wakeup(database, NullLogger<Wakeup>.Instance);
        var (here, there, elsewhere) = (one.On("letter"), other.On("person", "letter"), other.On("import"));
        await Task.WhenAll(one.StartAsync(Token), other.StartAsync(Token));
        // Each begins with a look, for what was left before.
        foreach (var signal in (Signal[])[here, there, elsewhere]) await SaidAsync(signal);

        for (var time = 0; time < 3; time++)
        {
            one.Say("letter");
            await Task.WhenAll(SaidAsync(here), SaidAsync(there));
        }
        await using (var command = database.CreateCommand("NOTIFY work, 'letter'")) await command.ExecuteNonQueryAsync(Token);
        await Task.WhenAll(SaidAsync(here), SaidAsync(there));
        one.Say("import");
        one.Say("letter");
        await SaidAsync(there);

        using var never = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(elsewhere.WaitAsync(Timeout.InfiniteTimeSpan, never.Token));
        await Task.WhenAll(one.StopAsync(Token), other.StopAsync(Token));
    }

    static Task SaidAsync(Signal signal) => signal.WaitAsync(Timeout.InfiniteTimeSpan, Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
}
