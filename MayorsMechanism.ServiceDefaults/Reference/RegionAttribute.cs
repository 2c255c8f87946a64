using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>A UN M49 code of the world, a region, a sub-region or an intermediate region.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class RegionAttribute() : ShapeAttribute("region-code")
{
    protected override bool Fits(object value) => value is string code && Regions.Find(code) is not null;
}
