using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>The rows of a JSON file: an array of objects, or objects one after the other (one a line).</summary>
sealed class JsonRows(ImportFile file, Encoding encoding, bool lines, FileColumns known, IReadOnlyDictionary<string, string> map) : IRows
{
    static readonly JsonSerializerOptions Strict = new() { AllowDuplicateProperties = false };

    readonly SortedSet<string> _columns = new(StringComparer.Ordinal);
    readonly SortedSet<string> _ignored = new(StringComparer.Ordinal);
    readonly BoundedStream _stream = file.Open(boundsRows: true);

    public IReadOnlyCollection<string> Columns => _columns;
    public IReadOnlyCollection<string> Ignored => _ignored;

    public async IAsyncEnumerable<FileRow> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var utf8 = Encoding.CreateTranscodingStream(_stream, encoding, Encoding.UTF8, leaveOpen: true);
        await using var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(utf8, lines, Strict, cancel).GetAsyncEnumerator(cancel);
        for (var number = 1; await NextAsync(items); number++)
        {
            _stream.BeginRow();
            yield return Row(number, items.Current);
        }
    }

    FileRow Row(int number, JsonElement item)
    {
        if (item.ValueKind is not JsonValueKind.Object) return new(number, [], 0, "object-expected");
        var (fields, bytes) = (new JsonObject(), 0);
        foreach (var member in item.EnumerateObject())
        {
            var name = NameOf(member);
            var column = known.OfField(map.GetValueOrDefault(FileColumns.Fold(name), name));
            if (column is null)
            {
                if (_ignored.Count < FileColumns.MostIgnored) _ignored.Add(FileColumns.Shown(name));
                continue;
            }
            _columns.Add(column.Field);
            var value = member.Value.GetRawText();
            if (!IsWhole(value)) return new(number, [], 0, "text-broken");
            if (fields.ContainsKey(column.Field)) return new(number, [], 0, Text.Reference("row-field-repeated", column.Field));
            fields[column.Field] = member.Value.ValueKind is JsonValueKind.Null ? column.Cell.Empty : JsonNode.Parse(value);
            bytes += value.Length;
        }
        return new(number, fields, bytes);
    }

    /// <summary>False when it holds half of a surrogate pair, which is no character and cannot be stored.</summary>
    static bool IsWhole(string json)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase)) return true;
        try
        {
            return JsonNode.Parse(json)!.ToJsonString().Length > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw new FileProblem("file-not-text");
        }
    }

    static async Task<bool> NextAsync(IAsyncEnumerator<JsonElement> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (JsonException e)
        {
            throw new FileProblem("file-json-broken", e.LineNumber + 1 ?? 1, e.BytePositionInLine + 1 ?? 1);
        }
        catch (DecoderFallbackException)
        {
            throw new FileProblem("file-not-text");
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
