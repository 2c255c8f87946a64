using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>The rows of a CSV file (RFC 4180), whose separator and headings are found out from its first row.</summary>
sealed class CsvRows : IRows
{
    const string Separators = ",;\t|";

    readonly CsvReader _reader;
    readonly Column?[] _columns;
    CsvMalformedReason? _malformed;

    public IReadOnlyCollection<string> Columns => [.. _columns.OfType<Column>().Select(column => column.Field)];
    public IReadOnlyCollection<string> Ignored { get; }

    CsvRows(Stream stream, Encoding encoding, char separator, Headings headings)
    {
        (_columns, Ignored) = (headings.Columns, headings.Ignored);
        _reader = CsvReader.Create(stream, Options(encoding, separator) with
        {
            TrackLineNumbers = true,
            OnMalformedRecord = record => _malformed = record.Reason,
        });
    }

    /// <exception cref="FileProblem">Its first row is no heading of this kind of file.</exception>
    public static async Task<CsvRows> OpenAsync(
        ImportFile file, Encoding encoding, FileColumns known, IReadOnlyDictionary<string, string> map, CancellationToken cancel)
    {
        var best = new Headings([], [], 0);
        var chosen = ',';
        foreach (var separator in Separators)
        {
            await using var reader = CsvReader.Create(file.Open(), Options(encoding, separator));
            if (!await NextAsync(reader, cancel)) throw new FileProblem("file-empty");
            var headings = Headings.Of([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)], known, map);
            if (headings.Known > best.Known) (best, chosen) = (headings, separator);
        }
        best.Require(known);
        return new CsvRows(file.Open(), encoding, chosen, best);
    }

    public async IAsyncEnumerable<FileRow> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await NextAsync(_reader, cancel);
        for (var number = 1; ; number++)
        {
            _malformed = null;
            if (!await NextAsync(_reader, cancel)) yield break;
            if (_malformed is CsvMalformedReason.UnterminatedQuote) throw new FileProblem("file-quote-open", _reader.LineNumber);
            // What a spreadsheet leaves below its last row.
            if (Enumerable.Range(0, _reader.FieldCount).All(_reader.IsEmpty)) number--;
            else yield return Row(number);
        }
    }

    FileRow Row(int number)
    {
        var fields = new JsonObject();
        var reason = _malformed is CsvMalformedReason.TextAfterClosingQuote ? "row-quotes"
            : _reader.FieldCount > _columns.Length ? "row-too-many-cells"
            : _reader.FieldCount < _columns.Length ? "row-too-few-cells"
            : null;
        var bytes = 0;
        for (var i = 0; i < Math.Min(_columns.Length, _reader.FieldCount); i++)
        {
            if (_columns[i] is not { } column) continue;
            var text = Formula.Restore(_reader.GetString(i));
            bytes += text.Length;
            fields[column.Field] = text.Length == 0 ? column.Cell.Empty : column.Cell.Read(text);
        }
        return new(number, fields, bytes, reason);
    }

    static CsvReaderOptions Options(Encoding encoding, char separator) => new()
    {
        Separator = separator,
        HasHeader = false,
        Encoding = encoding,
        MaxRecordSize = ImportFile.LongestRow,
        IncludeValuesInExceptions = false,
    };

    static async Task<bool> NextAsync(CsvReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadAsync(cancel);
        }
        catch (CsvFormatException)
        {
            throw new FileProblem("file-row-too-long", ImportFile.LongestRow >> 20);
        }
        catch (DecoderFallbackException)
        {
            throw new FileProblem("file-not-text");
        }
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}

/// <summary>What the first row's cells name.</summary>
/// <param name="Columns">The column of each cell; null for one that means nothing to us.</param>
/// <param name="Ignored">Those.</param>
/// <param name="Known">How many mean something.</param>
sealed record Headings(Column?[] Columns, string[] Ignored, int Known)
{
    public static Headings Of(string[] cells, FileColumns known, IReadOnlyDictionary<string, string> map)
    {
        var columns = cells.Select(cell => map.TryGetValue(FileColumns.Fold(cell), out var field) ? known.OfField(field) : known.Find(cell)).ToArray();
        return new(columns, [.. cells.Where((_, i) => columns[i] is null).Take(FileColumns.MostIgnored).Select(FileColumns.Shown)], columns.Count(column => column is not null));
    }

    /// <exception cref="FileProblem">A column is there twice, or one is missing.</exception>
    public void Require(FileColumns known)
    {
        var fields = Columns.OfType<Column>().Select(column => column.Field).ToList();
        if (fields.GroupBy(field => field).FirstOrDefault(same => same.Count() > 1) is { } repeated) throw new FileProblem("file-column-repeated", repeated.Key);
        if (!fields.Contains("id") && known.Needed.FirstOrDefault(field => !fields.Contains(field)) is { } missing) throw new FileProblem("file-column-missing", missing);
    }
}
