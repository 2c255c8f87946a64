using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>An ISO 3166-1 alpha-2 code.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CountryAttribute() : ShapeAttribute("country-code")
{
    protected override bool Fits(object value) => value is string code && Countries.Find(code) is not null;
}
