using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Registry.Organisations;

/// <summary>A code of ISO 3166-2, such as UY-MO.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SubdivisionAttribute() : ShapeAttribute("subdivision-of-country")
{
    protected override bool Fits(object value) => value is string code && Subdivisions.Contains(code);
}

/// <summary>At most 50 policy fields, each a word of small letters, digits and hyphens.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PolicyFieldsAttribute() : ShapeAttribute("policy-fields")
{
    protected override bool Fits(object value) => value is Dictionary<string, Competence> { Count: <= 50 } fields && fields.Keys.All(IsField);

    public static bool IsField(string field) =>
        field.Length is > 0 and <= 60 && field.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
