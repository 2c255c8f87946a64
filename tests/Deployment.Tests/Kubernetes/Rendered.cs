using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment.Kubernetes;

/// <summary>What kubectl makes of a folder of <c>deploy/kubernetes</c>: objects of Kubernetes' own kinds, read strictly, and of the operators' kinds.</summary>
sealed record Rendered(IReadOnlyList<object> Objects, IReadOnlyList<JsonNode> Custom)
{
    public static readonly string Folder = Path.Combine(Source.Root, "deploy/kubernetes");

    static readonly Dictionary<string, Type> Kinds = new()
    {
        ["v1/Namespace"] = typeof(V1Namespace),
        ["v1/Service"] = typeof(V1Service),
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["autoscaling/v2/HorizontalPodAutoscaler"] = typeof(V2HorizontalPodAutoscaler),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["networking.k8s.io/v1/Ingress"] = typeof(V1Ingress),
    };

    /// <param name="overlay">Such as <c>example</c>.</param>
    /// <exception cref="YamlDotNet.Core.YamlException">A field is not of the kind.</exception>
    public static async Task<Rendered> OfAsync(string overlay)
    {
        Assert.SkipUnless(Shell.IsInstalled("kubectl") && await KnowsPatchesAsync(), "Install kubectl 1.21 or newer to render deploy/kubernetes.");
        var text = await Shell.RunAsync("kubectl", ["kustomize", Path.Combine(Folder, overlay)], TestContext.Current.CancellationToken);
        var documents = text.Split("\n---\n").Select(document => (Text: document, Json: Yaml.Documents(document).Single())).ToList();
        var core = documents.Where(document => !Operators(document.Json));
        return new(
            [.. core.Select(document => KubernetesYaml.LoadAllFromString(document.Text, Kinds, strict: true).Single())],
            [.. documents.Where(document => Operators(document.Json)).Select(document => document.Json)]);
    }

    public IReadOnlyList<V1Deployment> Deployments => [.. Objects.OfType<V1Deployment>()];

    /// <summary>The Deployments of images that deploy/build makes.</summary>
    public IReadOnlyList<V1Deployment> Programs => [.. Deployments.Where(deployment => deployment.Name() != "dashboard")];

    public IReadOnlyList<DeployedService> Services => [.. Programs.Select(Service).OrderBy(service => service.Name)];

    static DeployedService Service(V1Deployment deployment)
    {
        var pod = deployment.Spec.Template.Spec;
        var files = pod.Volumes.Where(volume => volume.Projected is not null).SelectMany(volume => volume.Projected.Sources).SelectMany(source => source.Secret.Items);
        return DeployedService.Of(deployment.Name(),
            [.. pod.Containers.Single().Env.Select(variable => variable.Name), .. files.Select(file => file.Path)],
            pod.Containers.Single().ReadinessProbe.HttpGet.Path);
    }

    /// <summary>Before 1.21 kubectl had a Kustomize of 2019.</summary>
    static async Task<bool> KnowsPatchesAsync()
    {
        var version = JsonNode.Parse(await Shell.RunAsync("kubectl", ["version", "--client", "-o", "json"], TestContext.Current.CancellationToken));
        return int.Parse(((string)version!["clientVersion"]!["minor"]!).TrimEnd('+'), CultureInfo.InvariantCulture) >= 21;
    }

    static bool Operators(JsonNode document) =>
        ((string)document["apiVersion"]!).Split('/')[0] is "postgresql.cnpg.io" or "barmancloud.cnpg.io" or "rabbitmq.com";
}
