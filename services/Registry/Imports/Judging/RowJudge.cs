using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>
/// Finds out about some thousand rows what would become of them: which records they are of, what they change, and what the rules that
/// single requests follow say to it. It reads what is committed and writes nothing.
/// </summary>
abstract class RowJudge(IServiceProvider services, JsonSerializerOptions json)
{
    protected const int MostEvidence = 5;

    /// <summary>So many new parts of one record a row states; those that are there already are as many as there are.</summary>
    protected const int MostNew = 50;

    /// <summary>So many records of the names in a batch are looked at, those first that are likely meant.</summary>
    protected static int MostAlike(IReadOnlyList<RowToJudge> rows) => Math.Max(5000, rows.Count * 20);

    static readonly TextAttribute Storable = new(300);

    public async Task<IReadOnlyList<Judged>> JudgeAsync(IReadOnlyList<RowToJudge> rows, CancellationToken cancel)
    {
        await LoadAsync([.. rows.Where(row => row.Reason is null)], cancel);
        List<Judged> judged = [];
        foreach (var row in rows) judged.Add(await JudgeOrRejectAsync(row, cancel));
        return judged;
    }

    /// <summary>Everything that the rows refer to, in a few queries.</summary>
    protected abstract Task LoadAsync(IReadOnlyList<RowToJudge> rows, CancellationToken cancel);

    /// <exception cref="ProblemException">What a single request would have been answered with.</exception>
    protected abstract Task<Judged> JudgeAsync(RowToJudge row, CancellationToken cancel);

    async Task<Judged> JudgeOrRejectAsync(RowToJudge row, CancellationToken cancel)
    {
        if (row.Reason is { } unreadable) return Rejected(row, new RowReason(null, unreadable));
        try
        {
            return await JudgeAsync(row, cancel);
        }
        catch (ShapeException shape)
        {
            return Rejected(row, [.. shape.Errors!.SelectMany(error => error.Value.Select(reason => new RowReason(JsonErrors.FieldName(error.Key), reason)))]);
        }
        catch (ProblemException problem)
        {
            return Rejected(row, new RowReason(null, Text.Reference(problem.Code, [.. problem.Arguments.Select(argument => argument ?? "")])));
        }
    }

    static Judged Rejected(RowToJudge row, params RowReason[] reasons) => new(row, RowOutcome.Rejected) { Reasons = reasons };

    /// <summary>What a record becomes when the row's fields, as far as <typeparamref name="T"/> has them, replace those of <paramref name="current"/>.</summary>
    /// <exception cref="ShapeException">It does not fit.</exception>
    protected async Task<T> ApplyAsync<T>(JsonObject current, RowToJudge row, IEnumerable<string> fields, CancellationToken cancel) where T : class
    {
        var merged = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(merged))
        {
            writer.WriteStartObject();
            foreach (var field in fields)
            {
                if ((row.Fields.TryGetPropertyValue(field, out var stated) ? stated : current[field]) is not { } value) continue;
                writer.WritePropertyName(field);
                value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        var result = Read(() => JsonSerializer.Deserialize<T>(merged.WrittenSpan, json)!);
        if (!row.IsReported) await RecordShape.ValidateAsync(result, services, cancel);
        return result;
    }

    protected async Task<T> FitAsync<T>(T record, string field, CancellationToken cancel) where T : class
    {
        try
        {
            await RecordShape.ValidateAsync(record, services, cancel);
            return record;
        }
        catch (ShapeException shape)
        {
            throw new ShapeException(shape.Errors!.ToDictionary(error => $"{field}.{JsonErrors.FieldName(error.Key)}", error => error.Value));
        }
    }

    /// <param name="node">The JSON.</param>
    /// <param name="field">Where it stands in the row.</param>
    /// <exception cref="ShapeException">It is no such thing.</exception>
    protected T Read<T>(JsonNode node, string field) => Read(() => node.Deserialize<T>(json)!, field);

    static T Read<T>(Func<T> read, string field = "")
    {
        try
        {
            return read();
        }
        catch (JsonException e)
        {
            throw new ShapeException(JsonErrors.Of(e).ToDictionary(
                error => error.Key.Length == 0 ? field : error.Key.StartsWith("$[", StringComparison.Ordinal) ? field + error.Key[1..] : error.Key, error => error.Value));
        }
    }

    protected JsonObject Write<T>(T record) => JsonSerializer.SerializeToNode(record, json)!.AsObject();

    /// <summary>The fields among <paramref name="fields"/> that the row states and that differ between the two.</summary>
    protected static IEnumerable<string> Differing(RowToJudge row, IEnumerable<string> fields, JsonObject before, JsonObject after) =>
        fields.Where(field => row.Fields.ContainsKey(field) && !JsonNode.DeepEquals(before[field], after[field]));

    /// <summary>The row's text in a field; null when it states none, or something else.</summary>
    protected static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    protected static IEnumerable<string> TextsOf(JsonNode? node) => node is JsonArray all ? all.Select(TextOf).OfType<string>() : [];

    /// <summary>The texts in one member of each entry.</summary>
    protected static IEnumerable<string> TextsOf(JsonNode? node, string member) =>
        node is JsonArray all ? all.Select(entry => TextOf((entry as JsonObject)?[member])).OfType<string>() : [];

    /// <exception cref="ShapeException">It is no id.</exception>
    protected static Guid? IdOf(RowToJudge row) => row.Fields["id"] is not { } id ? null
        : Guid.TryParse(TextOf(id), out var given) ? given : throw new ShapeException("id", "invalid-value");

    protected static Guid[] IdsOf(IEnumerable<string?> texts) =>
        [.. texts.Select(text => Guid.TryParse(text, out var id) ? id : (Guid?)null).OfType<Guid>().Distinct()];

    /// <summary>Without what no stored name can hold.</summary>
    protected static string[] NamesOf(IEnumerable<string?> texts) =>
        [.. texts.OfType<string>().Where(Storable.IsValid).Distinct()];
}
