using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MayorsMechanism.Registry.Tests;

public sealed class DuplicateSearchTests(RegistryService registry)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_that_is_asked_for_while_one_runs_begins_anew()
    {
        var database = await registry.NewDatabaseAsync();
        await using var service = RegistryService.Replica(database);
        await using var elsewhere = NpgsqlDataSource.Create(database);
        var api = new ApiClient(service.CreateClient(), TestTokens.Secretariat([.. Scopes.All]));
        var (first, second) = (await RegistryService.NewOrganisationAsync(api, "Quilpué"), await RegistryService.NewOrganisationAsync(api, "Marrakech"));
        await Eventually.IsAsync(() => IsAsync("SELECT pass IS NULL AND NOT EXISTS (SELECT FROM history WHERE (position <= followed) IS NOT TRUE) FROM search_progress"));

        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        await using var merging = await db.Database.BeginTransactionAsync(Token);
        await db.LockIdentitiesAsync(Token);
        (await api.PostAsync("/api/v1/duplicates/search")).Code.ShouldBe(202);
        // The first batch has compared the two, and waits.
        await Eventually.IsAsync(() => IsAsync($"SELECT EXISTS (SELECT {Waiting} AND wait_event = 'advisory')"));
        // No history tells of this: only a pass finds it.
        await IsAsync($"UPDATE organisations SET name = 'Quilpué' WHERE id = '{second.Id}' RETURNING true");
        var asked = api.PostAsync("/api/v1/duplicates/search");
        await Eventually.IsAsync(async () => asked.IsCompleted || await IsAsync($"SELECT EXISTS (SELECT {Waiting} AND wait_event <> 'advisory')"));
        await merging.RollbackAsync(Token);

        (await asked).Code.ShouldBe(202);
        await Eventually.IsAsync(async () => (await api.GetAsync($"/api/v1/duplicates?record={first.Id}")).Items.Count == 1);

        async Task<bool> IsAsync(string sql)
        {
            await using var command = elsewhere.CreateCommand(sql);
            return (bool)(await command.ExecuteScalarAsync(Token))!;
        }
    }

    const string Waiting = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
}
