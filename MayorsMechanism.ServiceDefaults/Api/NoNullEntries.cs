using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Lists hold no null: annotations speak of members only, so the reader would let it through.</summary>
static class NoNullEntries
{
    public const string Message = "null entry ";

    public static void Apply(JsonTypeInfo type)
    {
        if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType.IsValueType: false }) type.OnDeserialized = list => Require((IEnumerable)list);
    }

    static void Require(IEnumerable list)
    {
        var index = 0;
        foreach (var entry in list)
        {
            if (entry is null) throw new JsonException($"{Message}{index}");
            index++;
        }
    }
}
