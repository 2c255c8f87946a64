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

    [Theory]
    [InlineData("São Paulo / U.C.L.G.")]
    [InlineData("Ана Ивановна")]
    [InlineData(" – ")]
    [InlineData("")]
    public async Task A_record_of_one_name_is_found_by_the_same_text_as_one_of_many(string name)
    {
        await using var database = NpgsqlDataSource.Create(service.Database);
        await using var both = database.CreateCommand("SELECT search_text($1, '[]'), search_texts($1, '[]'), search_text($1, '[{\"name\": \"\"}]')");
        both.Parameters.AddWithValue(name);
        await using var texts = await both.ExecuteReaderAsync(Token);
        await texts.ReadAsync(Token);

        texts.GetValue(0).ShouldBe(texts.GetValue(1));
        texts.GetValue(2).ShouldBe(texts.GetValue(1));
    }

    static async Task StartAsync(string database)
    {
        await using var replica = RegistryService.Replica(database);
        (await replica.CreateClient().GetAsync("/alive", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    static async Task<string> UndottedAsync(NpgsqlDataSource database) => (string)(await database.CreateCommand("SELECT undotted('u.c.l.g')").ExecuteScalarAsync(Token))!;
}
