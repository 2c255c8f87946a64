using System.Text.Json;
using System.Text.RegularExpressions;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>What is wrong with JSON that could not be read as a record: fields, named as in the JSON, and a <see cref="Text"/> reference each.</summary>
public static partial class JsonErrors
{
    public static Dictionary<string, string[]> Of(JsonException json)
    {
        if (Missing().Match(json.Message) is { Success: true } missing)
        {
            var parent = FieldOf(json.Path);
            return Quoted().Matches(missing.Groups[1].Value).ToDictionary(
                name => parent.Length == 0 ? name.Groups[1].Value : $"{parent}.{name.Groups[1].Value}", _ => new[] { "required" });
        }
        if (json.Message.StartsWith(NoNullEntries.Message, StringComparison.Ordinal))
        {
            // The reader stands at the list, or at its end, by then.
            return new() { [$"{LastIndex().Replace(FieldOf(json.Path), "")}[{json.Message[NoNullEntries.Message.Length..]}]"] = ["required"] };
        }
        var error = json.Message switch
        {
            var m when m.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) => "unknown-field",
            var m when m.Contains("Duplicate", StringComparison.OrdinalIgnoreCase) => "duplicate-field",
            var m when m.Contains("could not be converted", StringComparison.Ordinal) || m.Contains("null", StringComparison.Ordinal) => "invalid-value",
            _ => Text.Reference("invalid-json", json.LineNumber + 1 ?? 1, json.BytePositionInLine + 1 ?? 1),
        };
        return new() { [FieldOf(json.Path)] = [error] };
    }

    /// <summary>A member of a record as it stands in the JSON: <c>otherNames[0].name</c>.</summary>
    public static string FieldName(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    static string FieldOf(string? path) => path is null or "$" ? "" : path.Replace("$.", "", StringComparison.Ordinal);

    [GeneratedRegex("missing required properties including: (.*)")]
    private static partial Regex Missing();

    [GeneratedRegex(@"\[\d+\]\z")]
    private static partial Regex LastIndex();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
