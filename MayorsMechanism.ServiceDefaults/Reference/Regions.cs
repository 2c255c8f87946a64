using System.Collections.Frozen;

namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>A region, sub-region or intermediate region of UN M49, or the world.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Within">The code of the next larger one; null of the world.</param>
/// <param name="Names">By language: en, es, fr, pt.</param>
public sealed record Region(string Code, string? Within, IReadOnlyDictionary<string, string> Names)
{
    public static Region Example => Regions.Find("005")!;
}

/// <summary>The regions, from regions.csv, which names its source and date; which is within which, countries.csv says.</summary>
public static class Regions
{
    public const string World = "001";

    public static readonly ReferenceFile File = ReferenceFile.Read("regions.csv");

    static readonly FrozenDictionary<string, Region> ByCode = Read().ToFrozenDictionary(region => region.Code);

    public static IReadOnlyCollection<Region> All => ByCode.Values;

    /// <summary>Null when <paramref name="code"/> is none.</summary>
    public static Region? Find(string code) => ByCode.GetValueOrDefault(code);

    static IEnumerable<Region> Read()
    {
        var within = Countries.All.SelectMany(country => Countries.RegionsOf(country.Code).Prepend(World).Zip(Countries.RegionsOf(country.Code)))
            .Distinct().ToDictionary(pair => pair.Second, pair => pair.First);
        return File.Rows.Select(cells => new Region(cells[0], within.GetValueOrDefault(cells[0]),
            new Dictionary<string, string> { ["en"] = cells[1], ["es"] = cells[2], ["fr"] = cells[3], ["pt"] = cells[4] }));
    }
}
