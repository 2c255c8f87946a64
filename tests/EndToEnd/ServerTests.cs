using System.Diagnostics;
using MayorsMechanism.Fixtures;
using Npgsql;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(RabbitFixture))]

namespace MayorsMechanism.EndToEnd;

/// <summary>The private servers that every other test stands on.</summary>
public class ServerTests(PostgresFixture postgres, RabbitFixture rabbit)
{
    [Fact]
    public async Task The_owner_of_a_fresh_database_can_add_the_extensions_but_is_no_superuser()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync("extensions"));

        foreach (var extension in new[] { "pg_trgm", "unaccent", "btree_gist" })
            await database.CreateCommand($"create extension {extension}").ExecuteNonQueryAsync(Token);

        var superuser = await database.CreateCommand("select rolsuper from pg_roles where rolname = current_user")
            .ExecuteScalarAsync(Token);
        superuser.ShouldBe(false);
    }

    [Fact]
    public async Task A_role_cannot_open_the_database_of_another_role()
    {
        var theirs = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync("theirs"));
        var mine = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync("mine")) { Database = theirs.Database };
        await using var database = NpgsqlDataSource.Create(mine);

        var refusal = await Should.ThrowAsync<PostgresException>(async () => await database.OpenConnectionAsync(Token));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_persistent_message_is_still_there_after_the_broker_restarts()
    {
        await PublishAsync("kept", "hello"u8.ToArray());

        await rabbit.StopAsync();
        await rabbit.StartAsync();

        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        var message = await channel.BasicGetAsync("kept", autoAck: true, Token);
        message!.Body.ToArray().ShouldBe("hello"u8.ToArray());
    }

    [Fact]
    public async Task Nobody_who_looks_for_a_port_at_the_same_time_finds_the_same_one()
    {
        async Task<IEnumerable<int>> ByScriptAsync()
        {
            var script = new ProcessStartInfo("/bin/bash", ["-c", "source own.sh; for _ in {1..10}; do free_port; done"])
            {
                WorkingDirectory = Path.Combine(Source.Root, "MayorsMechanism.AppHost", "Servers"), RedirectStandardOutput = true,
            };
            using var running = Process.Start(script)!;
            return (await running.StandardOutput.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
        }

        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => at % 2 == 0
            ? Task.Run(ByScriptAsync) : Task.Run<IEnumerable<int>>(() => [.. Enumerable.Range(0, 10).Select(_ => AppHostProcess.FreePort())])));

        var ports = found.SelectMany(each => each).ToList();
        ports.Count.ShouldBe(80);
        ports.Distinct().Count().ShouldBe(80);
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    async Task PublishAsync(string queue, byte[] body)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Token);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Token);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, body, Token);
    }

    Task<IConnection> ConnectAsync() =>
        new ConnectionFactory { Uri = new Uri(rabbit.ConnectionString) }.CreateConnectionAsync(Token);
}
