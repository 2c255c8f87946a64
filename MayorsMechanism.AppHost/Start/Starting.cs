using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.AppHost.Start;

static class Starting
{
    /// <summary>Everything around the picture: the data folder, the dashboard, what is told, and what comes back after a crash.</summary>
    /// <exception cref="Refusal">It cannot be started like this.</exception>
    public static StartOptions AddStart(this IDistributedApplicationBuilder builder)
    {
        var options = new StartOptions(builder);
        foreach (var (name, value) in Settings) builder.Configuration[name] = value;
        if (options.DashboardPort is { } port)
            foreach (var (name, value) in Dashboard(options.Secrets, port)) builder.Configuration[name] = value;
        // What people need to know, Progress tells.
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).SilentWhileStopping());
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<Progress>();
        // Before Aspire's own, of which one is not done starting until everything is.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => services.GetRequiredService<Progress>()));
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, LogFiles>());
        builder.Services.AddHostedService<Restarts>();
        builder.Services.AddHostedService<OrderlyStop>(); // The last to start is the first to stop.
        return options;
    }

    static readonly (string Name, string Value)[] Settings =
    [
        // It looks at the feed, and remembers in the user's home.
        ("ASPIRE_VERSION_CHECK_DISABLED", "true"),
        // Else this process leaves before its children.
        ("DcpPublisher:WaitForResourceCleanup", "true"),
    ];

    /// <summary>The dashboard is for this machine alone, and its address has the key to it.</summary>
    static IEnumerable<(string Name, string Value)> Dashboard(Secrets secrets, int port) =>
    [
        ("ASPNETCORE_URLS", $"http://localhost:{port}"),
        ("AppHost:BrowserToken", secrets.Get("dashboard-token")),
        ("AppHost:DashboardApiKey", secrets.Get("dashboard-api-key")),
        ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{Ports.Free()}"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://localhost:{Ports.Free()}"),
        ("ASPIRE_DASHBOARD_TELEMETRY_OPTOUT", "true"),
    ];
}
