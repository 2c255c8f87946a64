namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>Reference data as it is maintained: a file of cells between semicolons, whose first comments say its source and date.</summary>
/// <param name="Source">Who says so.</param>
/// <param name="AsOf">Year and month that this was so.</param>
/// <param name="Rows">Its cells.</param>
public sealed record ReferenceFile(string Source, string AsOf, IReadOnlyList<string[]> Rows)
{
    /// <summary>Reads a file that is part of this assembly.</summary>
    public static ReferenceFile Read(string name)
    {
        using var reader = new StreamReader(typeof(ReferenceFile).Assembly.GetManifestResourceStream(name)!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(Said("# Source: "), Said("# As of: "), [.. lines.Where(line => line[0] != '#').Select(line => line.Split(';'))]);

        string Said(string what) => lines.Single(line => line.StartsWith(what, StringComparison.Ordinal))[what.Length..];
    }

    /// <summary>The words of a cell.</summary>
    public static string[] Words(string cell) => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
