using System.Collections.Frozen;

namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>A country of ISO 3166-1 and where UN M49 places it. Antarctica has no region; few regions have an intermediate one.</summary>
public sealed record Country(string Code, string? Region, string? Subregion, string? IntermediateRegion, string Name)
{
    public static Country Example => Countries.Find("UY")!;
}

/// <summary>The countries, from countries.csv, which names its source and date.</summary>
public static class Countries
{
    public static readonly ReferenceFile File = ReferenceFile.Read("countries.csv");

    static readonly FrozenDictionary<string, Country> ByCode = Read().ToFrozenDictionary(country => country.Code);

    public static IReadOnlyCollection<Country> All => ByCode.Values;

    /// <summary>Null when <paramref name="code"/> is not an ISO 3166-1 alpha-2 code in upper case.</summary>
    public static Country? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>Codes of the countries in a region, sub-region or intermediate region of UN M49.</summary>
    public static string[] In(string region) =>
        [.. ByCode.Keys.Where(code => RegionsOf(code).Contains(region)).Order()];

    /// <summary>The region, sub-region and intermediate region of UN M49 that a country is in, in this order; none of no country.</summary>
    public static IEnumerable<string> RegionsOf(string? code) => code is not null && Find(code) is { } country
        ? new[] { country.Region, country.Subregion, country.IntermediateRegion }.OfType<string>()
        : [];

    static IEnumerable<Country> Read() => File.Rows
        .Select(cells => new Country(cells[0], OrNull(cells[1]), OrNull(cells[2]), OrNull(cells[3]), cells[4]));

    static string? OrNull(string cell) => cell.Length > 0 ? cell : null;
}
