using System.Net;
using System.Net.Sockets;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment.Drill;

/// <summary>A copy of <c>deploy/</c> as an operator would have it, brought up by its own scripts under a name of its own, and removed at the end.</summary>
sealed class ComposeDeployment : IAsyncDisposable
{
    static readonly string[] Programs = ["identity", "registry", "consultations", "outcomes", "notifications", "console", "gateway"];

    readonly TemporaryFolder _folder = new("mayors-drill-");
    readonly string _name = $"mayors-drill-{Environment.ProcessId}";
    readonly Dictionary<string, string> _environment = [];

    public Uri[] Gateways { get; } = [Free(), Free()];

    public Uri Mail { get; } = Free();

    public string AdministratorPassword => File.ReadAllText(InFolder(".secrets/Identity__AdministratorPassword"));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where containers cannot be run.</summary>
    public static async Task NeedsAnEngineAsync()
    {
        Assert.SkipUnless(Shell.IsInstalled("docker") && (await Shell.TryAsync("docker", ["info"], Token)).Code == 0, "No container engine answers here.");
        var plugin = (await Shell.TryAsync("docker", ["compose", "version"], Token)).Code == 0;
        Assert.SkipUnless(plugin || Shell.IsInstalled("docker-compose"), "Neither docker compose nor docker-compose is installed.");
    }

    /// <summary>Builds the images, makes the secrets, writes the settings. Nothing runs yet.</summary>
    public async Task PrepareAsync(string email)
    {
        await Shell.RunAsync("cp", ["-r", Path.Combine(Source.Root, "deploy/."), _folder.Path], Token);
        await Shell.RunAsync("rm", ["-rf", InFolder(".secrets"), InFolder("backups")], Token);
        await Shell.RunAsync(Path.Combine(Source.Root, "deploy/build"), [Release(1)], Token);
        foreach (var image in Programs)
            await Shell.RunAsync("docker", ["tag", $"mm/{image}:{Release(1)}", $"mm/{image}:{Release(2)}"], Token);
        _environment["MAIL_SMTP"] = "smtp://mail:1025";
        await RunAsync("secrets");
        _environment["DRILL_PASSWORD"] = await File.ReadAllTextAsync(InFolder(".secrets/postgres-password"), Token);
        _environment["DRILL_MAIL"] = Mail.Authority;
        await ConfigureAsync(1, email);
    }

    /// <summary>Writes .env, as an operator does before a start or an upgrade.</summary>
    public Task ConfigureAsync(int release, string email) => File.WriteAllTextAsync(InFolder(".env"), $"""
        TAG={Release(release)}
        PUBLIC_ORIGIN={Gateways[0].GetLeftPart(UriPartial.Authority)}
        ADMINISTRATOR_EMAIL={email}
        MAIL_FROM=Mayors Mechanism <mm@example.org>
        TRUSTED_PROXIES=172.16.0.0/12
        GATEWAY_1={Gateways[0].Authority}
        GATEWAY_2={Gateways[1].Authority}
        DASHBOARD={Free().Authority}
        COMPOSE_PROJECT_NAME={_name}
        COMPOSE_FILE=compose.yaml:{Path.Combine(Source.Root, "tests/Deployment.Tests/compose.test.yaml")}

        """, Token);

    /// <summary>Runs one of the scripts of <c>deploy/</c>.</summary>
    public Task<string> RunAsync(string script, params string[] arguments) => Shell.RunAsync(InFolder(script), arguments, Token, _environment);

    /// <summary>Waits until the engine's own health checks call every container healthy.</summary>
    /// <exception cref="TimeoutException">One did not within a quarter of an hour: a busy machine starts fifteen programs slowly.</exception>
    public async Task HealthyAsync()
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(15);
        string[] names = ["postgres", "rabbitmq", .. Programs.SelectMany(program => (string[])[$"{program}-1", $"{program}-2"])];
        foreach (var name in names)
        {
            var container = (await RunAsync("compose", "ps", "-q", name)).Trim();
            while (await HealthOfAsync(container) is not "healthy")
            {
                if (DateTime.UtcNow > deadline) throw new TimeoutException($"{name} did not become healthy.\n{await RunAsync("compose", "logs", "--tail", "30", name)}");
                await Task.Delay(TimeSpan.FromSeconds(1), Token);
            }
        }
    }

    static async Task<string> HealthOfAsync(string container) =>
        (await Shell.RunAsync("docker", ["inspect", "--format", "{{.State.Health.Status}}", container], Token)).Trim();

    /// <summary>The release that each container runs.</summary>
    public async Task<string[]> ReleasesAsync()
    {
        var images = await Shell.RunAsync("docker", ["ps", "--filter", $"name={_name}", "--format", "{{.Image}}"], Token);
        return [.. images.Split('\n').Where(image => image.Contains("mm/")).Select(image => image[(image.LastIndexOf(':') + 1)..]).Distinct()];
    }

    public string Release(int number) => $"{_name}-{number}";

    public async ValueTask DisposeAsync()
    {
        await Shell.TryAsync(InFolder("compose"), ["down", "--volumes", "--remove-orphans", "--timeout", "5"], CancellationToken.None, _environment);
        foreach (var image in Programs)
            await Shell.TryAsync("docker", ["rmi", $"mm/{image}:{Release(1)}", $"mm/{image}:{Release(2)}"], CancellationToken.None);
        _folder.Dispose();
    }

    string InFolder(string name) => Path.Combine(_folder.Path, name);

    static Uri Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
