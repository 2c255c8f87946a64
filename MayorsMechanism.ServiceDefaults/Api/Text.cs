using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>
/// What errors say, in English, Spanish, French and Portuguese. Code refers to a text by its code; it is put into words only when the answer
/// is written, in the language that the caller accepts. Each service adds an embedded <c>texts.json</c>.
/// </summary>
public sealed class Text
{
    public static readonly IReadOnlyList<string> Languages = ["en", "es", "fr", "pt"];

    readonly FrozenDictionary<string, Dictionary<string, string>> _texts;

    public Text(params IEnumerable<Assembly> assemblies) => _texts = assemblies.Distinct().SelectMany(Read).ToFrozenDictionary();

    /// <summary>A reference that survives as a plain string in a validation result: <c>code|argument|…</c>.</summary>
    public static string Reference(string code, params object[] arguments) => string.Join('|', [code, .. arguments]);

    public bool Has(string code) => _texts.ContainsKey(code);

    public IReadOnlyCollection<string> Codes => _texts.Keys;

    /// <summary>The text in <paramref name="language"/>; an unknown code is returned as it is.</summary>
    public string Say(string language, string code, params IEnumerable<object?> arguments) =>
        _texts.TryGetValue(code, out var translations)
            ? string.Format(CultureInfo.GetCultureInfo(language), translations[language], [.. arguments])
            : code;

    public string SayReference(string language, string reference)
    {
        var parts = reference.Split('|');
        return Say(language, parts[0], parts[1..]);
    }

    /// <summary>The best of our languages for <c>Accept-Language</c> (RFC 9110, section 12.5.4); English if none fits.</summary>
    public static string LanguageOf(HttpRequest request)
    {
        var wanted = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(range => range.Quality ?? 1);
        return wanted.Select(range => range.Value.ToString().Split('-')[0].ToLowerInvariant()).FirstOrDefault(Languages.Contains) ?? "en";
    }

    static Dictionary<string, Dictionary<string, string>> Read(Assembly assembly)
    {
        var name = assembly.GetManifestResourceNames().SingleOrDefault(resource => resource.EndsWith("texts.json", StringComparison.Ordinal));
        if (name is null) return [];
        using var stream = assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
    }
}
