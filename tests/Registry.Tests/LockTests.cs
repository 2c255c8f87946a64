using System.Text;
using MayorsMechanism.Registry.Tests.Imports;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MayorsMechanism.Registry.Tests;

/// <summary>A lock that a session holds stays on its connection when the pool has that back. All of ours end with a transaction.</summary>
public sealed class LockTests(RegistryService registry)
{
    const string Lingering = """
        SELECT count(*)::int AS "Value" FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND granted AND state = 'idle' AND datname = current_database()
        """;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_holds_its_lock_in_a_transaction()
    {
        var network = await registry.NewNetworkAsync();
        var file = "name,kind\n" + string.Concat(Enumerable.Range(0, 8000).Select(n => $"Ciudad {n},municipality\n"));
        var import = await network.Api.UploadedAsync("organisations", Encoding.UTF8.GetBytes(file));

        for (var state = ""; state != "checked"; state = (await network.Api.GetAsync(import.Location!)).Text("state"))
        {
            (await registry.AskAsync(db => db.Database.SqlQueryRaw<int>(Lingering).SingleAsync(Token))).ShouldBe(0, state);
        }
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_no_lock()
    {
        var database = await registry.NewDatabaseAsync();
        await using var elsewhere = NpgsqlDataSource.Create(database);
        await using var command = elsewhere.CreateCommand("CREATE TABLE people (is_in_the_way int)");
        await command.ExecuteNonQueryAsync(Token);
        await using var service = RegistryService.Replica(database);

        Should.Throw<Exception>(service.CreateClient);

        await using var ask = elsewhere.CreateCommand(Lingering);
        (await ask.ExecuteScalarAsync(Token)).ShouldBe(0);
    }
}
