using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment.Compose;

/// <summary><c>deploy/compose.yaml</c>.</summary>
static partial class ComposeFile
{
    public static readonly string Folder = Path.Combine(Source.Root, "deploy");

    public static readonly JsonObject Whole = Yaml.Documents(File.ReadAllText(Path.Combine(Folder, "compose.yaml"))).Single().AsObject();

    /// <summary>Every container, by name.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Containers => Whole["services"]!.AsObject().ToDictionary(entry => entry.Key, entry => entry.Value!);

    /// <summary>The containers of images that deploy/build makes.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Programs =>
        Containers.Where(entry => Own().IsMatch((string)entry.Value["image"]!)).ToDictionary(entry => entry.Key, entry => entry.Value);

    public static IReadOnlyList<DeployedService> Services =>
        [.. Programs.Where(entry => entry.Key.EndsWith("-1", StringComparison.Ordinal)).Select(entry => Service(entry.Key[..^2], entry.Value)).OrderBy(service => service.Name)];

    static DeployedService Service(string name, JsonNode container) => DeployedService.Of(name,
        [.. container["environment"]!.AsObject().Select(variable => variable.Key), .. container["secrets"].Texts()],
        $"/{container["healthcheck"]!["test"].Texts().Last()}");

    [GeneratedRegex(@"^\$\{IMAGES:-mm\}/[a-z]+:\$\{TAG")]
    private static partial Regex Own();
}
