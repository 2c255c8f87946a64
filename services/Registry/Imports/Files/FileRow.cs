using System.Text.Json.Nodes;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>A row as the file has it.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Fields">What it states, by field, as JSON would state it. A field that is not there is left as it is; null clears it.</param>
/// <param name="Bytes">About how large it is.</param>
/// <param name="Reason">Why it cannot be read, if it cannot: a text reference.</param>
sealed record FileRow(int Number, JsonObject Fields, int Bytes, string? Reason = null);

/// <summary>A file that is open: what its columns are, then its rows.</summary>
interface IRows : IAsyncDisposable
{
    /// <summary>Fields that the file has a column for; of JSON, those met so far.</summary>
    IReadOnlyCollection<string> Columns { get; }

    /// <summary>Columns that mean nothing to us.</summary>
    IReadOnlyCollection<string> Ignored { get; }

    /// <exception cref="FileProblem">The file is broken here.</exception>
    IAsyncEnumerable<FileRow> ReadAsync(CancellationToken cancel);
}
