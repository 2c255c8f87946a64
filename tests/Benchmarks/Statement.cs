using System.Text.Json;
using MayorsMechanism.Fixtures;
using Npgsql;
using NpgsqlTypes;

namespace MayorsMechanism.Benchmarks;

/// <summary>What the service sent the database, in a form that another process can read, and send again.</summary>
/// <param name="Sql">Its text.</param>
/// <param name="InTransaction">Whether it was sent inside of one.</param>
/// <param name="Values">Of its parameters.</param>
sealed record Statement(string Sql, bool InTransaction, IReadOnlyList<Statement.Value> Values)
{
    /// <param name="Name">As the text has it.</param>
    /// <param name="Type">As the database has it.</param>
    /// <param name="Clr">As the program has it; null when there is no value.</param>
    /// <param name="Json">What it is; null when there is no value.</param>
    public sealed record Value(string Name, NpgsqlDbType Type, string? Clr, JsonElement? Json);

    NpgsqlParameter[]? _parameters;

    public static Statement Of(Query query) => new(query.Sql, query.InTransaction, [.. query.Parameters.Cast<NpgsqlParameter>().Select(ValueOf)]);

    /// <param name="connection">Where to send it.</param>
    /// <param name="other">What to send in place of each value.</param>
    public NpgsqlCommand On(NpgsqlConnection connection, Func<object?, object?> other)
    {
        var command = new NpgsqlCommand(Sql, connection);
        foreach (var parameter in _parameters ??= [.. Values.Select(Read)])
        {
            command.Parameters.Add(new NpgsqlParameter { ParameterName = parameter.ParameterName, NpgsqlDbType = parameter.NpgsqlDbType, Value = other(parameter.Value) });
        }
        return command;
    }

    static Value ValueOf(NpgsqlParameter parameter) => parameter.Value is null or DBNull
        ? new(parameter.ParameterName, parameter.NpgsqlDbType, null, null)
        : new(parameter.ParameterName, parameter.NpgsqlDbType, parameter.Value.GetType().FullName, JsonSerializer.SerializeToElement(parameter.Value));

    static NpgsqlParameter Read(Value value) => new()
    {
        ParameterName = value.Name,
        NpgsqlDbType = value.Type,
        Value = value.Clr is null ? DBNull.Value : value.Json!.Value.Deserialize(Type.GetType(value.Clr, throwOnError: true)!),
    };
}
