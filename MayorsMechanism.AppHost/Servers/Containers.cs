using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.AppHost.Start;

namespace MayorsMechanism.AppHost.Servers;

/// <summary>Servers in containers; their data is in volumes that are named after the data folder.</summary>
sealed class Containers(IDistributedApplicationBuilder builder, StartOptions options) : Servers(builder, options)
{
    public override void BeforeStart()
    {
        var marker = Options.Data.In(Marker);
        if (!EngineAnswers())
            throw new Refusal($"No container engine answers to \"{Engine} info\": start it{(File.Exists(marker) ? $"; the data in {Options.Data.Path} is in containers" : ", or start without this option")}.");
        File.WriteAllText(marker, "");
    }

    protected override IResourceBuilder<IResourceWithEndpoints> AddPostgres(string name, ParameterResource password) => Builder
        .AddPostgres(name, password: Builder.CreateResourceBuilder(password)).WithImageTag("17.6")
        .WithDataVolume(Volume(name))
        .WithEndpoint("tcp", endpoint => endpoint.IsProxied = false)
        .WithArgs([.. PostgresSettings.SelectMany(setting => new[] { "-c", setting })]);

    public override IResourceBuilder<IResourceWithConnectionString> AddRabbitMQ(string name) => Builder
        .AddRabbitMQ(name, password: Builder.CreateResourceBuilder(Password(name))).WithImageTag("4.2").WithManagementPlugin()
        .WithEndpoint("tcp", endpoint => endpoint.IsProxied = false)
        .WithDataVolume(Volume(name));

    protected override Mail AddCatcher(string name)
    {
        var catcher = Builder.AddContainer(name, "axllent/mailpit", "v1.21")
            .WithHttpEndpoint(targetPort: 8025, name: "http")
            .WithEndpoint(targetPort: 1025, scheme: "smtp", name: "smtp");
        var smtp = catcher.GetEndpoint("smtp");
        return new(project => project
            .WithEnvironment("Mail__Smtp", $"smtp://{smtp.Property(EndpointProperty.Host)}:{smtp.Property(EndpointProperty.Port)}")
            .WithEnvironment("Mail__Catcher", "true")
            .WaitFor(catcher));
    }

    // ./run --reset knows these names.
    string Volume(string name) => $"mayors-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Options.Data.Path)))[..12]}-{name}";
}
