using System.Globalization;
using MayorsMechanism.Fixtures;
using Npgsql;

namespace MayorsMechanism.Messaging.Tests;

public sealed class RestTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_at_rest_asks_the_database_less_than_four_times_a_second_for_all_its_workers_together()
    {
        await using var postgres = new PostgresFixture();
        await using var rabbit = new RabbitFixture();
        await postgres.InitializeAsync();
        await rabbit.InitializeAsync();
        var database = await postgres.CreateDatabaseAsync("registry");
        await using var registry = new ServiceProcess("Registry", new Dictionary<string, string?>
        {
            ["ConnectionStrings__registry-db"] = database,
            ["ConnectionStrings__rabbitmq"] = rabbit.ConnectionString,
            ["services__identity__http__0"] = TestTokens.IdentityAddress,
            ["PublicOrigin"] = TestTokens.Issuer,
        });
        await registry.StartAsync(Token);
        await using var asking = NpgsqlDataSource.Create(database);
        await Eventually.IsAsync(async () => (await rabbit.QueuesAsync(Token)).ContainsKey("registry-dead"));

        // What has begun to rest tells its last figures a little later.
        for (var left = 5; await InAWhileAsync() >= 60; left--) left.ShouldBeGreaterThan(0);

        async Task<long> InAWhileAsync()
        {
            var before = await TransactionsAsync(asking);
            await Task.Delay(TimeSpan.FromSeconds(15), Token);
            return await TransactionsAsync(asking) - before;
        }
    }

    static Task<long> TransactionsAsync(NpgsqlDataSource database) =>
        AskAsync(database, "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()");

    static async Task<long> AskAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture);
    }
}
