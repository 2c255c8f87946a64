namespace MayorsMechanism.AppHost;

static class PublishTargets
{
    /// <summary>Deployment.cs under Aspire; nothing to publish without it.</summary>
    public static void AddPublishTargets(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
            return;
        Console.Error.WriteLine("Publishing needs UseAspire=true: build with -p:UseAspire=true where the Aspire packages can be restored.");
        Environment.Exit(1);
    }
}
