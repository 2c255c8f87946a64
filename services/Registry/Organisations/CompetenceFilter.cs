using System.Diagnostics.CodeAnalysis;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Organisations;

/// <summary>A policy field and how far the local mandate reaches in it: <c>housing:shared</c>; or the field alone, for any mandate at all.</summary>
public readonly record struct CompetenceFilter(string Field, Competence? Reach) : IParsable<CompetenceFilter>
{
    /// <summary>In JSON; competences that hold one of these fit.</summary>
    public (string, string) Wanted => (Held(Reach ?? Competence.Full), Held(Reach ?? Competence.Shared));

    string Held(Competence reach) => $$"""{"{{Field}}":"{{KebabCase.Of(reach)}}"}""";

    public static CompetenceFilter Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var filter) ? filter : throw new FormatException($"No competence: {s}");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CompetenceFilter result)
    {
        var (field, reach) = (s ?? "").Split(':') switch
        {
            [var alone] => (alone, (Competence?)null),
            [var first, var second] when KebabCase<Competence>.TryRead(second, out var read) => (first, read),
            _ => ("", null),
        };
        result = new(field, reach);
        return PolicyFieldsAttribute.IsField(field);
    }
}
