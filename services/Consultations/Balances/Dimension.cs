using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Consultations.Balances;

/// <summary>By what representatives are counted.</summary>
public enum Dimension
{
    /// <summary>UN M49 code of the organisation's country.</summary>
    SubRegion,

    /// <summary>ISO 3166-1 alpha-2.</summary>
    Country,

    /// <summary>The kind of organisation, such as municipality.</summary>
    Tier,

    /// <summary>How many people live there: one of the bands of <see cref="Bands"/>.</summary>
    PopulationBand,

    /// <summary>As people describe it, in lower case.</summary>
    Gender,

    /// <summary>The id of the network that nominated, or mechanism.</summary>
    Network,

    /// <summary>yes for those who had no seat in an earlier session, no for the others.</summary>
    FirstTime,
}

static class DimensionValues
{
    /// <summary>A value as it is counted.</summary>
    /// <exception cref="ShapeException">Nobody is ever counted so.</exception>
    public static string ValueOf(this Dimension dimension, string written)
    {
        var value = dimension is Dimension.Gender ? written.Trim().ToLowerInvariant() : written;
        var (known, example) = dimension switch
        {
            Dimension.SubRegion => (Countries.All.Any(country => country.Subregion == value), "419"),
            Dimension.Country => (Countries.Find(value) is not null, "CR"),
            Dimension.Tier => (Representative.Authorities.Contains(value), "municipality"),
            Dimension.PopulationBand => (Bands.IsKnown(value), "under-50000"),
            Dimension.Network => (value == Representative.Mechanism || (Guid.TryParseExact(value, "D", out var id) && id.ToString() == value), Representative.Mechanism),
            Dimension.FirstTime => (value is "yes" or "no", "yes"),
            _ => (true, ""),
        };
        return known ? value : throw new ShapeException("value", Text.Reference("target-value", example));
    }
}

static class Bands
{
    static readonly (long Below, string Band)[] All =
        [(50_000, "under-50000"), (250_000, "50000-249999"), (1_000_000, "250000-999999"), (5_000_000, "1000000-4999999"), (long.MaxValue, "5000000-or-more")];

    public static bool IsKnown(string band) => All.Any(known => known.Band == band);

    public static string? Of(long? population) => population is { } people ? All.First(band => people < band.Below).Band : null;
}
