using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace MayorsMechanism.Deployment;

/// <summary>YAML read as JSON, where a test finds its way without types. All values are strings.</summary>
static class Yaml
{
    /// <summary>Every document of the text, with anchors and merge keys resolved.</summary>
    public static IReadOnlyList<JsonNode> Documents(string text)
    {
        List<JsonNode> documents = [];
        var parser = new MergingParser(new Parser(new StringReader(text)));
        var reader = new DeserializerBuilder().Build();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _)) documents.Add(Json(reader.Deserialize(parser))!);
        return documents;
    }

    public static IEnumerable<string> Texts(this JsonNode? list) => list?.AsArray().Select(item => (string)item!) ?? [];

    static JsonNode? Json(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(entry => KeyValuePair.Create((string)entry.Key, Json(entry.Value)))),
        IEnumerable<object> list => new JsonArray([.. list.Select(Json)]),
        _ => JsonValue.Create((string)value),
    };
}
