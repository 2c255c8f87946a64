using System.Text.Json;
using System.Text.Json.Serialization;

namespace MayorsMechanism.Messaging;

/// <summary>How contracts and history are written: camelCase, enums in kebab-case, and whatever is unknown is passed over when read.</summary>
public static class ContractJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
