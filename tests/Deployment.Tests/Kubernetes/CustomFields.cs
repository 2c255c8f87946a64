using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment.Kubernetes;

/// <summary>
/// The operators' kinds against <c>custom-resources.json</c>: of each kind, the fields that we may use, taken from the operator's definition. A field
/// that is not there is a slip of the pen, or one to look up and add. Below <c>*</c> anything goes.
/// </summary>
static class CustomFields
{
    static readonly JsonNode Known = JsonNode.Parse(File.ReadAllText(Path.Combine(Source.Root, "tests/Deployment.Tests/Kubernetes/custom-resources.json")))!["kinds"]!;

    public static IEnumerable<string> Unknown(JsonNode resource)
    {
        var kind = $"{resource["apiVersion"]}/{resource["kind"]}";
        return Known[kind] is { } fields ? Unknown(resource["spec"]!, fields, kind) : [kind];
    }

    /// <summary>The secrets that the operators read, each as name/key.</summary>
    public static IEnumerable<string> Secrets(JsonNode resource) => (string)resource["kind"]! switch
    {
        "Cluster" => resource["spec"]!["managed"]!["roles"]!.AsArray().SelectMany(role =>
            (string[])[$"{role!["passwordSecret"]!["name"]}/username", $"{role["passwordSecret"]!["name"]}/password"]),
        "ObjectStore" => resource["spec"]!["configuration"]!["s3Credentials"]!.AsObject().Select(entry => $"{entry.Value!["name"]}/{entry.Value!["key"]}"),
        "RabbitmqCluster" => ((string[])["username", "password", "default_user.conf", "host", "port", "provider", "type"])
            .Select(key => $"{resource["spec"]!["secretBackend"]!["externalSecret"]!["name"]}/{key}"),
        _ => [],
    };

    static IEnumerable<string> Unknown(JsonNode value, JsonNode fields, string path) => (value, fields) switch
    {
        (_, JsonValue any) when (string?)any == "*" => [],
        (JsonArray list, JsonArray one) => list.SelectMany(item => Unknown(item!, one[0]!, $"{path}[]")),
        (JsonObject map, JsonObject) => map.SelectMany(entry =>
            fields[entry.Key] is { } known ? Unknown(entry.Value!, known, $"{path}.{entry.Key}") : [$"{path}.{entry.Key}"]),
        (JsonValue, JsonValue) => [],
        _ => [path],
    };
}
