using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// A program of its own: for each request it sends the database what the service sent for one like it, and answers what the database answers.
/// No token, no model, no rules, and nobody is told.
/// </summary>
static class BareService
{
    /// <summary>Its database: the environment's name for it.</summary>
    public const string Database = "BARE_SERVICE_ON";

    /// <summary>The file of what to send: the environment's name for it.</summary>
    public const string Statements = "BARE_SERVICE_SENDS";

    /// <summary>The organisation of which the statements are; each request puts that which it names in its place.</summary>
    public const string Example = "Example of Nowhere";

    public static async Task RunAsync(string database, string statements)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        await using var source = NpgsqlDataSource.Create(database);
        var sent = JsonSerializer.Deserialize<Statement[]>(await File.ReadAllBytesAsync(statements))!;
        app.MapGet("/health", () => "ok");
        app.MapGet("/api/v1/organisations", (HttpContext http) => AnswerAsync(http, source, sent, value => value));
        app.MapGet("/api/v1/organisations/{id:guid}", (Guid id, HttpContext http) => AnswerAsync(http, source, sent, value => value is Guid ? id : value));
        app.MapPost("/api/v1/organisations", (Named body, HttpContext http) =>
        {
            http.Response.StatusCode = StatusCodes.Status201Created;
            return AnswerAsync(http, source, sent, New(body.Name));
        });
        await app.RunAsync();
    }

    /// <summary>The same row under another name, wherever it stands, and under new ids.</summary>
    static Func<object?, object?> New(string name)
    {
        var ids = new Dictionary<Guid, Guid>();
        return value => value switch
        {
            Guid id => ids.TryGetValue(id, out var other) ? other : ids[id] = Guid.CreateVersion7(),
            string text => text.Replace(Example, name, StringComparison.Ordinal),
            _ => value,
        };
    }

    static async Task AnswerAsync(HttpContext http, NpgsqlDataSource source, Statement[] statements, Func<object?, object?> other)
    {
        await using var connection = await source.OpenConnectionAsync(http.RequestAborted);
        await using var transaction = statements[0].InTransaction ? await connection.BeginTransactionAsync(http.RequestAborted) : null;
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartArray();
        foreach (var statement in statements)
        {
            await using var command = statement.On(connection, other);
            await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
            do
            {
                while (await reader.ReadAsync(http.RequestAborted)) WriteRow(json, reader);
            }
            while (await reader.NextResultAsync(http.RequestAborted));
        }
        json.WriteEndArray();
        if (transaction is not null) await transaction.CommitAsync(http.RequestAborted);
    }

    static void WriteRow(Utf8JsonWriter json, NpgsqlDataReader reader)
    {
        json.WriteStartObject();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var name = reader.GetName(i);
            // Made by the database for itself: read, but shown by nobody.
            if (name.StartsWith("search_", StringComparison.Ordinal)) continue;
            json.WritePropertyName(name);
            if (reader.IsDBNull(i)) json.WriteNullValue();
            else WriteValue(json, reader, i);
        }
        json.WriteEndObject();
    }

    static void WriteValue(Utf8JsonWriter json, NpgsqlDataReader reader, int i)
    {
        switch (reader.GetDataTypeName(i))
        {
            case "uuid": json.WriteStringValue(reader.GetGuid(i)); break;
            case "integer": json.WriteNumberValue(reader.GetInt32(i)); break;
            case "bigint": json.WriteNumberValue(reader.GetInt64(i)); break;
            case "boolean": json.WriteBooleanValue(reader.GetBoolean(i)); break;
            case "jsonb": json.WriteRawValue(reader.GetString(i), skipInputValidation: true); break;
            case "text[]": JsonSerializer.Serialize(json, reader.GetFieldValue<string[]>(i)); break;
            case "text": json.WriteStringValue(reader.GetString(i)); break;
            case var type: throw new NotSupportedException(type);
        }
    }

    sealed record Named(string Name);
}
