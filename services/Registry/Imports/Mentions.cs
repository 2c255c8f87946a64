using System.Text.Json.Nodes;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// What may name somebody, as it is kept of each row of a file and looked for when somebody is erased: single entries, folded. So Ana is found
/// in "Office (Ana) | as-printed", and not in Panamá.
/// </summary>
static class Mentions
{
    /// <summary>No name, address or number is longer.</summary>
    const int Longest = 400;

    static readonly char[] Marks = ['"', ',', ';', '|', '/', '(', ')', '<', '>', ':', '\n', '\r', '\t', '\0'];

    /// <summary>Every entry of every field, and the records that the row may repeat.</summary>
    public static string[] Of(JsonObject fields, IEnumerable<RowEvidence> evidence) =>
        [.. fields.SelectMany(field => TextsOf(field.Value)).SelectMany(In).Concat(evidence.Select(each => each.RecordId).OfType<Guid>().Select(Of)).Distinct()];

    public static string Of(Guid record) => $"{record}";

    /// <summary>The entries of a text.</summary>
    public static IEnumerable<string> In(string text) =>
        text.Split(Marks).Select(Fold).Where(entry => entry.Length is > 0 and <= Longest);

    static IEnumerable<string> TextsOf(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => TextsOf(member.Value).Prepend(member.Key)),
        JsonArray items => items.SelectMany(TextsOf),
        null => [],
        _ => [node.ToString()],
    };

    /// <summary>Small letters, single blanks, composed accents: files have them in every way. Lone surrogates are no letters, and cannot be stored.</summary>
    static string Fold(string entry)
    {
        var words = string.Join(' ', entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        // By way of capitals, of which some small letters share one; i is written with and without its dot.
        var small = words.Replace('İ', 'i').Replace('ı', 'i').ToUpperInvariant().ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal);
        return string.Concat(small.EnumerateRunes()).Normalize();
    }
}
