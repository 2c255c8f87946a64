using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;
using MayorsMechanism.Deployment.Compose;
using MayorsMechanism.Deployment.Kubernetes;
using MayorsMechanism.ServiceDefaults;

namespace MayorsMechanism.Deployment;

/// <summary>All processes with all their connections, and whoever else must get in: PostgreSQL takes them, in every way of running.</summary>
public sealed partial class ConnectionTests
{
    /// <summary>Three that PostgreSQL keeps for superusers, a backup, the cluster's operator, a verb that somebody runs beside the services.</summary>
    const int Others = 20;

    /// <summary>As many as ./run takes.</summary>
    const int MostReplicas = 5;

    [Fact]
    public async Task Started_by_the_AppHost_with_as_many_replicas_as_it_takes() =>
        Fits((await AppHostModel.ServicesAsync(MostReplicas)).Count(HasDatabase), Limit(await AppHostModel.PostgresArgumentsAsync()));

    [Fact]
    public void On_one_machine() =>
        Fits(ComposeFile.Programs.Values.Count(program => program["secrets"].Texts().Any(IsDatabase)), Limit(ComposeFile.Containers["postgres"]["command"].Texts()));

    [Fact]
    public async Task On_many_while_each_program_is_scaled_out_and_rolled_at_once()
    {
        var rendered = await Rendered.OfAsync("example");
        var names = rendered.Services.Where(HasDatabase).Select(service => service.Name).ToList();
        var most = names.Sum(name => rendered.Objects.OfType<V2HorizontalPodAutoscaler>().Single(scaler => scaler.Spec.ScaleTargetRef.Name == name).Spec.MaxReplicas
            + int.Parse(rendered.Programs.Single(program => program.Name() == name).Spec.Strategy.RollingUpdate.MaxSurge.Value, CultureInfo.InvariantCulture));
        var parameters = rendered.Custom.Single(custom => (string)custom["kind"]! == "Cluster" && custom["spec"]!["postgresql"] is not null)["spec"]!["postgresql"]!["parameters"]!;

        Fits(most, int.Parse((string)parameters["max_connections"]!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_limit_is_the_same_everywhere_and_no_secret_sets_another_pool()
    {
        Limit(await AppHostModel.PostgresArgumentsAsync()).ShouldBe(Limit(ComposeFile.Containers["postgres"]["command"].Texts()));
        foreach (var file in (string[])[Path.Combine(ComposeFile.Folder, "secrets"), Path.Combine(Rendered.Folder, "secrets")])
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain("Pool", Case.Insensitive, file);
    }

    static void Fits(int processes, int limit)
    {
        processes.ShouldBeGreaterThanOrEqualTo(6);
        (processes * Database.PoolSize + Others).ShouldBeLessThanOrEqualTo(limit, $"{processes} processes");
    }

    static bool HasDatabase(DeployedService service) => service.References.Any(IsDatabase);

    static bool IsDatabase(string name) => name.EndsWith("-db", StringComparison.Ordinal);

    static int Limit(IEnumerable<string> arguments) =>
        arguments.Select(argument => Connections().Match(argument)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ShouldHaveSingleItem();

    [GeneratedRegex("^max_connections=([0-9]+)$")]
    private static partial Regex Connections();
}
