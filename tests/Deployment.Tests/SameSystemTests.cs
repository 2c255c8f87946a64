using MayorsMechanism.Deployment.Compose;
using MayorsMechanism.Deployment.Kubernetes;

namespace MayorsMechanism.Deployment;

/// <summary>The system is described three times, and is one.</summary>
public sealed class SameSystemTests
{
    /// <summary>What a machine of one's own needs and a deployment must not have: a mail server that needs no encryption.</summary>
    static readonly string[] OnlyHere = ["Mail__Catcher"];

    /// <summary>What only a deployment has: a proxy before the gateway, a sender that people may answer, a sealing key that is changed one day.</summary>
    static readonly string[] OnlyDeployed = ["ForwardedHeaders__KnownNetworks__0", "Mail__From", "Identity__OtherSealingKey"];

    [Fact]
    public async Task One_machine_and_many_run_the_same_programs_with_the_same_references_and_settings() =>
        (await Rendered.OfAsync("example")).Services.Select(service => $"{service}").ShouldBe(ComposeFile.Services.Select(service => $"{service}"));

    [Fact]
    public async Task The_AppHost_runs_the_programs_that_are_deployed_with_the_same_references_and_settings()
    {
        var here = await AppHostModel.ServicesAsync();
        var deployed = ComposeFile.Services;

        here.Select(service => $"{service.Without(OnlyHere)}").ShouldBe(deployed.Select(service => $"{service.Without(OnlyDeployed)}"));
        OnlyHere.ShouldBeSubsetOf(here.SelectMany(service => service.Variables));
        OnlyDeployed.ShouldBeSubsetOf(deployed.SelectMany(service => service.Variables));
    }
}
