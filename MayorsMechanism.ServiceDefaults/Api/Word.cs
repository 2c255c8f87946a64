using System.Diagnostics.CodeAnalysis;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>An enum in a query string, written as in JSON: <c>?kind=regional-process</c>.</summary>
public readonly record struct Word<T>(T Value) : IParsable<Word<T>> where T : struct, Enum
{
    public static Word<T> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var word) ? word : throw new FormatException($"No {typeof(T).Name}: {s}");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Word<T> result)
    {
        var known = KebabCase<T>.TryRead(s ?? "", out var value);
        result = new Word<T>(value);
        return known;
    }
}
