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
        await Eventually.IsAsync(() => IsAsync(elsewhere, Done));

        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        await using var merging = await db.Database.BeginTransactionAsync(Token);
        await db.LockIdentitiesAsync(Token);
        (await api.PostAsync("/api/v1/duplicates/search")).Code.ShouldBe(202);
        // The first batch has compared the two, and waits.
        await Eventually.IsAsync(() => IsAsync(elsewhere, $"SELECT EXISTS (SELECT {Waiting} AND wait_event = 'advisory')"));
        // No history tells of this: only a pass finds it.
        await IsAsync(elsewhere, $"UPDATE organisations SET name = 'Quilpué' WHERE id = '{second.Id}' RETURNING true");
        var asked = api.PostAsync("/api/v1/duplicates/search");
        await Eventually.IsAsync(async () => asked.IsCompleted || await IsAsync(elsewhere, $"SELECT EXISTS (SELECT {Waiting} AND wait_event <> 'advisory')"));
        await merging.RollbackAsync(Token);

        (await asked).Code.ShouldBe(202);
        await Eventually.IsAsync(async () => (await api.GetAsync($"/api/v1/duplicates?record={first.Id}")).Items.Count == 1);
    }

    [Fact]
    public async Task What_was_compared_before_an_erasure_is_not_written_after_it()
    {
        var database = await registry.NewDatabaseAsync();
        await using var service = RegistryService.Replica(database);
        await using var elsewhere = NpgsqlDataSource.Create(database);
        var api = new ApiClient(service.CreateClient(), TestTokens.Secretariat([.. Scopes.All]));
        var speaker = await RegistryService.PersonAsync(api, "Aurelio Bustamante");
        var merged = await RegistryService.PersonAsync(api, "Zebulon Kiprotich");
        var other = await RegistryService.PersonAsync(api, "Zebulon Kiprotisch");
        var merge = await api.PostAsync("/api/v1/merges", new { personId = merged.Id, intoId = speaker.Id });
        merge.Code.ShouldBe(201);
        await Eventually.IsAsync(() => IsAsync(elsewhere, Done));

        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        await using var deciding = await db.Database.BeginTransactionAsync(Token);
        await db.LockIdentitiesAsync(Token);
        var undone = api.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag);
        await Eventually.IsAsync(() => IsAsync(elsewhere, Waits(1)));
        var erased = api.PostAsync($"{merged.Location}/erase", ifMatch: "*");
        await Eventually.IsAsync(() => IsAsync(elsewhere, Waits(2)));
        (await api.PatchAsync(speaker.Location!, new { needs = "Compared anew" }, "*")).Code.ShouldBe(200);
        await Eventually.IsAsync(() => IsAsync(elsewhere, Waits(3)));
        await deciding.RollbackAsync(Token);
        ((await undone).Code, (await erased).Code).ShouldBe((200, 202));
        await Eventually.IsAsync(() => IsAsync(elsewhere, Done));

        (await IsAsync(elsewhere, "SELECT EXISTS (SELECT FROM duplicates WHERE evidence::text LIKE '%Kiprotich\"%')")).ShouldBeFalse("the pair names who was erased");
        (await IsAsync(elsewhere, "SELECT EXISTS (SELECT FROM history WHERE payload LIKE '%Kiprotich\"%')")).ShouldBeFalse("its history names who was erased");
    }

    static async Task<bool> IsAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (bool)(await command.ExecuteScalarAsync(Token))!;
    }

    const string Done = "SELECT pass IS NULL AND NOT EXISTS (SELECT FROM history WHERE (position <= followed) IS NOT TRUE) FROM search_progress";

    static string Waits(int many) => $"SELECT count(*) >= {many} {Waiting} AND wait_event = 'advisory'";

    const string Waiting = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
}
