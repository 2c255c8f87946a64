using System.Collections.Frozen;

namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>Codes of the parts of countries, ISO 3166-2, from subdivisions.csv, which names its source and date.</summary>
public static class Subdivisions
{
    static readonly FrozenSet<string> All = ReferenceFile.Read("subdivisions.csv").Rows
        .SelectMany(cells => ReferenceFile.Words(cells[1]).Select(part => $"{cells[0]}-{part}")).ToFrozenSet();

    /// <summary>Whether it is one, such as UY-MO.</summary>
    public static bool Contains(string code) => All.Contains(code);
}
