using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Stores an enum by the word that the API uses, so that SQL, exports and JSON read alike.</summary>
public sealed class KebabCase<T>() : ValueConverter<T, string>(value => Write(value), word => Read(word)) where T : struct, Enum
{
    static readonly Dictionary<T, string> Words = Enum.GetValues<T>()
        .ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
    static readonly Dictionary<string, T> Values = Words.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static bool TryRead(string word, out T value) => Values.TryGetValue(word, out value);

    internal static string Write(T value) => Words[value];

    static T Read(string word) => Values[word];
}

/// <summary>Enums outside of JSON: in events, exports and tokens.</summary>
public static class KebabCase
{
    /// <summary>The word that the API uses.</summary>
    public static string Of<T>(T value) where T : struct, Enum => KebabCase<T>.Write(value);
}
