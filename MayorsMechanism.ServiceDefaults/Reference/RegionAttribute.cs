using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>A UN M49 code of the world, a region, a sub-region or an intermediate region.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class RegionAttribute() : ShapeAttribute("region-code")
{
    const string World = "001";

    protected override bool Fits(object value) => value is string code && (code == World || Countries.Regions.Contains(code));
}
