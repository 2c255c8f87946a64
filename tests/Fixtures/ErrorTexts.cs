using System.Text.RegularExpressions;

namespace MayorsMechanism.Fixtures;

/// <summary>What is amiss with the texts of a service's errors.</summary>
public static partial class ErrorTexts
{
    static readonly string[] Languages = ["en", "es", "fr", "pt"];

    /// <param name="service">Its folder.</param>
    /// <param name="known">The codes that have a text.</param>
    /// <param name="say">What a language says of a code.</param>
    /// <returns>Codes that stand in the source and are not known, and those of which not every language says something of its own.</returns>
    public static IReadOnlyList<string> FaultsOf(string service, IReadOnlyCollection<string> known, Func<string, string, string> say)
    {
        var codes = Directory.EnumerateFiles(Path.Combine(Source.Root, "services", service), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Code().Matches(File.ReadAllText(file))).Select(match => match.Groups["code"].Value).Distinct().ToList();
        return codes.Count == 0 ? ["no code was found"] : [.. codes.Except(known), .. known.Where(code => !IsSaid(code, say))];
    }

    static bool IsSaid(string code, Func<string, string, string> say)
    {
        var said = Languages.Select(language => say(language, code)).ToList();
        return said.Distinct().Count() == said.Count && said.TrueForAll(each => each.Length > 0 && !each.Contains('{', StringComparison.Ordinal));
    }

    /// <summary>A code is the first text given to one of the exceptions or to the base of a shape attribute, or the second of a field's error.</summary>
    [GeneratedRegex("""(?:RuleViolation\(|ProblemException\(\d+, |ShapeException\([^,\n]+, |ShapeAttribute\()"(?<code>[a-z0-9-]+)"[,)]""")]
    private static partial Regex Code();
}
