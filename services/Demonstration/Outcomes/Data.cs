using System.Text.Json;
using System.Text.Json.Serialization;

namespace MayorsMechanism.Demonstration.Outcomes;

/// <summary>What a representative said, told in our own words. Only what the source ascribes to somebody.</summary>
sealed record Contribution(string Key, string Session, string Person, string Attribution, Texts Texts);

/// <summary>A message under a topic, or recurring and cross-cutting under a category.</summary>
sealed record Message(
    string Key, string? Session, string? Category, int[] Gcm, string[] Sdg, string[]? Backing, Texts Lead, Texts Body, Texts[]? Points);

/// <summary>A paraphrase, under the name and affiliation that the source prints.</summary>
sealed record Quote(string Session, string Message, string Person, string Affiliation, Texts Texts);

/// <summary>What the paper says beside the messages.</summary>
sealed record Paper(
    Texts Title, Texts Introduction, Texts Mechanism, Texts Cycle, Texts Consultation, Texts Outputs, Texts Participation, Texts Structure);

/// <summary>The files beside this one.</summary>
static class Data
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static T Read<T>(string name)
    {
        using var file = typeof(Data).Assembly.GetManifestResourceStream($"{name}.json")!;
        return JsonSerializer.Deserialize<T>(file, Json)!;
    }
}
