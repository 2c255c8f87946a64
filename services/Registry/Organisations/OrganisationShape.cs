using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Organisations;

/// <summary>ISO 3166-2: the country, a hyphen, one to three letters or digits.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SubdivisionAttribute() : ShapeAttribute("subdivision-of-country")
{
    protected override bool Fits(object value) => value is string { Length: >= 4 and <= 6 } code && code[2] == '-'
        && code.Where((_, i) => i != 2).All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}

/// <summary>At most 50 policy fields, each a word of small letters, digits and hyphens.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PolicyFieldsAttribute() : ShapeAttribute("policy-fields")
{
    protected override bool Fits(object value) => value is Dictionary<string, Competence> { Count: <= 50 } fields && fields.Keys.All(IsField);

    public static bool IsField(string field) =>
        field.Length is > 0 and <= 60 && field.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
