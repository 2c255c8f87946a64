using k8s.Models;

namespace MayorsMechanism.Deployment.Kubernetes;

/// <summary>What holds of the system on many machines. Read, not run: no cluster is at hand where tests run.</summary>
public sealed class KubernetesTests
{
    [Theory]
    [InlineData("base")]
    [InlineData("example")]
    [InlineData("point-in-time")]
    public async Task Every_object_is_of_its_kind_to_the_last_field(string overlay)
    {
        var rendered = await Rendered.OfAsync(overlay);

        rendered.Deployments.Count.ShouldBe(8);
        rendered.Custom.Count.ShouldBe(10);
        rendered.Custom.SelectMany(CustomFields.Unknown).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_container_is_closed_up_and_has_limits_and_probes()
    {
        foreach (var deployment in (await Rendered.OfAsync("example")).Deployments)
        {
            var pod = deployment.Spec.Template.Spec;
            var container = pod.Containers.ShouldHaveSingleItem();
            (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.RunAsUser, pod.SecurityContext.SeccompProfile.Type, pod.AutomountServiceAccountToken)
                .ShouldBe((true, 1654, "RuntimeDefault", false), deployment.Name());
            (container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.AllowPrivilegeEscalation).ShouldBe((true, false), deployment.Name());
            container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
            container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true);
            container.Resources.Limits.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true);
            ((V1Probe?[])[container.StartupProbe, container.ReadinessProbe, container.LivenessProbe]).ShouldAllBe(probe => probe != null, deployment.Name());
        }
    }

    [Fact]
    public async Task Every_program_is_there_twice_apart_and_replaced_one_after_another()
    {
        var rendered = await Rendered.OfAsync("example");
        foreach (var deployment in rendered.Programs)
        {
            var (name, labels, pod) = (deployment.Name(), deployment.Spec.Template.Metadata.Labels, deployment.Spec.Template.Spec);
            // A number here would undo the autoscaler's at each apply.
            deployment.Spec.Replicas.ShouldBeNull(name);
            rendered.Objects.OfType<V2HorizontalPodAutoscaler>().Single(scaler => scaler.Spec.ScaleTargetRef.Name == name).Spec.MinReplicas.ShouldBe(2);
            (deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value, deployment.Spec.Strategy.RollingUpdate.MaxSurge.Value).ShouldBe(("0", "1"), name);
            pod.TopologySpreadConstraints.Select(spread => spread.TopologyKey).ShouldBe(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
            rendered.Objects.OfType<V1PodDisruptionBudget>().Where(budget => Selects(budget.Spec.Selector, labels)).ShouldHaveSingleItem(name)
                .Spec.MinAvailable.Value.ShouldBe("1");
            rendered.Objects.OfType<V1Service>().Single(service => service.Name() == name).Spec.Selector.ShouldAllBe(label => labels[label.Key] == label.Value);

            var container = pod.Containers.Single();
            (container.ReadinessProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path, container.StartupProbe.HttpGet.Path).ShouldBe(("/health", "/alive", "/alive"), name);
            var draining = TimeSpan.Parse(container.Env.Single(variable => variable.Name == "Draining").Value, System.Globalization.CultureInfo.InvariantCulture);
            TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds!.Value).ShouldBeGreaterThan(draining + TimeSpan.FromSeconds(25), name);
        }
    }

    [Fact]
    public async Task Our_images_bear_one_tag()
    {
        var images = (await Rendered.OfAsync("example")).Programs.Select(program => program.Spec.Template.Spec.Containers.Single().Image).ToList();

        images.Select(image => image[(image.LastIndexOf(':') + 1)..]).Distinct().ShouldHaveSingleItem();
        images.Count.ShouldBe(7);
    }

    [Fact]
    public async Task No_secret_stands_in_a_file_and_each_that_is_asked_for_is_made()
    {
        var rendered = await Rendered.OfAsync("example");
        var made = await MadeSecrets.ReadAsync();

        var asked = rendered.Deployments.SelectMany(deployment => deployment.Spec.Template.Spec.Volumes).Where(volume => volume.Projected is not null)
            .SelectMany(volume => volume.Projected.Sources).SelectMany(source => source.Secret.Items.Select(item => $"{source.Secret.Name}/{item.Key}"))
            .Concat(rendered.Custom.SelectMany(CustomFields.Secrets)).Distinct().ToList();
        asked.Count.ShouldBeGreaterThan(15);
        asked.ShouldBeSubsetOf(made);
        foreach (var variable in rendered.Deployments.SelectMany(deployment => deployment.Spec.Template.Spec.Containers.Single().Env))
            DeployedService.IsSecret(variable.Name).ShouldBeFalse(variable.Name);
    }

    static bool Selects(V1LabelSelector selector, IDictionary<string, string> labels) =>
        selector.MatchLabels.All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
