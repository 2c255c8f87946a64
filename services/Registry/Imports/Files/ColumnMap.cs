using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>The client's own words for columns: <c>HEADING:field</c>, or <c>HEADING:</c> for a column that is to be passed over.</summary>
static class ColumnMap
{
    const int Most = 100;

    /// <exception cref="ShapeException">One names no field of this kind of file.</exception>
    public static string[] Require(string[] map, FileColumns known)
    {
        if (map.Length > Most) throw new ShapeException("map", Text.Reference("too-many", Most));
        var fits = map.All(entry => entry.Length <= 300 && entry.LastIndexOf(':') is > 0 and var colon
            && (colon == entry.Length - 1 || known.OfField(entry[(colon + 1)..]) is not null));
        return fits ? map : throw new ShapeException("map", Text.Reference("import-map", string.Join(", ", known.All.Select(column => column.Field))));
    }

    public static IReadOnlyDictionary<string, string> Read(string[] map) => map
        .Select(entry => (Heading: FileColumns.Fold(entry[..entry.LastIndexOf(':')]), Field: entry[(entry.LastIndexOf(':') + 1)..]))
        .DistinctBy(entry => entry.Heading).ToDictionary(entry => entry.Heading, entry => entry.Field);
}
