using System.Net;
using Npgsql;

namespace MayorsMechanism.Registry.Tests;

public sealed class SqlFilesTests(RegistryService service)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_is_made_anew_when_its_text_is_not_the_one_that_was_run_last_and_left_alone_else()
    {
        var database = await service.NewDatabaseAsync();
        await StartAsync(database);
        await using var elsewhere = NpgsqlDataSource.Create(database);
        await elsewhere.CreateCommand("CREATE OR REPLACE FUNCTION undotted(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT 'other' $$")
            .ExecuteNonQueryAsync(Token);

        await StartAsync(database);
        (await UndottedAsync(elsewhere)).ShouldBe("other");

        await elsewhere.CreateCommand("UPDATE applied_sql SET hash = 'of an earlier text' WHERE name = 'search_fold'").ExecuteNonQueryAsync(Token);
        await StartAsync(database);
        (await UndottedAsync(elsewhere)).ShouldBe("uclg");
    }

    static async Task StartAsync(string database)
    {
        await using var replica = RegistryService.Replica(database);
        (await replica.CreateClient().GetAsync("/alive", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    static async Task<string> UndottedAsync(NpgsqlDataSource database) => (string)(await database.CreateCommand("SELECT undotted('u.c.l.g')").ExecuteScalarAsync(Token))!;
}
