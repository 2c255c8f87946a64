using Microsoft.Extensions.Configuration;

namespace MayorsMechanism.AppHost.Start;

/// <summary>
/// What whoever starts the system chose: <c>--port 8080 --replicas 1 --data DIR --demonstration false --containers true --dashboard false --dashboard-port 18888</c>.
/// </summary>
sealed class StartOptions
{
    public const string AdministratorEmail = "admin@mayors-mechanism.example";
    public const string AdministratorPassword = "administrator-password";

    const int UsualDashboardPort = 18888;

    readonly IDistributedApplicationBuilder _builder;

    public StartOptions(IDistributedApplicationBuilder builder)
    {
        _builder = builder;
        var configuration = builder.Configuration;
        Port = Taken(configuration.GetValue("port", 8080), "--port");
        Replicas = configuration.GetValue("replicas", 1);
        Demonstration = configuration.GetValue("demonstration", true);
        Containers = configuration.GetValue<bool?>("containers");
        DashboardPort = !configuration.GetValue("dashboard", true) ? null
            : configuration.GetValue<int?>("dashboard-port") is { } chosen ? Taken(chosen, "--dashboard-port")
            : Ports.IsFree(UsualDashboardPort) ? UsualDashboardPort
            : Ports.Free();
        Data = DataFolder.Open(Path.GetFullPath(configuration["data"] ?? Path.Combine(builder.AppHostDirectory, "..", ".data")));
        Secrets = new Secrets(Data);
    }

    /// <summary>Where people reach it.</summary>
    public int Port { get; }

    /// <summary>Where ops look; null when there is no dashboard.</summary>
    public int? DashboardPort { get; }

    /// <summary>Of each service.</summary>
    public int Replicas { get; }

    public bool Demonstration { get; }

    /// <summary>Null: as the machine allows.</summary>
    public bool? Containers { get; }

    public DataFolder Data { get; }

    public Secrets Secrets { get; }

    /// <summary>A parameter that is generated at the first start and kept beside the data.</summary>
    public IResourceBuilder<ParameterResource> AddSecret(string name, int length, string characters = Secrets.LettersAndDigits) =>
        _builder.AddParameter(name, new Kept(Secrets, name, length, characters), secret: true);

    /// <summary>Aspire asks before it reads its options.</summary>
    public static bool AreWithoutDashboard(string[] args) => Array.LastIndexOf(args, "--dashboard") is >= 0 and var at && args.ElementAtOrDefault(at + 1) == "false";

    static int Taken(int port, string option) =>
        Ports.IsFree(port) ? port : throw new Refusal($"Port {port} is taken: stop what listens there, or choose another one with {option}.");
}
