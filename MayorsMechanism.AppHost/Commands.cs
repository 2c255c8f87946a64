
namespace MayorsMechanism.AppHost;

/// <summary>What ops do to a service, from its menu in the dashboard.</summary>
static class Commands
{
    /// <summary>The verbs of a service that keeps a history and tells others.</summary>
    public static IResourceBuilder<ProjectResource> WithHistory(this IResourceBuilder<ProjectResource> service) => service
        .WithVerb("verify-history", "Verify history", "Checks that no entry of the history was changed or removed.", "ShieldCheckmark")
        .WithVerb("replay-failures", "Replay failures", "Tries every message again that was given up.", "ArrowReplay")
        .WithVerb("republish", "Republish", "Tells the other services every record again, to rebuild their copies.", "MegaphoneLoud",
            "The other services will be told every record of this one again. That is safe, and keeps them busy for a while.");

    /// <summary>Runs the service's program with a verb, beside it and with the same environment.</summary>
    static IResourceBuilder<ProjectResource> WithVerb(
        this IResourceBuilder<ProjectResource> service, string verb, string display, string description, string icon, string? confirmation = null) =>
        service.WithProcessCommand(verb, display, async context =>
        {
            var program = Services.ProgramOf(service.Resource.GetProjectMetadata());
            var settings = await ExecutionConfigurationBuilder.Create(service.Resource).WithEnvironmentVariablesConfig()
                .BuildAsync(service.ApplicationBuilder.ExecutionContext, context.Logger, context.CancellationToken);
            return new ProcessCommandSpec("dotnet")
            {
                Arguments = [program, verb],
                WorkingDirectory = Path.GetDirectoryName(program),
                EnvironmentVariables = settings.EnvironmentVariables.ToDictionary(),
            };
        }, new ProcessCommandOptions { Description = description, IconName = icon, ConfirmationMessage = confirmation });
}
