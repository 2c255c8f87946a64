using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.Messaging;
using MayorsMechanism.Outcomes.Papers.Documents;

namespace MayorsMechanism.Outcomes.Papers;

/// <summary>What tells whether two documents say the same, whenever they were released.</summary>
static class Digest
{
    /// <summary>SHA-256, in lower-case hexadecimal, of the document's JSON without number and date, its members in the order of their names.</summary>
    public static string Of(PaperDocument document)
    {
        var json = JsonSerializer.SerializeToNode(document with { Number = 0, ReleasedAt = null }, ContractJson.Options);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(json)!.ToJsonString())));
    }

    static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
