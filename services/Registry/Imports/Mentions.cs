using System.Text.Json.Nodes;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// What may name somebody, as it is kept of each row of a file and looked for when somebody is erased: single entries, in small letters. So Ana
/// is found in "Office (Ana) | as-printed", and not in Panamá.
/// </summary>
static class Mentions
{
    /// <summary>No name, address or number is longer.</summary>
    const int Longest = 400;

    static readonly char[] Marks = ['"', ',', ';', '|', '/', '(', ')', '<', '>'];

    /// <summary>Every entry of every field, and the records that the row may repeat.</summary>
    public static string[] Of(JsonObject fields, IEnumerable<RowEvidence> evidence) =>
        [.. TextsOf(fields).SelectMany(In).Concat(evidence.Select(each => each.RecordId).OfType<Guid>().Select(Of)).Distinct()];

    public static string Of(Guid record) => $"{record}";

    /// <summary>The entries of a text.</summary>
    public static IEnumerable<string> In(string text) =>
        text.Split(Marks, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(entry => entry.Length <= Longest).Select(Fold);

    static IEnumerable<string> TextsOf(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => TextsOf(member.Value)),
        JsonArray items => items.SelectMany(TextsOf),
        null => [],
        _ => [node.ToString()],
    };

    /// <summary>Accents are composed: files have them either way. What is no text is no name, and left as it is.</summary>
    static string Fold(string entry)
    {
        try
        {
            return entry.ToLowerInvariant().Normalize();
        }
        catch (ArgumentException)
        {
            return entry;
        }
    }
}
